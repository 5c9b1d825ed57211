import { newestVersion, type SourceVersion } from '../external-ids/newness.ts';
import type { RowRefusal } from './batch-rules.ts';
import type { InvoiceRow, ServiceRow } from './schema.ts';

/** A record's customer, and the system's own id of the record. */
export interface RecordKey {
  customerId: string;
  externalId: string;
}
export const keyOf = ({ customerId, externalId }: RecordKey): string => `${customerId}\0${externalId}`;

export type ServiceFacts = RecordKey &
  SourceVersion &
  Pick<ServiceRow, 'name' | 'status' | 'startedOn'> & { domain: string | null; endedOn: string | null };
type InvoiceLine = NonNullable<InvoiceRow['lines']>[number];
export type InvoiceFacts = RecordKey &
  SourceVersion &
  Pick<InvoiceRow, 'status' | 'currency' | 'total' | 'issuedOn'> & {
    number: string | null;
    billedTo: string | null;
    dueOn: string | null;
    paidOn: string | null;
    lines: InvoiceLine[];
  };

/** The fields that may still change for a blocked customer: what is running and what is owed must stay correct. */
export const STATE_OF_SERVICE = [
  'status',
  'endedOn',
  'version',
  'updatedAt',
] as const satisfies (keyof ServiceFacts)[];
export const STATE_OF_INVOICE = [
  'status',
  'paidOn',
  'version',
  'updatedAt',
] as const satisfies (keyof InvoiceFacts)[];

/** A row whose customer has been found. */
export type RowOfCustomer<R extends { customer: unknown }> = Omit<R, 'customer'> & { customerId: string };

const orStored = <T>(value: T | null | undefined, stored: T | null | undefined): T | null =>
  value === undefined ? (stored ?? null) : value;

/** Merges the row into the stored record: fields that the row leaves out stay. */
export const mergeService = (
  { domain, endedOn, version, updatedAt, ...facts }: RowOfCustomer<ServiceRow>,
  stored: ServiceFacts | undefined,
): ServiceFacts => ({
  ...facts,
  ...newestVersion({ version, updatedAt }, stored),
  domain: orStored(domain, stored?.domain),
  endedOn: orStored(endedOn, stored?.endedOn),
});

/** Merges the row into the stored invoice. An unpaid invoice loses its `paidOn`. */
export const mergeInvoice = (
  { number, billedTo, dueOn, paidOn, lines, version, updatedAt, ...facts }: RowOfCustomer<InvoiceRow>,
  stored: InvoiceFacts | undefined,
): InvoiceFacts =>
  normalizeInvoice({
    ...facts,
    ...newestVersion({ version, updatedAt }, stored),
    number: orStored(number, stored?.number),
    billedTo: orStored(billedTo, stored?.billedTo),
    dueOn: orStored(dueOn, stored?.dueOn),
    paidOn: facts.status === 'unpaid' ? null : orStored(paidOn, stored?.paidOn),
    lines: lines ?? stored?.lines ?? [],
  });

/** The fewest decimals that are written. The database pads the same way (`lethe.decimal_text`). */
const MONEY_PLACES = 2;
const QUANTITY_PLACES = 3;

/** Writes every number in one form, so that `7`, `07.0` and `7.00` are equal. Money has at least the decimals of its currency. */
export function normalizeInvoice<F extends InvoiceFacts>(invoice: F): F {
  const least = Math.max(MONEY_PLACES, minorUnits(invoice.currency));
  const money = (text: string | null) => text && decimal(text, least);
  return {
    ...invoice,
    total: decimal(invoice.total, least),
    lines: invoice.lines.map(({ description, quantity, unitPrice, amount }) => ({
      description,
      quantity: quantity && decimal(quantity, QUANTITY_PLACES),
      unitPrice: money(unitPrice),
      amount: money(amount),
    })),
  };
}

/** Decimals of a currency: 3 for KWD, 4 for CLF; 0 for a code that Intl does not know. */
function minorUnits(currency: string): number {
  try {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency });
    return format.resolvedOptions().minimumFractionDigits ?? 0;
  } catch {
    return 0;
  }
}

/** A decimal without needless zeros, but with `least` places. It never passes through a float. */
export function decimal(text: string, least: number): string {
  const [, sign = '', integer = '', fraction = ''] = /^(-?)0*(\d+?)(?:\.(\d*?)0*)?$/u.exec(text) ?? [];
  const places = fraction.padEnd(least, '0');
  const plain = places === '' ? integer : `${integer}.${places}`;
  return /[1-9]/u.test(plain) ? `${sign}${plain}` : plain;
}

const refusedDay = (field: string, problem: string): RowRefusal => ({
  kind: 'invalid_input',
  field,
  problem,
});

/** A refusal if two days contradict each other, in the row or with the stored record. */
export const serviceContradiction = ({ startedOn, endedOn }: ServiceFacts): RowRefusal | null =>
  endedOn !== null && endedOn < startedOn ? refusedDay('endedOn', 'before_started') : null;
export const invoiceContradiction = ({ issuedOn, dueOn }: InvoiceFacts): RowRefusal | null =>
  dueOn !== null && dueOn < issuedOn ? refusedDay('dueOn', 'before_issued') : null;

export const isSameRecord = <T extends object>(
  left: T,
  right: T,
  except: readonly (keyof T)[] = [],
): boolean => JSON.stringify(comparable(left, except)) === JSON.stringify(comparable(right, except));

const comparable = <T extends object>(record: T, except: readonly (keyof T)[]) =>
  Object.entries(record)
    .filter(([field]) => !except.includes(field as keyof T))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));

export const hasSameLines = (left: InvoiceFacts, right: InvoiceFacts | undefined): boolean =>
  JSON.stringify(left.lines) === JSON.stringify(right?.lines);

/** Whether a row is refused because its customer is blocked: only `stateFields` of a stored record may still change. */
export const isRefusedForBlocked = <T extends object>(
  blocked: boolean,
  stored: T | undefined,
  facts: T,
  stateFields: readonly (keyof T)[],
): boolean => blocked && (stored === undefined || !isSameRecord(stored, facts, stateFields));
