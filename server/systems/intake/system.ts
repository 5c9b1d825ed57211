import { recordSending } from '../../audit/queries.ts';
import { AppError } from '../../errors.ts';
import { type Context, router, systemProcedure } from '../../trpc.ts';
import { deleteLink, isAmbiguous } from '../external-ids/naming-queries.ts';
import { takeCustomers } from './customers.ts';
import { takeInvoices, takeServices } from './records.ts';
import { removeHandedIn } from './remove-queries.ts';
import type { Intake } from './resolve-customers.ts';
import {
  CustomerResults,
  InvoiceResults,
  RemovedLink,
  RemovedRecord,
  RemoveLink,
  RemoveRecord,
  ServiceResults,
  UpsertCustomers,
  UpsertInvoices,
  UpsertServices,
} from './schema.ts';

/** Batches have their own connections: ten calls of one system would otherwise take all that pages wait for. */
const intakeOf = ({ batches, blacklistKey, systemId }: Context & { systemId: string }): Intake => ({
  sql: batches,
  blacklistKey,
  systemId,
});

/** The audit has one entry for each hour in which a call of a key was carried out. */
const sendingProcedure = systemProcedure('customers:write').use(async ({ ctx, next }) => {
  const result = await next();
  if (result.ok) await recordSending(ctx.sql, ctx.systemKeyId);
  return result;
});

/** Limits the batches of one system that run at once, so that it cannot fill the memory or take all connections from other systems. */
const batchProcedure = sendingProcedure.use(({ ctx, next }) => ctx.batchLimit(ctx.systemId, () => next()));

const removal = (kind: 'service' | 'invoice') =>
  sendingProcedure
    .input(RemoveRecord)
    .output(RemovedRecord)
    .mutation(async ({ ctx: { sql, systemId }, input }) => {
      const removed = await removeHandedIn(sql, systemId, { kind, ...input });
      if (!removed && (await isAmbiguous(sql, systemId, input.customer)))
        throw new AppError('ambiguous_customer');
      return { removed };
    });

export const customersSystem = router({
  /** The answer lists refused rows by index. The other rows are applied; with `atomic`, none. */
  upsert: batchProcedure
    .input(UpsertCustomers)
    .output(CustomerResults)
    .mutation(({ ctx, input }) => takeCustomers(intakeOf(ctx), input)),

  /** Removes the system's ids of the customer. The customer stays. Errors: `ambiguous_customer`. */
  remove: sendingProcedure
    .input(RemoveLink)
    .output(RemovedLink)
    .mutation(async ({ ctx: { sql, systemId }, input: { customer } }) => {
      const removed = await deleteLink(sql, systemId, customer);
      if (!removed && (await isAmbiguous(sql, systemId, customer)))
        throw new AppError('ambiguous_customer', { field: 'customer' });
      return { removed };
    }),
});

export const servicesSystem = router({
  /** Products and subscriptions of customers, each by the system's own id. Refused rows as for `customers.upsert`. */
  upsert: batchProcedure
    .input(UpsertServices)
    .output(ServiceResults)
    .mutation(({ ctx, input }) => takeServices(intakeOf(ctx), input)),

  /** Removes a service that no longer exists or was sent under the wrong customer. Errors: `ambiguous_customer`. */
  remove: removal('service'),
});

export const invoicesSystem = router({
  /** Invoices with their lines, each by the system's own id. Refused rows as for `customers.upsert`. */
  upsert: batchProcedure
    .input(UpsertInvoices)
    .output(InvoiceResults)
    .mutation(({ ctx, input }) => takeInvoices(intakeOf(ctx), input)),

  /** Removes an invoice with its lines, as `services.remove` removes a service. Errors: `ambiguous_customer`. */
  remove: removal('invoice'),
});
