import { keepPreviousData } from '@tanstack/solid-query';
import { useInfiniteQuery } from './query.ts';

export type PageOf<Row, Cursor = number> = { items: Row[]; nextCursor: Cursor | null };

/**
 * A list that comes in pages by keyset. While filters change, the rows before stay in view until the new ones are there.
 * `first` is its first page where that has come with something else. What a cursor is, only the list itself knows.
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
    // As an object of its own: the types know no list that may or may not have its first page already.
    ...((first ? { initialData: { pages: [first()], pageParams: [undefined] } } : {}) as object),
  }));
}

export type Paged<Row> = ReturnType<typeof createPaged<Row>>;

/** What has come so far; nothing while nothing can be shown. */
export const rowsOf = <Row>(query: Paged<Row>): Row[] =>
  query.data?.pages.flatMap((page) => page.items) ?? [];
