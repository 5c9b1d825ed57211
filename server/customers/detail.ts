import type { Sql } from 'postgres';
import type { InferOutput } from 'valibot';
import { PAGE_SIZE, pageBy } from '../values/schema.ts';
import { findStanding, listInvoices, listServices } from './contract-queries.ts';
import { listAddresses } from './own-queries.ts';
import { findCustomer, findKeptCustomer } from './queries.ts';
import { placeOfInvoice, placeOfService } from './rules.ts';
import type { CustomerDetail } from './schema.ts';

type Detail = InferOutput<typeof CustomerDetail>;

/**
 * Everything on a customer's page; null if there is no such customer. An old link may lead to a customer who has since been joined with
 * another one: then it is the other's page.
 */
export async function findDetail(sql: Sql, customerId: string): Promise<Detail | null> {
  const found = await gather(sql, customerId);
  if (found !== null) return found;
  const keptId = await findKeptCustomer(sql, customerId);
  return keptId ? gather(sql, keptId) : null;
}

async function gather(sql: Sql, customerId: string): Promise<Detail | null> {
  const firstPage = { limit: PAGE_SIZE };
  const [customer, addresses, standing, services, invoices] = await Promise.all([
    findCustomer(sql, customerId),
    listAddresses(sql, customerId),
    findStanding(sql, customerId),
    listServices(sql, customerId, firstPage),
    listInvoices(sql, customerId, firstPage),
  ]);
  if (customer === undefined) return null;
  return {
    ...customer,
    addresses,
    standing,
    services: pageBy(services, PAGE_SIZE, placeOfService),
    invoices: pageBy(invoices, PAGE_SIZE, placeOfInvoice),
  };
}
