import { children, createEffect, createMemo, type JSX, Show } from 'solid-js';

type Query = { isPending: boolean; fetchStatus: string };

/**
 * Parts of a page that appear together, once each of their queries has its answer, a refusal or no connection: a part
 * that came later would push the others from beneath a finger. All of them ask at once, before they are seen.
 */
export function LoadedTogether(props: {
  queries: readonly Query[];
  /** What keeps the place until then. */
  skeleton: JSX.Element;
  onShown?: () => void;
  children: JSX.Element;
}) {
  const parts = children(() => props.children);
  const settled = createMemo<boolean>(
    (before) => before || props.queries.every((query) => !query.isPending || query.fetchStatus === 'paused'),
    false,
  );
  createEffect(() => {
    if (settled()) props.onShown?.();
  });
  return (
    <Show when={settled()} fallback={props.skeleton}>
      {parts()}
    </Show>
  );
}
