import { type QueryClient, useQueryClient } from '@tanstack/solid-query';
import { createEffect, on, onCleanup } from 'solid-js';
import { trpc } from '../../trpc.ts';
import { useQuery } from '../../ui/query.ts';
import { setWaiting } from '../../ui/title.ts';

const everySeconds = 15;

/** What changes when a request is entered or decided: its own page, every list it stands in, and the bubble. */
export const refreshRequests = (queries: QueryClient) =>
  Promise.all(
    ['requests', 'clients', 'blacklist', 'mailbox'].map((noun) =>
      queries.invalidateQueries({ queryKey: ['admin', noun] }),
    ),
  );

/** How many requests wait. Asked every 15 seconds; not while the tab is hidden, and at once when it is seen again. */
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
  // A list that is open shows what the bubble speaks of.
  createEffect(
    on(count, () => void queries.invalidateQueries({ queryKey: ['admin', 'requests', 'list'] }), {
      defer: true,
    }),
  );
  onCleanup(() => setWaiting(0));
  return count;
}
