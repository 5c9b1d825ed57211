import { keepPreviousData, useInfiniteQuery } from '@tanstack/solid-query';

export type PageOf<Row> = { items: Row[]; nextCursor: number | null };

/** A list that comes in pages by keyset. While filters change, the rows before stay in view until the new ones are there. */
export function createPaged<Row>(
  key: () => readonly unknown[],
  load: (cursor: number | undefined) => Promise<PageOf<Row>>,
) {
  return useInfiniteQuery(() => ({
    queryKey: key(),
    queryFn: ({ pageParam }) => load(pageParam),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  }));
}

export type Paged<Row> = ReturnType<typeof createPaged<Row>>;
