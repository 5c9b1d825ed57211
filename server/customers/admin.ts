import type { Sql } from 'postgres';
import { listConsentsOfCustomer } from '../consents/queries.ts';
import { ConsentHistory } from '../consents/schema.ts';
import { AppError } from '../errors.ts';
import { listDownloadsOfCustomer } from '../exports/queries.ts';
import { DownloadsOfCustomerPage } from '../exports/schema.ts';
import { listRequestsOfCustomer } from '../requests/queries.ts';
import { RequestsOfCustomerPage } from '../requests/schema.ts';
import { unblock } from '../requests/unblock.ts';
import { PAGE, page, pageBy } from '../shapes.ts';
import { adminProcedure, router } from '../trpc.ts';
import { findStanding, listInvoices, listServices } from './contract-queries.ts';
import { listAddresses } from './own-queries.ts';
import { findCustomer, isCustomer, listCustomers } from './queries.ts';
import { placeOfInvoice, placeOfService } from './rules.ts';
import {
  CustomerDetail,
  CustomerListInput,
  CustomerPage,
  CustomerRef,
  InvoicePage,
  InvoicesOfCustomer,
  NumberedOfCustomer,
  ServicePage,
  ServicesOfCustomer,
  Unblock,
  Unblocked,
} from './schema.ts';

/** Whatever is asked about one customer ends at `customer_not_found` where there is none by that id. */
export const customersAdmin = router({
  list: adminProcedure
    .input(CustomerListInput)
    .output(CustomerPage)
    .query(async ({ ctx, input }) => page(await listCustomers(ctx.sql, input), input.limit)),
  get: adminProcedure
    .input(CustomerRef)
    .output(CustomerDetail)
    .query(({ ctx, input }) => gatherCustomer(ctx.sql, input.customerId)),
  services: adminProcedure
    .input(ServicesOfCustomer)
    .output(ServicePage)
    .query(async ({ ctx, input }) =>
      pageBy(await listOf(listServices, ctx.sql, input), input.limit, placeOfService),
    ),
  invoices: adminProcedure
    .input(InvoicesOfCustomer)
    .output(InvoicePage)
    .query(async ({ ctx, input }) =>
      pageBy(await listOf(listInvoices, ctx.sql, input), input.limit, placeOfInvoice),
    ),
  requests: adminProcedure
    .input(NumberedOfCustomer)
    .output(RequestsOfCustomerPage)
    .query(async ({ ctx, input }) => page(await listOf(listRequestsOfCustomer, ctx.sql, input), input.limit)),
  consents: adminProcedure
    .input(NumberedOfCustomer)
    .output(ConsentHistory)
    .query(async ({ ctx, input }) => page(await listOf(listConsentsOfCustomer, ctx.sql, input), input.limit)),
  /** Errors: `customer_not_found`, `customer_not_blocked`. */
  unblock: adminProcedure
    .input(Unblock)
    .output(Unblocked)
    .mutation(({ ctx, input }) => unblock(ctx.sql, { ...input, adminId: ctx.adminId })),
  downloads: adminProcedure
    .input(NumberedOfCustomer)
    .output(DownloadsOfCustomerPage)
    .query(async ({ ctx, input }) =>
      page(await listOf(listDownloadsOfCustomer, ctx.sql, input), input.limit),
    ),
});

async function listOf<Input extends { customerId: string }, Row>(
  list: (sql: Sql, customerId: string, input: Input) => Promise<Row[]>,
  sql: Sql,
  input: Input,
): Promise<Row[]> {
  if (!(await isCustomer(sql, input.customerId))) throw new AppError('customer_not_found');
  return list(sql, input.customerId, input);
}

async function gatherCustomer(sql: Sql, customerId: string) {
  const first = { limit: PAGE };
  const [facts, addresses, standing, services, invoices] = await Promise.all([
    findCustomer(sql, customerId),
    listAddresses(sql, customerId),
    findStanding(sql, customerId),
    listServices(sql, customerId, first),
    listInvoices(sql, customerId, first),
  ]);
  if (facts === undefined) throw new AppError('customer_not_found');
  return {
    ...facts,
    addresses,
    standing,
    services: pageBy(services, PAGE, placeOfService),
    invoices: pageBy(invoices, PAGE, placeOfInvoice),
  };
}
