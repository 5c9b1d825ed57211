import { cutLink } from '../recipients/naming-queries.ts';
import { type Context, router, serviceProcedure } from '../trpc.ts';
import { type Intake, takeCustomers } from './customers.ts';
import { takeInvoices, takeServices } from './records.ts';
import {
  CustomerResults,
  InvoiceResults,
  RemovedLink,
  RemoveLink,
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

export const customersService = router({
  /** Rows that are refused are told by index; the others are applied or, with `atomic`, none. */
  upsert: batchProcedure
    .input(UpsertCustomers)
    .output(CustomerResults)
    .mutation(({ ctx, input }) => takeCustomers(by(ctx), input)),

  /** Cuts what the service calls the customer, who stays. */
  remove: serviceProcedure('customers:write')
    .input(RemoveLink)
    .output(RemovedLink)
    .mutation(async ({ ctx, input }) => ({
      removed: await cutLink(ctx.sql, ctx.recipientId, input.customer),
    })),
});

export const servicesService = router({
  /** What customers have with the service, each by the service's own id. Refused rows as for `customers.upsert`. */
  upsert: batchProcedure
    .input(UpsertServices)
    .output(ServiceResults)
    .mutation(({ ctx, input }) => takeServices(by(ctx), input)),
});

export const invoicesService = router({
  /** Invoices with their lines, each by the service's own id. Refused rows as for `customers.upsert`. */
  upsert: batchProcedure
    .input(UpsertInvoices)
    .output(InvoiceResults)
    .mutation(({ ctx, input }) => takeInvoices(by(ctx), input)),
});
