import { type QueryClient, queryOptions } from '@tanstack/solid-query';
import { MAX_ADDRESSES } from '../../server/values/limits-and-periods.ts';
import type { EmailDoor } from '../account/ChangeEmail.tsx';
import { type Outputs, trpc } from '../trpc.ts';
import { createPaged } from '../ui/paged.ts';

type Lists = Outputs['customer'];
export type Address = RowOf<Lists['addresses']['list']>;
type RowOf<List extends { items: unknown[] }> = List['items'][number];
type PlaceIn<List extends { nextCursor: unknown }> = NonNullable<List['nextCursor']>;

/** The queries of the customer area, under the keys that refresh them after a change. */
export const ownQuery = queryOptions({
  queryKey: ['customer', 'me'],
  queryFn: () => trpc.customer.me.query({}),
});
export const profileQuery = queryOptions({
  queryKey: ['customer', 'profile'],
  queryFn: () => trpc.customer.profile.get.query({}),
});
export const statementsQuery = queryOptions({
  queryKey: ['customer', 'statements'],
  queryFn: () => trpc.customer.statements.list.query({}),
});
export const emailDoor: EmailDoor = {
  key: ['customer', 'email'],
  get: () => trpc.customer.email.get.query({}),
  change: (input) => trpc.customer.email.change.mutate(input),
  cancel: () => trpc.customer.email.cancel.mutate({}),
};
export const addressesQuery = queryOptions({
  queryKey: ['customer', 'addresses'],
  queryFn: () => trpc.customer.addresses.list.query({ limit: MAX_ADDRESSES }),
});
export const standingQuery = queryOptions({
  queryKey: ['customer', 'standing'],
  queryFn: () => trpc.customer.standing.query({}),
});
type Services = Lists['services']['list'];
export const createServices = () =>
  createPaged<RowOf<Services>, PlaceIn<Services>>(
    () => ['customer', 'services'],
    (cursor) => trpc.customer.services.list.query({ cursor }),
  );
type Invoices = Lists['invoices']['list'];
export const createInvoices = () =>
  createPaged<RowOf<Invoices>, PlaceIn<Invoices>>(
    () => ['customer', 'invoices'],
    (cursor) => trpc.customer.invoices.list.query({ cursor }),
  );
export const consentQuery = queryOptions({
  queryKey: ['customer', 'consents', 'status'],
  queryFn: () => trpc.customer.consents.status.query({}),
});
export const createConsentHistory = () =>
  createPaged<RowOf<Lists['consents']['history']>>(
    () => ['customer', 'consents', 'history'],
    (cursor) => trpc.customer.consents.history.query({ cursor }),
  );
const requestsKey = ['customer', 'requests'];
/** Newest first: the first request is the present one. */
export const createOwnRequests = () =>
  createPaged<RowOf<Lists['requests']['list']>>(
    () => requestsKey,
    (cursor) => trpc.customer.requests.list.query({ cursor }),
  );
export const inventoryQuery = queryOptions({
  queryKey: ['customer', 'inventory'],
  queryFn: () => trpc.customer.inventory.query({}),
});

/** Every action stores something that the inventory counts: a consent, a request, a download, a message. */
export const refreshInventory = (queries: QueryClient) =>
  queries.invalidateQueries({ queryKey: inventoryQuery.queryKey });
export const refreshOwnRequests = (queries: QueryClient) =>
  Promise.all([
    queries.invalidateQueries({ queryKey: requestsKey }),
    queries.invalidateQueries({ queryKey: ownQuery.queryKey }),
    refreshInventory(queries),
  ]);
