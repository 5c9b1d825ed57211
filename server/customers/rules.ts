import { type InferOutput, is } from 'valibot';
import { emailAddress } from '../values/email-address.ts';
import { BirthDate } from '../values/schema.ts';
import type { InvoicePlace, Service as ServiceShape } from './contract-schema.ts';
import type { RefusedId as RefusedIdShape } from './record-schema.ts';
import { languageTag, ProfileField, type UpdateProfile } from './schema.ts';
import type { StatedField } from './statement-schema.ts';

type Service = Pick<InferOutput<typeof ServiceShape>, 'status' | 'startedOn' | 'serviceId'>;
type Invoice = InferOutput<typeof InvoicePlace>;

/** The cursor of a row: its place in the order of the list. */
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

/** Whether the profile can take over a system's value. An invalid address, date or language can only be shown. */
export function isUsableStatement(field: StatedField, value: string): boolean {
  if (field === 'email') return emailAddress(value) !== null;
  if (field === 'birthDate') return is(BirthDate, value);
  return field !== 'language' || languageTag(value) !== null;
}

/** The fields whose new value differs from the stored one. */
export const changedFields = (stored: UpdateProfile, changes: UpdateProfile): ProfileField[] =>
  ProfileField.options.filter((field) => changes[field] !== undefined && changes[field] !== stored[field]);

const ADDRESS_PARTS = ['label', 'line1', 'line2', 'city', 'region', 'postalCode', 'country'] as const;
export type AddressParts = Record<(typeof ADDRESS_PARTS)[number], string | null>;

export const isSameAddress = (first: AddressParts, second: AddressParts): boolean =>
  ADDRESS_PARTS.every((part) => first[part] === second[part]);
