import type { Sql } from 'postgres';
import type { InferOutput } from 'valibot';
import { findStanding, listInvoices, listServices } from '../customers/contract-queries.ts';
import { placeOfInvoice, placeOfService } from '../customers/rules.ts';
import { AppError } from '../errors.ts';
import { listMayAlsoBe } from '../matches/queries.ts';
import { listNotifiedSystems } from '../systems/erasures/queries.ts';
import { PAGE_SIZE, page, pageBy } from '../values/schema.ts';
import type { RequestDetail } from './list-schema.ts';
import { findProposal } from './proposal-queries.ts';
import { findLetter, findRequest, listRequestsOfCustomer } from './queries.ts';

const NONE = { items: [], nextCursor: null };

/** `withData`: whether the caller may see what is stored about the requester beside the request. Errors: `request_not_found`. */
export async function findDetail(
  sql: Sql,
  requestId: string,
  adminId: string,
  withData: boolean,
): Promise<InferOutput<typeof RequestDetail>> {
  const [found, notifiedSystems, letter, proposal] = await Promise.all([
    findRequest(sql, requestId, adminId),
    listNotifiedSystems(sql, requestId),
    findLetter(sql, requestId),
    findProposal(sql, requestId, adminId),
  ]);
  if (found === undefined) throw new AppError('request_not_found');
  const request = { ...found, notifiedSystems, letter, proposal: proposal ?? null };
  const { customerId } = request;
  if (customerId === null || !withData) {
    const notified = withData
      ? notifiedSystems
      : notifiedSystems.map((system) => ({ ...system, idsToPassOn: null }));
    return {
      ...request,
      notifiedSystems: notified,
      mayAlsoBe: [],
      standing: null,
      services: NONE,
      invoices: NONE,
      earlier: NONE,
    };
  }
  const first = { limit: PAGE_SIZE };
  const [mayAlsoBe, standing, services, invoices, earlier] = await Promise.all([
    request.status === 'pending' ? listMayAlsoBe(sql, customerId) : [],
    findStanding(sql, customerId),
    listServices(sql, customerId, first),
    listInvoices(sql, customerId, first),
    listRequestsOfCustomer(sql, customerId, { ...first, cursor: request.number }),
  ]);
  return {
    ...request,
    mayAlsoBe,
    standing,
    services: pageBy(services, PAGE_SIZE, placeOfService),
    invoices: pageBy(invoices, PAGE_SIZE, placeOfInvoice),
    earlier: page(earlier, PAGE_SIZE),
  };
}
