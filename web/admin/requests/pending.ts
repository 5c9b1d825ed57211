import { type QueryClient, useQueryClient } from '@tanstack/solid-query';
import { createEffect, createSignal, on, onCleanup } from 'solid-js';
import { trpc } from '../../trpc.ts';
import { useQuery } from '../../ui/query.ts';
import { setWaiting } from '../../ui/title.ts';

const everySeconds = 15;

/** Refreshes what a new or decided request changes: its page, the lists, the bubble. */
export const refreshRequests = (queries: QueryClient) =>
  Promise.all(
    ['requests', 'clients', 'blacklist', 'mailbox'].map((noun) =>
      queries.invalidateQueries({ queryKey: ['admin', noun] }),
    ),
  );

const [waitingRequests, setWaitingRequests] = createSignal({ count: 0, toApprove: 0 });

export { waitingRequests };

/** How many requests wait, and how many proposals for the viewer's approval. Asked every 15 seconds, not while the tab is hidden, and at once when it is visible again. */
export function createPendingCount() {
  const query = useQuery(() => ({
    queryKey: ['admin', 'requests', 'pending'],
    queryFn: () => trpc.admin.requests.pendingCount.query({}),
    refetchInterval: everySeconds * 1000,
    refetchOnWindowFocus: 'always',
    staleTime: 0,
  }));
  const queries = useQueryClient();
  createEffect(() => query.isSuccess && setWaitingRequests(query.data));
  createEffect(() => setWaiting(waitingRequests().count));
  // An open list shows the requests that the bubble counts.
  createEffect(
    on(waitingRequests, () => void queries.invalidateQueries({ queryKey: ['admin', 'requests', 'list'] }), {
      defer: true,
    }),
  );
  onCleanup(() => {
    setWaiting(0);
    setWaitingRequests({ count: 0, toApprove: 0 });
  });
  return waitingRequests;
}
