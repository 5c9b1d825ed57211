import { queryOptions } from '@tanstack/solid-query';
import { trpc } from './trpc.ts';

/** Who runs this Lethe. Every page asks, signed in or not. */
export const operatorQuery = queryOptions({
  queryKey: ['account', 'operator'],
  queryFn: () => trpc.account.operator.query({}),
  staleTime: 600_000,
});
