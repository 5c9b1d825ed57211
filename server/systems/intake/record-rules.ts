import { newest, type SourceVersion } from '../external-ids/newness.ts';
import type { Refusal } from './rules.ts';
import type { InvoiceRow, ServiceRow } from './schema.ts';

/** Whose a record is, and what the system calls it. */
export interface RecordKey {
  customerId: string;
  externalId: string;
}
export const nameOf = ({ customerId, externalId }: RecordKey): string => `${customerId}\0${externalId}`;

export type ServiceFacts = RecordKey &
  SourceVersion &
  Pick<ServiceRow, 'name' | 'status' | 'startedOn'> & { domain: string | null; endedOn: string | null };
type Line = NonNullable<InvoiceRow['lines']>[number];
export type InvoiceFacts = RecordKey &
  SourceVersion &
  Pick<InvoiceRow, 'status' | 'currency' | 'total' | 'issuedOn'> & {
    number: string | null;
    billedTo: string | null;
    dueOn: string | null;
    paidOn: string | null;
    lines: Line[];
  };

/** These may still change for a blocked customer: the state of what runs and what is owed must stay right. */
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
export type Addressed<R extends { customer: unknown }> = Omit<R, 'customer'> & { customerId: string };

const orHeld = <T>(said: T | null | undefined, held: T | null | undefined): T | null =>
  said === undefined ? (held ?? null) : said;

/** The record as the row wants it: what it leaves out stays as it is. */
export const wantedService = (
  { domain, endedOn, version, updatedAt, ...facts }: Addressed<ServiceRow>,
  held: ServiceFacts | undefined,
): ServiceFacts => ({
  ...facts,
  ...newest({ version, updatedAt }, held),
  domain: orHeld(domain, held?.domain),
  endedOn: orHeld(endedOn, held?.endedOn),
});

/** What is unpaid was paid on no day. */
export const wantedInvoice = (
  { number, billedTo, dueOn, paidOn, lines, version, updatedAt, ...facts }: Addressed<InvoiceRow>,
  held: InvoiceFacts | undefined,
): InvoiceFacts =>
  exactInvoice({
    ...facts,
    ...newest({ version, updatedAt }, held),
    number: orHeld(number, held?.number),
    billedTo: orHeld(billedTo, held?.billedTo),
    dueOn: orHeld(dueOn, held?.dueOn),
    paidOn: facts.status === 'unpaid' ? null : orHeld(paidOn, held?.paidOn),
    lines: lines ?? held?.lines ?? [],
  });

/** The fewest decimals that are written. The database pads alike (`lethe.decimal_text`). */
const MONEY_PLACES = 2;
const QUANTITY_PLACES = 3;

/** Numbers in the one way they are written, so that `7`, `07.0` and `7.00` are one amount: money with its currency's decimals at least. */
export function exactInvoice<F extends InvoiceFacts>(invoice: F): F {
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

/** 3 of KWD, 4 of CLF; what Intl does not know as a code counts none. */
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
  const [, sign = '', whole = '', part = ''] = /^(-?)0*(\d+?)(?:\.(\d*?)0*)?$/u.exec(text) ?? [];
  const places = part.padEnd(least, '0');
  const plain = places === '' ? whole : `${whole}.${places}`;
  return /[1-9]/u.test(plain) ? `${sign}${plain}` : plain;
}

const refusedDay = (field: string, problem: string): Refusal => ({ kind: 'invalid_input', field, problem });

/** Days that cannot both be right, in the row or in what stands beside it. */
export const serviceContradiction = ({ startedOn, endedOn }: ServiceFacts): Refusal | null =>
  endedOn !== null && endedOn < startedOn ? refusedDay('endedOn', 'before_started') : null;
export const invoiceContradiction = ({ issuedOn, dueOn }: InvoiceFacts): Refusal | null =>
  dueOn !== null && dueOn < issuedOn ? refusedDay('dueOn', 'before_issued') : null;

export const sameRecord = <T extends object>(one: T, other: T, but: readonly (keyof T)[] = []): boolean =>
  JSON.stringify(comparable(one, but)) === JSON.stringify(comparable(other, but));

const comparable = <T extends object>(record: T, but: readonly (keyof T)[]) =>
  Object.entries(record)
    .filter(([field]) => !but.includes(field as keyof T))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));

export const sameLines = (one: InvoiceFacts, other: InvoiceFacts | undefined): boolean =>
  JSON.stringify(one.lines) === JSON.stringify(other?.lines);

/** Whether a row is refused because its customer is blocked: only `stateFields` of a record we have may still change. */
export const isClosed = <T extends object>(
  blocked: boolean,
  held: T | undefined,
  facts: T,
  stateFields: readonly (keyof T)[],
): boolean => blocked && (held === undefined || !sameRecord(held, facts, stateFields));
