import { type InferOutput, is } from 'valibot';
import { emailAddress } from '../values/email-address.ts';
import { BirthDate } from '../values/schema.ts';
import type { InvoicePlace, Service as ServiceShape } from './contract-schema.ts';
import type { RefusedId as RefusedIdShape } from './record-schema.ts';
import { languageTag, ProfileField, type UpdateProfile } from './schema.ts';
import type { StatedField } from './statement-schema.ts';

type Service = Pick<InferOutput<typeof ServiceShape>, 'status' | 'startedOn' | 'serviceId'>;
type Invoice = InferOutput<typeof InvoicePlace>;

/** More than any customer needs, and few enough to be shown and erased at once. */
export const MAX_ADDRESSES = 50;

/** Where a row stands in the order of its list, to go on from there. */
export const placeOfService = ({ status, startedOn, serviceId }: Service) => ({
  active: status === 'active',
  startedOn,
  serviceId,
});
type RefusedId = Omit<InferOutput<typeof RefusedIdShape>, 'systemName' | 'reason'>;
export const placeOfRefusedId = ({ systemId, kind, externalId, refusedAt }: RefusedId) => ({
  systemId,
  kind,
  externalId,
  refusedAt,
});
export const placeOfInvoice = ({ issuedOn, invoiceId }: Invoice) => ({ issuedOn, invoiceId });

/** Whether what a system says can be taken over: the text of an address or a day that is none is shown, and no more. */
export function isUsableStatement(field: StatedField, said: string): boolean {
  if (field === 'email') return emailAddress(said) !== null;
  if (field === 'birthDate') return is(BirthDate, said);
  return field !== 'language' || languageTag(said) !== null;
}

/** What the changes really change: a value that stands already is no change. */
export const changedFields = (held: UpdateProfile, changes: UpdateProfile): ProfileField[] =>
  ProfileField.options.filter((field) => changes[field] !== undefined && changes[field] !== held[field]);

const ADDRESS_PARTS = ['label', 'line1', 'line2', 'city', 'region', 'postalCode', 'country'] as const;
export type AddressParts = Record<(typeof ADDRESS_PARTS)[number], string | null>;

export const isSameAddress = (one: AddressParts, other: AddressParts): boolean =>
  ADDRESS_PARTS.every((part) => one[part] === other[part]);
