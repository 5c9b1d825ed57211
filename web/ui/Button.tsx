import { A, type AnchorProps } from '@solidjs/router';
import { type JSX, splitProps } from 'solid-js';
import './button.css';

type Look = {
  /** `primary` is the one action of its section; `danger` only where something is destroyed. */
  tone?: 'primary' | 'secondary' | 'quiet' | 'danger' | undefined;
  size?: 'small' | undefined;
  icon?: JSX.Element | undefined;
};

type ButtonProps = Look &
  JSX.ButtonHTMLAttributes<HTMLButtonElement> & {
    /** Under way: the button keeps its width and its place in the tab order, and ignores clicks. */
    busy?: boolean | undefined;
  };

const classOf = (look: Look) => `button ${look.tone ?? 'secondary'} ${look.size ?? ''}`;

export function Button(props: ButtonProps) {
  const [own, rest] = splitProps(props, ['tone', 'size', 'icon', 'busy', 'children', 'onClick', 'type']);
  const click: JSX.EventHandler<HTMLButtonElement, MouseEvent> = (event) => {
    if (own.busy) event.preventDefault();
    else if (typeof own.onClick === 'function') own.onClick(event);
  };
  return (
    <button
      {...rest}
      type={own.type ?? 'button'}
      class={classOf(own)}
      classList={{ busy: own.busy ?? false }}
      aria-disabled={own.busy ? 'true' : undefined}
      onClick={click}
    >
      {own.icon}
      <span>{own.children}</span>
    </button>
  );
}

/** A link that looks like a button: it goes somewhere, it changes nothing. */
export function ButtonLink(props: Look & AnchorProps) {
  const [own, rest] = splitProps(props, ['tone', 'size', 'icon', 'children']);
  return (
    <A {...rest} class={classOf(own)}>
      {own.icon}
      <span>{own.children}</span>
    </A>
  );
}

/** A button of one icon; its label is what a screen reader says and what a pointer shows. */
export function IconButton(props: {
  label: string;
  icon: JSX.Element;
  /** Drawn on its corner; what it means is part of the label. */
  mark?: JSX.Element;
  onClick: () => void;
}) {
  return (
    <button
      type="button"
      class="button quiet icon"
      aria-label={props.label}
      title={props.label}
      onClick={() => props.onClick()}
    >
      {props.icon}
      {props.mark}
    </button>
  );
}

/** A link of one icon: it goes where its label says. */
export function IconLink(props: { label: string; icon: JSX.Element; href: string }) {
  return (
    <A class="button quiet icon" href={props.href} aria-label={props.label} title={props.label}>
      {props.icon}
    </A>
  );
}
