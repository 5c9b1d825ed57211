import { isNewlyBlacklisted } from '../blacklist/check.ts';
import { AppError } from '../errors.ts';
import { Nothing, pageAfter, pageBy } from '../shapes.ts';
import { customerProcedure, router, signedInCustomerProcedure } from '../trpc.ts';
import { findStanding, listInvoicesWithLines, listServices } from './contract-queries.ts';
import { takeTurns, writeForCustomer } from './lock.ts';
import {
  addAddress,
  findMe,
  findProfile,
  listAddresses,
  removeAddress,
  updateAddress,
  updateProfile,
} from './queries.ts';
import { placeOfInvoice, placeOfService } from './rules.ts';
import {
  Address,
  AddressListInput,
  AddressPage,
  AddressRef,
  CustomerMe,
  InvoiceListInput,
  InvoiceWithLinesPage,
  Profile,
  ProfileAsHeld,
  SaveAddress,
  ServiceListInput,
  ServicePage,
  Standing,
} from './schema.ts';

/** Answers without a consent and while Personal Data Management is off: the interface has to say so. */
export const me = signedInCustomerProcedure
  .input(Nothing)
  .output(CustomerMe)
  .query(async ({ ctx }) => {
    const found = (await findMe(ctx.sql, ctx.customerId)) ?? raise('sign_in_required');
    return { ...found, consent: ctx.viewer.consented, personalDataManagement: ctx.viewer.settings.enabled };
  });

export const profile = router({
  get: customerProcedure
    .input(Nothing)
    .output(ProfileAsHeld)
    .query(async ({ ctx }) => (await findProfile(ctx.sql, ctx.customerId)) ?? raise('sign_in_required')),
  update: customerProcedure
    .input(Profile)
    .output(ProfileAsHeld)
    .mutation(({ ctx, input }) =>
      writeForCustomer(ctx.sql, ctx.customerId, async (tx) => {
        const before = (await findProfile(tx, ctx.customerId)) ?? raise('customer_closed');
        if (await isNewlyBlacklisted(tx, ctx.blacklistKey, before, input)) raise('value_refused');
        await updateProfile(tx, ctx.customerId, input);
        return (await findProfile(tx, ctx.customerId)) ?? raise('customer_closed');
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
    .mutation(({ ctx, input: { addressId, ...address } }) =>
      writeForCustomer(ctx.sql, ctx.customerId, async (tx) => {
        if (addressId !== undefined) {
          return (await updateAddress(tx, ctx.customerId, addressId, address)) ?? raise('address_not_found');
        }
        await takeTurns(tx, ctx.customerId);
        return (await addAddress(tx, ctx.customerId, address)) ?? raise('too_many_addresses');
      }),
    ),
  remove: customerProcedure
    .input(AddressRef)
    .output(Nothing)
    .mutation(({ ctx, input }) =>
      writeForCustomer(ctx.sql, ctx.customerId, async (tx) => {
        if (!(await removeAddress(tx, ctx.customerId, input.addressId))) raise('address_not_found');
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

/** What the first page of the client area says of both lists, however long they are. */
export const standing = customerProcedure
  .input(Nothing)
  .output(Standing)
  .query(({ ctx }) => findStanding(ctx.sql, ctx.customerId));

type Refusal =
  | 'value_refused'
  | 'sign_in_required'
  | 'customer_closed'
  | 'address_not_found'
  | 'too_many_addresses';

function raise(kind: Refusal): never {
  throw new AppError(kind);
}
