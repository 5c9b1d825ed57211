import * as v from 'valibot';
import {
  BirthDate,
  emptyAsNull,
  Instant,
  isVisible,
  line,
  PageInput,
  pageAt,
  pageInputAt,
  pageOf,
  typedLine,
  Uuid,
} from '../values/schema.ts';
import {
  CustomerStanding,
  InvoiceListInput,
  InvoicePage,
  ServiceListInput,
  ServicePage,
} from './contract-schema.ts';

/** Maximum lengths of values, typed or handed in. They only stop abuse. */
export const LENGTHS = { name: 300, phone: 100, company: 300, companyNumber: 100, address: 300, short: 100 };

/** An optional line that people type themselves; an empty one clears the value. */
const orEmpty = (max: number) => emptyAsNull(typedLine(max));
/** A phone number in the digits of any script, with separators and words as in `ext. 12`. */
const Phone = v.pipe(
  typedLine(LENGTHS.phone),
  v.check(
    (text) => /^[\p{L}\p{M}\p{Nd}\p{Zs}+＋().,:;#*/‐-―-]+$/u.test(text) && /(?:\p{Nd}.*){3}/u.test(text),
    'invalid_phone',
  ),
);

export const PersonName = v.pipe(typedLine(LENGTHS.name, 1), v.check(isVisible, 'required'));

/** A BCP 47 tag in its canonical form; null if the text is none. Also reads POSIX names (`de_AT.UTF-8`). */
export function languageTag(text: string): string | null {
  try {
    return (
      Intl.getCanonicalLocales(
        text
          .trim()
          .replace(/[.@].*$/su, '')
          .replaceAll('_', '-'),
      )[0] ?? null
    );
  } catch {
    return null;
  }
}
const Language = v.pipe(
  v.string(),
  v.maxLength(LENGTHS.short, 'too_long'),
  v.check((text) => text === '' || languageTag(text) !== null, 'invalid_language'),
);

export const Profile = v.strictObject({
  fullName: PersonName,
  phone: emptyAsNull(Phone),
  company: orEmpty(LENGTHS.company),
  companyNumber: orEmpty(LENGTHS.companyNumber),
  birthDate: emptyAsNull(BirthDate),
  language: v.pipe(
    v.nullable(Language),
    v.transform((text) => (text === null ? null : languageTag(text))),
  ),
});
export type Profile = v.InferOutput<typeof Profile>;
/** A missing field stays unchanged, null clears it. So two windows that change different fields both win. */
export const UpdateProfile = v.partial(Profile);
export type UpdateProfile = v.InferOutput<typeof UpdateProfile>;

/** The profile as stored: rows from systems may break today's input rules. */
export const StoredProfile = v.strictObject({
  email: v.string(),
  fullName: v.string(),
  phone: v.nullable(v.string()),
  company: v.nullable(v.string()),
  companyNumber: v.nullable(v.string()),
  birthDate: v.nullable(v.string()),
  language: v.nullable(v.string()),
});

export const CustomerMe = v.strictObject({
  customerId: Uuid,
  ...StoredProfile.entries,
  consent: v.boolean(),
  personalDataManagement: v.boolean(),
  /** After how many days Lethe would decide a request made now by itself; null if an admin decides. */
  automaticDays: v.nullable(v.number()),
});

/**
 * Adds an address if there is no `addressId`. An address is saved as a whole, because its parts belong together. `basedOn` is the
 * `updatedAt` of the address as read: the server refuses a save if somebody has changed the address since then.
 */
export const SaveAddress = v.strictObject({
  addressId: v.optional(Uuid),
  basedOn: v.optional(Instant),
  label: v.optional(typedLine(LENGTHS.short), ''),
  line1: typedLine(LENGTHS.address, 1),
  line2: orEmpty(LENGTHS.address),
  city: typedLine(LENGTHS.short, 1),
  region: orEmpty(LENGTHS.short),
  postalCode: orEmpty(LENGTHS.short),
  country: v.pipe(v.string(), v.regex(/^[A-Z]{2}$/u, 'invalid_country')),
});
/** An address as stored: one that a system handed in may lack any part. */
export const Address = v.strictObject({
  addressId: Uuid,
  label: v.string(),
  line1: v.nullable(v.string()),
  line2: v.nullable(v.string()),
  city: v.nullable(v.string()),
  region: v.nullable(v.string()),
  postalCode: v.nullable(v.string()),
  country: v.nullable(v.string()),
  updatedAt: Instant,
});
export const AddressListInput = v.strictObject({ ...pageInputAt(Uuid) });
/** In the order in which they came in; the cursor is the id of the last one. */
export const AddressPage = pageAt(Address, Uuid);
export const AddressRef = v.strictObject({ addressId: Uuid });

/** What a profile holds beside the address, which has rules of its own. */
export const PROFILE_FIELDS = [
  'fullName',
  'phone',
  'company',
  'companyNumber',
  'birthDate',
  'language',
] as const;
/** The fields that the customer or an admin may set by hand. Systems do not overwrite them afterwards. */
export const ProfileField = v.picklist(PROFILE_FIELDS);
export type ProfileField = v.InferOutput<typeof ProfileField>;

export const CustomerState = v.picklist(['open', 'blocked', 'starred']);
export type CustomerState = v.InferOutput<typeof CustomerState>;

export const CustomerListInput = v.strictObject({
  ...PageInput,
  search: v.optional(line(120)),
  state: v.optional(CustomerState),
});
export const CustomerListItem = v.strictObject({
  customerId: Uuid,
  number: v.number(),
  fullName: v.nullable(v.string()),
  email: v.nullable(v.string()),
  company: v.nullable(v.string()),
  state: CustomerState,
  createdAt: Instant,
  activeServices: v.number(),
  unpaidInvoices: v.number(),
});
export const CustomerPage = pageOf(CustomerListItem);

export const CustomerRef = v.strictObject({ customerId: Uuid });
/** Lifts a block. The blacklist entries of the block stay unless `removeFromBlacklist` is set. */
export const UnblockInput = v.strictObject({
  ...CustomerRef.entries,
  removeFromBlacklist: v.optional(v.boolean(), false),
});
export const Unblocked = v.strictObject({ ...CustomerRef.entries, claimsRemoved: v.number() });

export const ServicesOfCustomer = v.strictObject({ ...CustomerRef.entries, ...ServiceListInput.entries });
export const InvoicesOfCustomer = v.strictObject({ ...CustomerRef.entries, ...InvoiceListInput.entries });
export const NumberedOfCustomer = v.strictObject({ ...CustomerRef.entries, ...PageInput });
export const CustomerDetail = v.strictObject({
  customerId: Uuid,
  number: v.number(),
  state: CustomerState,
  createdAt: Instant,
  closedAt: v.nullable(Instant),
  email: v.nullable(v.string()),
  fullName: v.nullable(v.string()),
  phone: v.nullable(v.string()),
  company: v.nullable(v.string()),
  companyNumber: v.nullable(v.string()),
  birthDate: v.nullable(v.string()),
  language: v.nullable(v.string()),
  /** Whether the customer can sign in. */
  hasAccount: v.boolean(),
  /** Whether their sign-in asks for a second factor. */
  twoFactor: v.boolean(),
  addresses: v.array(Address),
  standing: CustomerStanding,
  /** The first page of each list; the customer's own lists give the next pages. */
  services: ServicePage,
  invoices: InvoicePage,
});
