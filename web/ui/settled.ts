import { debounce } from '@solid-primitives/scheduled';
import { createEffect, createSignal, on } from 'solid-js';

const typingPause = 400;

/** A value that follows its source after a short pause without changes. */
export function createSettled<Value>(source: () => Value) {
  const [settled, setSettled] = createSignal(source());
  const follow = debounce((value: Value) => setSettled(() => value), typingPause);
  createEffect(on(source, follow, { defer: true }));
  return settled;
}
