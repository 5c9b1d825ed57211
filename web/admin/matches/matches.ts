import { type QueryClient, useQueryClient } from '@tanstack/solid-query';
import { type Inputs, type Outputs, trpc } from '../../trpc.ts';
import { createPaged, type PageOf } from '../../ui/paged.ts';
import { useQuery } from '../../ui/query.ts';

type Page = Outputs['admin']['matches']['list'];
export type Match = Page['items'][number];
export type Side = Match['sides'][number];
type Place = NonNullable<Page['nextCursor']>;
type Pair = Inputs['admin']['matches']['join'];

export const pairOf = ({ sides: [kept, other] }: Match): Pair => ({
  customerId: kept.customerId,
  otherId: other.customerId,
});

/** All pairs that wait for a decision. */
export const createMatches = () =>
  createPaged<Match, Place>(
    () => ['admin', 'matches', 'list'],
    (cursor) => trpc.admin.matches.list.query({ cursor }),
  );

/** The pairs of one client. Their first page has come with the client's page. */
export const createMatchesOf = (client: () => { customerId: string; matches: PageOf<Match, Place> }) =>
  createPaged<Match, Place>(
    () => ['admin', 'clients', 'lists', client().customerId, 'matches'],
    (cursor) => trpc.admin.matches.list.query({ customerId: client().customerId, cursor }),
    () => client().matches,
  );

/** How many pairs wait. Asked once with the area, and again after each decision. */
export function createMatchCount() {
  const query = useQuery(() => ({
    queryKey: ['admin', 'matches', 'count'],
    queryFn: () => trpc.admin.matches.count.query({}),
  }));
  return () => (query.isSuccess ? query.data.count : 0);
}

const refreshPeople = (queries: QueryClient) =>
  Promise.all(
    ['matches', 'clients', 'requests'].map((noun) =>
      queries.invalidateQueries({ queryKey: ['admin', noun] }),
    ),
  );
export function useRefreshPeople() {
  const queries = useQueryClient();
  return () => refreshPeople(queries);
}
