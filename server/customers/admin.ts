import type { Sql } from 'postgres';
import { resetSecondFactorOf } from '../accounts/reset-second-factor.ts';
import { recordView } from '../audit/queries.ts';
import { listConsentsOfCustomer } from '../consents/queries.ts';
import { ConsentHistory } from '../consents/schema.ts';
import { AppError } from '../errors.ts';
import { listDownloadsOfCustomer } from '../exports/queries.ts';
import { DownloadsOfCustomerPage } from '../exports/schema.ts';
import { RequestsOfCustomerPage } from '../requests/list-schema.ts';
import { listRequestsOfCustomer } from '../requests/queries.ts';
import { unblock } from '../requests/unblock.ts';
import { adminProcedure, router } from '../trpc.ts';
import { STRICT_CONFIRMATION_MINUTES } from '../values/limits-and-periods.ts';
import { Nothing, page, pageBy } from '../values/schema.ts';
import { listInvoices, listServices } from './contract-queries.ts';
import { InvoicePage, ServicePage } from './contract-schema.ts';
import { findDetail } from './detail.ts';
import { isCustomer, listCustomers } from './queries.ts';
import { MoveRecord, RecordRef, RefusedIdPage, RefusedIdsOfCustomer } from './record-schema.ts';
import { listRefusedIds } from './refused-id-queries.ts';
import { placeOfInvoice, placeOfRefusedId, placeOfService } from './rules.ts';
import {
  CustomerDetail,
  CustomerListInput,
  CustomerPage,
  CustomerRef,
  InvoicesOfCustomer,
  NumberedOfCustomer,
  ServicesOfCustomer,
  Unblocked,
  UnblockInput,
} from './schema.ts';
import { settleByAdmin } from './settle-statement.ts';
import { listStatements } from './statement-queries.ts';
import { SettleStatementOf, Statements } from './statement-schema.ts';
import { moveRecordToCustomer, removeRecordFromCustomer } from './wrong-person.ts';

/** Every procedure about one customer answers `customer_not_found` if there is none with that id. */
export const customersAdmin = router({
  list: adminProcedure('requests')
    .input(CustomerListInput)
    .output(CustomerPage)
    .query(async ({ ctx, input }) => page(await listCustomers(ctx.sql, input), input.limit)),
  get: adminProcedure('customers')
    .input(CustomerRef)
    .output(CustomerDetail)
    .query(async ({ ctx, input: { customerId } }) => {
      const found = await findDetail(ctx.sql, customerId);
      if (found === null) throw new AppError('customer_not_found');
      await recordView(ctx.sql, ctx.adminId, found.customerId);
      return found;
    }),
  services: adminProcedure('customers')
    .input(ServicesOfCustomer)
    .output(ServicePage)
    .query(async ({ ctx, input }) =>
      pageBy(await listForCustomer(listServices, ctx.sql, input), input.limit, placeOfService),
    ),
  invoices: adminProcedure('customers')
    .input(InvoicesOfCustomer)
    .output(InvoicePage)
    .query(async ({ ctx, input }) =>
      pageBy(await listForCustomer(listInvoices, ctx.sql, input), input.limit, placeOfInvoice),
    ),
  requests: adminProcedure('customers')
    .input(NumberedOfCustomer)
    .output(RequestsOfCustomerPage)
    .query(async ({ ctx, input }) =>
      page(await listForCustomer(listRequestsOfCustomer, ctx.sql, input), input.limit),
    ),
  consents: adminProcedure('customers')
    .input(NumberedOfCustomer)
    .output(ConsentHistory)
    .query(async ({ ctx, input }) =>
      page(await listForCustomer(listConsentsOfCustomer, ctx.sql, input), input.limit),
    ),
  /** Errors: `customer_not_found`, `customer_not_blocked`. */
  unblock: adminProcedure('decide')
    .input(UnblockInput)
    .output(Unblocked)
    .mutation(({ ctx, input }) => unblock(ctx, { ...input, adminId: ctx.adminId })),
  /** For a lost device. Errors: `customer_not_found`, `two_factor_off`, `customer_closed`. */
  resetSecondFactor: adminProcedure('decide')
    .input(CustomerRef)
    .output(CustomerRef)
    .mutation(async ({ ctx, input }) => {
      // It makes an account weaker, as a change of address does.
      ctx.requireConfirmation(STRICT_CONFIRMATION_MINUTES);
      if (!(await isCustomer(ctx.sql, input.customerId))) throw new AppError('customer_not_found');
      await resetSecondFactorOf(ctx, input.customerId);
      return input;
    }),
  /** Values from systems that differ from ours. */
  statements: adminProcedure('customers')
    .input(CustomerRef)
    .output(Statements)
    .query(async ({ ctx, input }) => ({ items: await listForCustomer(listStatements, ctx.sql, input) })),
  /** Errors: `customer_not_found`, `statement_not_found`, `edited_meanwhile`, `value_refused`, `email_confirmed`, `customer_closed`. */
  settleStatement: adminProcedure('decide')
    .input(SettleStatementOf)
    .output(Nothing)
    .mutation(({ ctx, input }) => settleByAdmin(ctx, input)),
  refusedIds: adminProcedure('customers')
    .input(RefusedIdsOfCustomer)
    .output(RefusedIdPage)
    .query(async ({ ctx, input }) =>
      pageBy(await listForCustomer(listRefusedIds, ctx.sql, input), input.limit, placeOfRefusedId),
    ),
  /** Errors: `customer_not_found`, `record_not_found`, `record_already_there`, `customer_closed`. */
  moveRecord: adminProcedure('decide')
    .input(MoveRecord)
    .output(CustomerRef)
    .mutation(({ ctx, input }) => moveRecordToCustomer(ctx.sql, ctx.adminId, input)),
  /** Errors: `customer_not_found`, `record_not_found`, `customer_closed`. */
  removeRecord: adminProcedure('decide')
    .input(RecordRef)
    .output(Nothing)
    .mutation(async ({ ctx, input }) => {
      await removeRecordFromCustomer(ctx.sql, ctx.adminId, input);
      return {};
    }),
  downloads: adminProcedure('customers')
    .input(NumberedOfCustomer)
    .output(DownloadsOfCustomerPage)
    .query(async ({ ctx, input }) =>
      page(await listForCustomer(listDownloadsOfCustomer, ctx.sql, input), input.limit),
    ),
});

async function listForCustomer<Input extends { customerId: string }, Row>(
  list: (sql: Sql, customerId: string, input: Input) => Promise<Row[]>,
  sql: Sql,
  input: Input,
): Promise<Row[]> {
  if (!(await isCustomer(sql, input.customerId))) throw new AppError('customer_not_found');
  return list(sql, input.customerId, input);
}
