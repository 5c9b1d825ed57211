import { type QueryClient, queryOptions } from '@tanstack/solid-query';
import { trpc } from '../trpc.ts';

/** What the client area asks for, under the names by which it is refreshed after a change. */
export const ownQuery = queryOptions({
  queryKey: ['customer', 'me'],
  queryFn: () => trpc.customer.me.query({}),
});
export const profileQuery = queryOptions({
  queryKey: ['customer', 'profile'],
  queryFn: () => trpc.customer.profile.get.query({}),
});
export const emailQuery = queryOptions({
  queryKey: ['customer', 'email'],
  queryFn: () => trpc.customer.email.get.query({}),
});
export const addressesQuery = queryOptions({
  queryKey: ['customer', 'addresses'],
  queryFn: () => trpc.customer.addresses.list.query({}),
});
export const servicesQuery = queryOptions({
  queryKey: ['customer', 'services'],
  queryFn: () => trpc.customer.services.list.query({}),
});
export const invoicesQuery = queryOptions({
  queryKey: ['customer', 'invoices'],
  queryFn: () => trpc.customer.invoices.list.query({}),
});
export const consentQuery = queryOptions({
  queryKey: ['customer', 'consents', 'status'],
  queryFn: () => trpc.customer.consents.status.query({}),
});
export const consentHistoryQuery = queryOptions({
  queryKey: ['customer', 'consents', 'history'],
  queryFn: () => trpc.customer.consents.history.query({ limit: 100 }),
});
/** Newest first: the first one is where the person stands. */
export const requestsQuery = queryOptions({
  queryKey: ['customer', 'requests'],
  queryFn: () => trpc.customer.requests.list.query({ limit: 100 }),
});
export const inventoryQuery = queryOptions({
  queryKey: ['customer', 'inventory'],
  queryFn: () => trpc.customer.inventory.query({}),
});

/** Every act leaves a trace that is itself held: a consent, a request, a download, a message. */
export const refreshInventory = (queries: QueryClient) =>
  queries.invalidateQueries({ queryKey: inventoryQuery.queryKey });
export const refreshRequests = (queries: QueryClient) =>
  Promise.all([
    queries.invalidateQueries({ queryKey: requestsQuery.queryKey }),
    queries.invalidateQueries({ queryKey: ownQuery.queryKey }),
    refreshInventory(queries),
  ]);
