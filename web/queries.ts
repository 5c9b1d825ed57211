import { MutationCache, QueryCache, QueryClient, queryOptions } from '@tanstack/solid-query';
import { showDatesIn } from './calendar.ts';
import { type Outputs, trpc } from './trpc.ts';
import { failureOf, onFailedForm } from './ui/failure.ts';
import { noteRefusedAsAnother } from './whose.ts';

/** Who is signed in, and what stands in their way. Every area asks it first. */
export const meQuery = queryOptions({
  queryKey: ['account', 'me'],
  queryFn: async () => {
    const me = await trpc.account.me.query({});
    // Before any page is drawn: the zone belongs to every date on it.
    if (me.role !== 'visitor') showDatesIn(me.timeZone);
    return me;
  },
});

type Me = Outputs['account']['me'];
/** Whose page it is. */
export const personOf = (me: Exclude<Me, { role: 'visitor' }>): string =>
  me.role === 'admin' ? me.adminId : me.customerId;

/** Refusals that mean that somebody is no longer who the page believes, or no longer allowed what it offers. */
const stale = new Set([
  'sign_in_required',
  'other_account',
  'customer_required',
  'admin_required',
  'consent_required',
  'personal_data_management_off',
]);

export function createQueryClient() {
  const look = (kind: string) => {
    if (kind === 'other_account') noteRefusedAsAnother(true);
    if (stale.has(kind)) void client.invalidateQueries({ queryKey: meQuery.queryKey });
  };
  const onError = (error: unknown) => look(failureOf(error).kind);
  onFailedForm(({ kind }) => look(kind));
  const client = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        // Once the server has answered, asking again would not change its mind; a lost connection is tried once more.
        retry: (failures, error) => failures < 1 && !('data' in error && error.data),
        staleTime: 10_000,
      },
      // Nothing is sent later, when nobody looks any more: offline it fails at once and says so.
      mutations: { networkMode: 'always' },
    },
  });
  return client;
}
