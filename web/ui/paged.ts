import { keepPreviousData } from '@tanstack/solid-query';
import { useInfiniteQuery } from './query.ts';

export type PageOf<Row, Cursor = number> = { items: Row[]; nextCursor: Cursor | null };

/**
 * A list in pages by keyset. While filters change, the old rows stay in view until the new ones arrive. `first`: the first
 * page, where another call has already brought it. Only the list itself knows what a cursor contains.
 */
export function createPaged<Row, Cursor = number>(
  key: () => readonly unknown[],
  load: (cursor: Cursor | undefined) => Promise<PageOf<Row, Cursor>>,
  first?: () => PageOf<Row, Cursor>,
) {
  return useInfiniteQuery(() => ({
    queryKey: key(),
    queryFn: ({ pageParam }): Promise<PageOf<Row, unknown>> => load(pageParam as Cursor | undefined),
    initialPageParam: undefined as unknown,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    // Spread, because the library's types allow no optional `initialData`.
    ...((first ? { initialData: { pages: [first()], pageParams: [undefined] } } : {}) as object),
  }));
}

export type Paged<Row> = ReturnType<typeof createPaged<Row>>;

/** All rows loaded so far. */
export const rowsOf = <Row>(query: Paged<Row>): Row[] =>
  query.data?.pages.flatMap((page) => page.items) ?? [];
