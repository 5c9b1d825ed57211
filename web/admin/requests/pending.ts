import { type QueryClient, useQueryClient } from '@tanstack/solid-query';
import { createEffect, on, onCleanup } from 'solid-js';
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

/** How many requests wait. Asked every 15 seconds, not while the tab is hidden, and at once when it is visible again. */
export function createPendingCount() {
  const query = useQuery(() => ({
    queryKey: ['admin', 'requests', 'pending'],
    queryFn: () => trpc.admin.requests.pendingCount.query({}),
    refetchInterval: everySeconds * 1000,
    refetchOnWindowFocus: 'always',
    staleTime: 0,
  }));
  const queries = useQueryClient();
  const count = () => (query.isSuccess ? query.data.count : 0);
  createEffect(() => setWaiting(count()));
  // An open list shows the requests that the bubble counts.
  createEffect(
    on(count, () => void queries.invalidateQueries({ queryKey: ['admin', 'requests', 'list'] }), {
      defer: true,
    }),
  );
  onCleanup(() => setWaiting(0));
  return count;
}
