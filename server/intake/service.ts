import { AppError } from '../errors.ts';
import { cutLink, isAmbiguous } from '../recipients/naming-queries.ts';
import { type Context, router, serviceProcedure } from '../trpc.ts';
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

/** Never on the connections that pages wait for: ten calls of one service would take them all. */
const by = ({ batches, blacklistKey, recipientId }: Context & { recipientId: string }): Intake => ({
  sql: batches,
  blacklistKey,
  recipientId,
});

/**
 * Read and taken in its turn, so that one service neither fills the memory with batches that wait nor takes every connection from the
 * others.
 */
const batchProcedure = serviceProcedure('customers:write').use(({ ctx, next }) =>
  ctx.batchLimit(ctx.recipientId, () => next()),
);

const removal = (kind: 'service' | 'invoice') =>
  serviceProcedure('customers:write')
    .input(RemoveRecord)
    .output(RemovedRecord)
    .mutation(async ({ ctx: { sql, recipientId }, input }) => {
      const removed = await removeHandedIn(sql, recipientId, { kind, ...input });
      if (!removed && (await isAmbiguous(sql, recipientId, input.customer)))
        throw new AppError('ambiguous_customer');
      return { removed };
    });

export const customersService = router({
  /** Rows that are refused are told by index; the others are applied or, with `atomic`, none. */
  upsert: batchProcedure
    .input(UpsertCustomers)
    .output(CustomerResults)
    .mutation(({ ctx, input }) => takeCustomers(by(ctx), input)),

  /** Cuts what the service calls the customer, who stays. Errors: `ambiguous_customer`. */
  remove: serviceProcedure('customers:write')
    .input(RemoveLink)
    .output(RemovedLink)
    .mutation(async ({ ctx: { sql, recipientId }, input: { customer } }) => {
      const removed = await cutLink(sql, recipientId, customer);
      if (!removed && (await isAmbiguous(sql, recipientId, customer)))
        throw new AppError('ambiguous_customer', { field: 'customer' });
      return { removed };
    }),
});

export const servicesService = router({
  /** What customers have with the service, each by the service's own id. Refused rows as for `customers.upsert`. */
  upsert: batchProcedure
    .input(UpsertServices)
    .output(ServiceResults)
    .mutation(({ ctx, input }) => takeServices(by(ctx), input)),

  /** Takes back one that was handed in under the wrong person, or is no more. Errors: `ambiguous_customer`. */
  remove: removal('service'),
});

export const invoicesService = router({
  /** Invoices with their lines, each by the service's own id. Refused rows as for `customers.upsert`. */
  upsert: batchProcedure
    .input(UpsertInvoices)
    .output(InvoiceResults)
    .mutation(({ ctx, input }) => takeInvoices(by(ctx), input)),

  /** With its lines; as `services.remove`. */
  remove: removal('invoice'),
});
