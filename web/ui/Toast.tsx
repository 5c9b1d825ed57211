import CircleCheck from 'lucide-solid/icons/circle-check';
import X from 'lucide-solid/icons/x';
import { createSignal, For, onCleanup, onMount } from 'solid-js';
import { t } from '../i18n.ts';
import { IconButton } from './Button.tsx';
import './toast.css';

type Message = { key: number; text: string };

const stays = 6_000;
const [messages, setMessages] = createSignal<readonly Message[]>([]);
let next = 0;

/** Says that something was done. A failure is a Notice where it happened, because a toast goes away. */
export function toast(text: string) {
  next += 1;
  setMessages((all) => [...all.slice(-2), { key: next, text }]);
}

/** A dialog that opens asks for something new: what was done before would read there as if it were done already. */
export const dismissAll = (): void => void setMessages([]);

const dismiss = (key: number) => setMessages((all) => all.filter((one) => one.key !== key));

const [places, setPlaces] = createSignal<readonly symbol[]>([]);

/**
 * A polite live region, at the root and in every open dialog: nobody sees or hears anything behind a modal dialog. The
 * dialog that opened last shows the messages.
 */
export function Toasts() {
  const place = Symbol();
  onMount(() => setPlaces((all) => [...all, place]));
  onCleanup(() => setPlaces((all) => all.filter((one) => one !== place)));
  return (
    <div class="toasts" role="status">
      <For each={places().at(-1) === place ? messages() : []}>
        {(message) => <ToastCard message={message} />}
      </For>
    </div>
  );
}

function ToastCard(props: { message: Message }) {
  onMount(() => {
    const timer = setTimeout(dismiss, stays, props.message.key);
    onCleanup(() => clearTimeout(timer));
  });
  return (
    <div class="toast">
      <CircleCheck size={20} aria-hidden="true" />
      <span>{props.message.text}</span>
      <IconButton
        label={t('common.dismiss')}
        icon={<X size={16} />}
        onClick={() => dismiss(props.message.key)}
      />
    </div>
  );
}
