import { children, createEffect, createMemo, type JSX, Show } from 'solid-js';

type Query = { isPending: boolean; fetchStatus: string };

/**
 * Shows its parts together, once each query has an answer, a refusal or no connection: a late part would push the others
 * away from under a finger. The parts already start their queries before they are shown.
 */
export function LoadedTogether(props: {
  queries: readonly Query[];
  /** Shown until then, in the same layout. */
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
