import { createTRPCClient, httpBatchLink, httpLink, splitLink } from '@trpc/client';
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '../server/router.ts';
import { confirmationLink } from './confirmation.ts';
import { pageOwnerHeaders } from './page-owner.ts';
import { presenceHeaders } from './presence.ts';

const url = '/trpc';
/** The server refuses larger batches. */
const batchCap = 10;
/** Asked every few seconds, alone and by GET: the address is stable, so an unchanged answer is a 304. */
const polled = new Set(['admin.requests.pendingCount']);

const headers = () => ({ ...pageOwnerHeaders(), ...presenceHeaders() });

/** The typed client. Everything but the poll goes by POST: people's data does not belong in addresses. */
export const trpc = createTRPCClient<AppRouter>({
  links: [
    confirmationLink,
    splitLink({
      condition: (operation) => polled.has(operation.path),
      true: httpLink({ url, headers }),
      false: httpBatchLink({ url, methodOverride: 'POST', maxItems: batchCap, headers }),
    }),
  ],
});

export type Inputs = inferRouterInputs<AppRouter>;
export type Outputs = inferRouterOutputs<AppRouter>;
