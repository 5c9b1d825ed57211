import type { Sql } from 'postgres';
import { AppError } from '../errors.ts';
import { page } from '../shapes.ts';
import { adminProcedure, router } from '../trpc.ts';
import {
  findCustomer,
  findStanding,
  listAddresses,
  listCustomers,
  listInvoices,
  listRequestsOfCustomer,
  listServices,
} from './queries.ts';
import { SHOWN_TO_ADMINS } from './rules.ts';
import { CustomerDetail, CustomerListInput, CustomerPage, CustomerRef } from './schema.ts';

export const customersAdmin = router({
  list: adminProcedure
    .input(CustomerListInput)
    .output(CustomerPage)
    .query(async ({ ctx, input }) => page(await listCustomers(ctx.sql, input), input.limit)),
  get: adminProcedure
    .input(CustomerRef)
    .output(CustomerDetail)
    .query(({ ctx, input }) => gatherCustomer(ctx.sql, input.customerId)),
});

async function gatherCustomer(sql: Sql, customerId: string) {
  const [facts, addresses, services, invoices, requests, standing] = await Promise.all([
    findCustomer(sql, customerId),
    listAddresses(sql, customerId),
    listServices(sql, customerId, SHOWN_TO_ADMINS),
    listInvoices(sql, customerId, SHOWN_TO_ADMINS),
    listRequestsOfCustomer(sql, customerId),
    findStanding(sql, customerId),
  ]);
  if (facts === undefined) throw new AppError('customer_not_found');
  return { ...facts, addresses, services, invoices, requests, standing };
}
