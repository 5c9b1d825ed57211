import { MutationCache, QueryCache, QueryClient, queryOptions } from '@tanstack/solid-query';
import { showDatesIn } from './calendar.ts';
import { setRefusedForOther } from './page-owner.ts';
import { type Outputs, trpc } from './trpc.ts';
import { failureOf, onFormFailure } from './ui/failure.ts';

/** Who is signed in, and what they may reach. Every area asks this first. */
export const meQuery = queryOptions({
  queryKey: ['account', 'me'],
  queryFn: async () => {
    const me = await trpc.account.me.query({});
    // Before any page is drawn, because every date needs the zone.
    if (me.role !== 'visitor') showDatesIn(me.timeZone);
    return me;
  },
});

type Me = Outputs['account']['me'];
/** The id of the person whose page this is. */
export const personOf = (me: Exclude<Me, { role: 'visitor' }>): string =>
  me.role === 'admin' ? me.adminId : me.customerId;

/** Refusals after which the page asks again who is signed in, and what they may do. */
const stale = new Set([
  'sign_in_required',
  'other_account',
  'customer_required',
  'admin_required',
  'right_missing',
  'consent_required',
  'personal_data_management_off',
]);

export function createQueryClient() {
  const look = (kind: string) => {
    if (kind === 'other_account') setRefusedForOther(true);
    if (stale.has(kind)) void client.invalidateQueries({ queryKey: meQuery.queryKey });
  };
  const onError = (error: unknown) => look(failureOf(error).kind);
  onFormFailure(({ kind }) => look(kind));
  const client = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        // A refusal stays a refusal, so only a lost connection is tried once more.
        retry: (failures, error) => failures < 1 && !('data' in error && error.data),
        staleTime: 10_000,
      },
      // Offline, a change fails at once: nothing is sent later, when nobody looks.
      mutations: { networkMode: 'always' },
    },
  });
  return client;
}
