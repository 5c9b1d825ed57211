import {
  InfiniteQueryObserver,
  QueryObserver,
  type useInfiniteQuery as UseInfiniteQuery,
  type useQuery as UseQuery,
  useQueryClient,
} from '@tanstack/solid-query';
import { createComputed, createMemo, on, onCleanup, untrack } from 'solid-js';
import { createStore } from 'solid-js/store';

/**
 * The library's own hooks suspend: a component that mounts with data takes the whole page out of the document for a
 * moment, and the focus is lost. Here every state of a query is a value, for `Loaded` to draw.
 */
function observe(Observer: typeof QueryObserver, options: () => object): object {
  const client = useQueryClient();
  const current = createMemo(() => ({
    ...client.defaultQueryOptions(options() as ConstructorParameters<typeof QueryObserver>[1]),
    _optimisticResults: 'optimistic' as const,
  }));
  const observer = new Observer(client, untrack(current));
  const [state, setState] = createStore({ ...observer.getOptimisticResult(untrack(current)) });
  createComputed(
    on(
      current,
      (now) => {
        observer.setOptions(now);
        setState({ ...observer.getOptimisticResult(now) });
      },
      { defer: true },
    ),
  );
  onCleanup(observer.subscribe((result) => setState({ ...result })));
  return state;
}

export const useQuery = ((options: () => object) => observe(QueryObserver, options)) as typeof UseQuery;
export const useInfiniteQuery = ((options: () => object) =>
  observe(InfiniteQueryObserver as unknown as typeof QueryObserver, options)) as typeof UseInfiniteQuery;
