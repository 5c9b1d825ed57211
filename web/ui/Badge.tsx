import type { JSX } from 'solid-js';
import './badge.css';

/** Meaning of the colors: amber waits, green is done, red destroys or has failed, neutral says nothing. */
export type Tone = 'neutral' | 'accent' | 'waits' | 'done' | 'destroys';

/** A state in one word. The word has the meaning; the color only helps to find it. */
export function Badge(props: { tone?: Tone | undefined; children: JSX.Element }) {
  return <span class={`badge ${props.tone ?? 'neutral'}`}>{props.children}</span>;
}
