import { recordReadings } from '../audit/queries.ts';
import { AppError } from '../errors.ts';
import { router, systemProcedure } from '../trpc.ts';
import { page } from '../values/schema.ts';
import { findStanding } from './contract-queries.ts';
import { findKeptCustomer } from './queries.ts';
import { findCustomerForKey, listCustomersForKey } from './reading-queries.ts';
import { ReadCustomerDetail, ReadCustomerPage, ReadCustomersInput } from './reading-schema.ts';
import { CustomerRef } from './schema.ts';

export const customersReading = router({
  /** Every customer, newest first, without names. Whom an address finds has been read. */
  list: systemProcedure('customers:read')
    .input(ReadCustomersInput)
    .output(ReadCustomerPage)
    .query(async ({ ctx, input }) => {
      const found = page(await listCustomersForKey(ctx.sql, input), input.limit);
      const ids = found.items.map(({ customerId }) => customerId);
      if (input.email !== undefined) await recordReadings(ctx.sql, ctx.systemKeyId, ids);
      return found;
    }),

  /** One customer; a joined one is answered by the one kept. Errors: `customer_not_found`. */
  get: systemProcedure('customers:read')
    .input(CustomerRef)
    .output(ReadCustomerDetail)
    .query(async ({ ctx: { sql, systemKeyId }, input: { customerId } }) => {
      const kept = await findKeptCustomer(sql, customerId);
      const customer = await findCustomerForKey(sql, kept ?? customerId);
      if (customer === undefined) throw new AppError('customer_not_found');
      await recordReadings(sql, systemKeyId, [customer.customerId]);
      return { ...customer, standing: await findStanding(sql, customer.customerId) };
    }),
});
