import { AppError } from '../errors.ts';
import { customerProcedure, router, signedInCustomerProcedure } from '../trpc.ts';
import { Nothing, pageAfter, pageBy } from '../values/schema.ts';
import { deleteAddress, saveAddress } from './change-addresses.ts';
import { changeProfile } from './change-profile.ts';
import { findStanding, listInvoicesWithLines, listServices } from './contract-queries.ts';
import {
  CustomerStanding,
  InvoiceListInput,
  InvoiceWithLinesPage,
  ServiceListInput,
  ServicePage,
} from './contract-schema.ts';
import { writeForCustomer } from './lock.ts';
import { listAddresses } from './own-queries.ts';
import { findMe, findProfile } from './queries.ts';
import { placeOfInvoice, placeOfService } from './rules.ts';
import {
  Address,
  AddressListInput,
  AddressPage,
  AddressRef,
  CustomerMe,
  SaveAddress,
  StoredProfile,
  UpdateProfile,
} from './schema.ts';
import { settleStatement } from './settle-statement.ts';
import { listStatements } from './statement-queries.ts';
import { SettleStatement, Statements } from './statement-schema.ts';

/** Answers without a consent and while Personal Data Management is off, because the interface shows both. */
export const me = signedInCustomerProcedure
  .input(Nothing)
  .output(CustomerMe)
  .query(async ({ ctx }) => {
    const found = (await findMe(ctx.sql, ctx.customerId)) ?? requireSignIn();
    return { ...found, consent: ctx.viewer.consented, personalDataManagement: ctx.viewer.settings.enabled };
  });

export const profile = router({
  get: customerProcedure
    .input(Nothing)
    .output(StoredProfile)
    .query(async ({ ctx }) => (await findProfile(ctx.sql, ctx.customerId)) ?? requireSignIn()),
  /** Changes the given fields. Errors: `value_refused`, `customer_closed`. */
  update: customerProcedure
    .input(UpdateProfile)
    .output(StoredProfile)
    .mutation(({ ctx, input }) =>
      writeForCustomer(ctx.sql, ctx.customerId, (tx) =>
        changeProfile(tx, ctx.blacklistKey, ctx.customerId, input),
      ),
    ),
});

/** Values from connected systems that differ from ours, and the customer's choice between them. */
export const statements = router({
  list: customerProcedure
    .input(Nothing)
    .output(Statements)
    .query(async ({ ctx }) => ({ items: await listStatements(ctx.sql, ctx.customerId) })),
  /** Errors: `statement_not_found`, `edited_meanwhile`, `value_refused`, `customer_closed`. */
  settle: customerProcedure
    .input(SettleStatement)
    .output(Nothing)
    .mutation(({ ctx, input }) =>
      writeForCustomer(ctx.sql, ctx.customerId, async (tx) => {
        await settleStatement(tx, ctx.blacklistKey, ctx.customerId, input);
        return {};
      }),
    ),
});

export const addresses = router({
  list: customerProcedure
    .input(AddressListInput)
    .output(AddressPage)
    .query(async ({ ctx, input }) =>
      pageAfter(await listAddresses(ctx.sql, ctx.customerId), input, ({ addressId }) => addressId),
    ),
  save: customerProcedure
    .input(SaveAddress)
    .output(Address)
    .mutation(({ ctx, input }) =>
      writeForCustomer(ctx.sql, ctx.customerId, (tx) => saveAddress(tx, ctx.customerId, input)),
    ),
  remove: customerProcedure
    .input(AddressRef)
    .output(Nothing)
    .mutation(({ ctx, input }) =>
      writeForCustomer(ctx.sql, ctx.customerId, async (tx) => {
        await deleteAddress(tx, ctx.customerId, input.addressId);
        return {};
      }),
    ),
});

export const services = router({
  list: customerProcedure
    .input(ServiceListInput)
    .output(ServicePage)
    .query(async ({ ctx, input }) =>
      pageBy(await listServices(ctx.sql, ctx.customerId, input), input.limit, placeOfService),
    ),
});

export const invoices = router({
  list: customerProcedure
    .input(InvoiceListInput)
    .output(InvoiceWithLinesPage)
    .query(async ({ ctx, input }) =>
      pageBy(await listInvoicesWithLines(ctx.sql, ctx.customerId, input), input.limit, placeOfInvoice),
    ),
});

/** Counts and sums of services and invoices, for the first page of the client area. */
export const standing = customerProcedure
  .input(Nothing)
  .output(CustomerStanding)
  .query(({ ctx }) => findStanding(ctx.sql, ctx.customerId));

function requireSignIn(): never {
  throw new AppError('sign_in_required');
}
