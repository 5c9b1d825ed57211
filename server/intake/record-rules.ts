import type { InvoiceRow, ServiceRow } from './schema.ts';

/** Whose a record is, and what the service calls it. */
export interface RecordKey {
  customerId: string;
  externalId: string;
}
export const nameOf = ({ customerId, externalId }: RecordKey): string => `${customerId}\0${externalId}`;

export type ServiceFacts = RecordKey &
  Pick<ServiceRow, 'name' | 'status' | 'startedOn'> & { domain: string | null; endedOn: string | null };
export type InvoiceFacts = RecordKey &
  Omit<InvoiceRow, 'externalId' | 'customer' | 'paidOn'> & { paidOn: string | null };

/** These may still change for a blocked customer: the state of what runs and what is owed must stay right. */
export const STATE_OF_SERVICE = ['status', 'endedOn'] as const satisfies (keyof ServiceFacts)[];
export const STATE_OF_INVOICE = ['status', 'paidOn'] as const satisfies (keyof InvoiceFacts)[];

/** A row whose customer has been found. */
export type Addressed<R extends { customer: unknown }> = Omit<R, 'customer'> & { customerId: string };

/** The record as the row wants it: what it leaves out stays as it is. */
export const wantedService = (
  { domain, endedOn, ...facts }: Addressed<ServiceRow>,
  held: ServiceFacts | undefined,
): ServiceFacts => ({
  ...facts,
  domain: domain === undefined ? (held?.domain ?? null) : domain,
  endedOn: endedOn === undefined ? (held?.endedOn ?? null) : endedOn,
});

export const wantedInvoice = (
  { paidOn, total, lines, ...facts }: Addressed<InvoiceRow>,
  held: InvoiceFacts | undefined,
): InvoiceFacts => ({
  ...facts,
  total: decimal(total, 2),
  paidOn: paidOn === undefined ? (held?.paidOn ?? null) : paidOn,
  lines: lines.map(({ description, quantity, unitPrice, amount }) => ({
    description,
    quantity: decimal(quantity, 3),
    unitPrice: decimal(unitPrice, 2),
    amount: decimal(amount, 2),
  })),
});

/** A decimal as PostgreSQL writes it, so that `7`, `07.0` and `7.00` are one amount. It never passes through a float. */
export function decimal(text: string, places: number): string {
  const [, sign = '', whole = '', part = ''] = /^(-?)0*(\d+?)(?:\.(\d*))?$/u.exec(text) ?? [];
  const plain = `${whole}.${part.padEnd(places, '0')}`;
  return /[1-9]/u.test(plain) ? `${sign}${plain}` : plain;
}

export const sameRecord = <T extends object>(one: T, other: T, but: readonly (keyof T)[] = []): boolean =>
  JSON.stringify(comparable(one, but)) === JSON.stringify(comparable(other, but));

const comparable = <T extends object>(record: T, but: readonly (keyof T)[]) =>
  Object.entries(record)
    .filter(([field]) => !but.includes(field as keyof T))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));

export const sameLines = (one: InvoiceFacts, other: InvoiceFacts | undefined): boolean =>
  JSON.stringify(one.lines) === JSON.stringify(other?.lines);

/** Of a blocked customer `stateFields` of what is known may still change, and nothing else. */
export const isClosed = <T extends object>(
  blocked: boolean,
  held: T | undefined,
  facts: T,
  stateFields: readonly (keyof T)[],
): boolean => blocked && (held === undefined || !sameRecord(held, facts, stateFields));
