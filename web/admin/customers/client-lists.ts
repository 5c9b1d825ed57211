import { type Outputs, trpc } from '../../trpc.ts';
import { createPaged, type PageOf } from '../../ui/paged.ts';

type Lists = Outputs['admin']['customers'];
type RowOf<List extends { items: unknown[] }> = List['items'][number];
export type ListedService = RowOf<Lists['services']>;
export type ListedInvoice = RowOf<Lists['invoices']>;
export type RequestRow = RowOf<Lists['requests']>;
export type ConsentRow = RowOf<Lists['consents']>;
export type ListedDownload = RowOf<Lists['downloads']>;
type ServicePlace = NonNullable<Lists['services']['nextCursor']>;
type InvoicePlace = NonNullable<Lists['invoices']['nextCursor']>;

/** A client or a request: the customer's id, and the first pages that came with it. */
type ListOwner = {
  customerId: string;
  services: PageOf<ListedService, ServicePlace>;
  invoices: PageOf<ListedInvoice, InvoicePlace>;
};

/** Keys below `clients`, so that the lists are refreshed with the clients. */
const keyOf = (customerId: string, list: string) => ['admin', 'clients', 'lists', customerId, list];

export const createServicesOf = (owner: () => ListOwner) =>
  createPaged<ListedService, ServicePlace>(
    () => keyOf(owner().customerId, 'services'),
    (cursor) => trpc.admin.customers.services.query({ customerId: owner().customerId, cursor }),
    () => owner().services,
  );

export const createInvoicesOf = (owner: () => ListOwner) =>
  createPaged<ListedInvoice, InvoicePlace>(
    () => keyOf(owner().customerId, 'invoices'),
    (cursor) => trpc.admin.customers.invoices.query({ customerId: owner().customerId, cursor }),
    () => owner().invoices,
  );

export const createRequestsOf = (customerId: () => string) =>
  createPaged<RequestRow>(
    () => keyOf(customerId(), 'requests'),
    (cursor) => trpc.admin.customers.requests.query({ customerId: customerId(), cursor }),
  );

/** The requests before one request: its number is the first cursor. */
export const createEarlierRequests = (
  request: () => { customerId: string; number: number; earlier: PageOf<RequestRow> },
) =>
  createPaged<RequestRow>(
    () => [...keyOf(request().customerId, 'requests'), request().number],
    (cursor) =>
      trpc.admin.customers.requests.query({
        customerId: request().customerId,
        cursor: cursor ?? request().number,
      }),
    () => request().earlier,
  );

export const createConsentsOf = (customerId: () => string) =>
  createPaged<ConsentRow>(
    () => keyOf(customerId(), 'consents'),
    (cursor) => trpc.admin.customers.consents.query({ customerId: customerId(), cursor }),
  );

export const createDownloadsOf = (customerId: () => string) =>
  createPaged<ListedDownload>(
    () => keyOf(customerId(), 'downloads'),
    (cursor) => trpc.admin.customers.downloads.query({ customerId: customerId(), cursor }),
  );
