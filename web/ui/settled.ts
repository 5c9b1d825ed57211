import { createEffect, createSignal, onCleanup } from 'solid-js';

const typingPause = 400;

/** A value that follows its source once the source has stood still for a moment. */
export function createSettled<Value>(source: () => Value) {
  const [settled, setSettled] = createSignal(source());
  createEffect(() => {
    const value = source();
    const timer = setTimeout(() => setSettled(() => value), typingPause);
    onCleanup(() => clearTimeout(timer));
  });
  return settled;
}
