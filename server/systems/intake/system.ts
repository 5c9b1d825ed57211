import { AppError } from '../../errors.ts';
import { type Context, router, systemProcedure } from '../../trpc.ts';
import { cutLink, isAmbiguous } from '../external-ids/naming-queries.ts';
import { type Intake, takeCustomers } from './customers.ts';
import { takeInvoices, takeServices } from './records.ts';
import { removeHandedIn } from './remove-queries.ts';
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

/** Never on the connections that pages wait for: ten calls of one system would take them all. */
const by = ({ batches, blacklistKey, systemId }: Context & { systemId: string }): Intake => ({
  sql: batches,
  blacklistKey,
  systemId,
});

/**
 * Read and taken in its turn, so that one system neither fills the memory with batches that wait nor takes every connection from the
 * others.
 */
const batchProcedure = systemProcedure('customers:write').use(({ ctx, next }) =>
  ctx.batchLimit(ctx.systemId, () => next()),
);

const removal = (kind: 'service' | 'invoice') =>
  systemProcedure('customers:write')
    .input(RemoveRecord)
    .output(RemovedRecord)
    .mutation(async ({ ctx: { sql, systemId }, input }) => {
      const removed = await removeHandedIn(sql, systemId, { kind, ...input });
      if (!removed && (await isAmbiguous(sql, systemId, input.customer)))
        throw new AppError('ambiguous_customer');
      return { removed };
    });

export const customersSystem = router({
  /** Rows that are refused are told by index; the others are applied or, with `atomic`, none. */
  upsert: batchProcedure
    .input(UpsertCustomers)
    .output(CustomerResults)
    .mutation(({ ctx, input }) => takeCustomers(by(ctx), input)),

  /** Cuts what the system calls the customer, who stays. Errors: `ambiguous_customer`. */
  remove: systemProcedure('customers:write')
    .input(RemoveLink)
    .output(RemovedLink)
    .mutation(async ({ ctx: { sql, systemId }, input: { customer } }) => {
      const removed = await cutLink(sql, systemId, customer);
      if (!removed && (await isAmbiguous(sql, systemId, customer)))
        throw new AppError('ambiguous_customer', { field: 'customer' });
      return { removed };
    }),
});

export const servicesSystem = router({
  /** What customers have with the system, each by the system's own id. Refused rows as for `customers.upsert`. */
  upsert: batchProcedure
    .input(UpsertServices)
    .output(ServiceResults)
    .mutation(({ ctx, input }) => takeServices(by(ctx), input)),

  /** Takes back one that was handed in under the wrong person, or is no more. Errors: `ambiguous_customer`. */
  remove: removal('service'),
});

export const invoicesSystem = router({
  /** Invoices with their lines, each by the system's own id. Refused rows as for `customers.upsert`. */
  upsert: batchProcedure
    .input(UpsertInvoices)
    .output(InvoiceResults)
    .mutation(({ ctx, input }) => takeInvoices(by(ctx), input)),

  /** With its lines; as `systems.remove`. */
  remove: removal('invoice'),
});
