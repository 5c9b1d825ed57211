import type { TransactionSql } from 'postgres';
import { ChangedBeforeLock } from '../../../db/errors.ts';
import { hex } from '../../../db/hex.ts';
import type { BlacklistKey } from '../../blacklist/hmac.ts';
import { identifierKey, listBlacklisted } from '../../blacklist/queries.ts';
import { externalIdHmac, identifiersOf } from '../../blacklist/rules.ts';
import { listErasedAddresses } from '../erasures/address-queries.ts';
import { erasedAddressHmac } from '../erasures/erased-addresses.ts';
import { findNamedCustomers } from '../external-ids/naming-queries.ts';
import { listErasedExternalIds } from '../external-ids/queries.ts';
import type { CustomerName } from '../external-ids/schema.ts';
import { type RowOrRefusal, type RowRefusal, refusal } from './batch-rules.ts';
import { type LockedStates, listTakenAddresses, lockCustomers } from './queries.ts';
import type { RowOfCustomer } from './record-rules.ts';
import type { Intake } from './resolve-customers.ts';

type Sender = Pick<Intake, 'systemId' | 'blacklistKey'>;

/** Rows with the ids of their customers, who are locked. */
interface NamedCustomers<R extends { customer: CustomerName }> {
  rows: RowOrRefusal<RowOfCustomer<R>>[];
  blocked: Set<string>;
}

/** Errors of a row: `customer_not_found`, `erased_person`. */
export async function resolveNamedCustomers<R extends { customer: CustomerName }>(
  tx: TransactionSql,
  sender: Sender,
  items: readonly RowOrRefusal<R>[],
): Promise<NamedCustomers<R>> {
  const names = items.flatMap((item) => ('row' in item ? [item.row.customer] : []));
  const { ids, several, locked } = await lockNamedCustomers(tx, sender, names);
  const unknown = await explainUnknownNames(
    tx,
    sender,
    names.flatMap((name, index) => (ids[index] === null ? [{ name, several: several[index] === true }] : [])),
  );
  const found = ids.values();
  const reasons = unknown.values();
  const rows = items.map((item): RowOrRefusal<RowOfCustomer<R>> => {
    if ('refused' in item) return item;
    const id = found.next().value ?? null;
    if (id === null) return { refused: reasons.next().value! };
    if (isErased(locked, id)) return refusal('erased_person', 'customer');
    const { customer: _, ...row } = item.row;
    return { row: { ...row, customerId: id } };
  });
  return { rows, blocked: new Set([...locked].filter(isBlocked).map(([id]) => id)) };
}

const isBlocked = ([, state]: [string, string]): boolean => state === 'blocked';
const isErased = (locked: LockedStates, id: string): boolean => (locked.get(id) ?? 'starred') === 'starred';

/** Looks the customers up, locks them, and looks again: a decision that held the lock may have erased them. */
async function lockNamedCustomers(
  tx: TransactionSql,
  { systemId }: Sender,
  names: readonly CustomerName[],
): Promise<{ ids: (string | null)[]; several: boolean[]; locked: LockedStates }> {
  const find = async () => {
    const found = await findNamedCustomers(tx, systemId, names);
    return {
      ids: found.map(({ customerId }) => customerId),
      several: found.map((customer) => customer.several),
    };
  };
  const { ids, several } = await find();
  const known = [...new Set(ids.filter((id) => id !== null))];
  if (known.length === 0) return { ids, several, locked: new Map() };
  const locked = await lockCustomers(tx, known);
  const now = (await find()).ids;
  if (ids.some((id, index) => now[index] !== id && (id === null || !isErased(locked, id))))
    throw new ChangedBeforeLock();
  return { ids, several, locked };
}

/** For each name that means no customer: whether several have it, the person was erased here, or Lethe never knew them. */
async function explainUnknownNames(
  tx: TransactionSql,
  { systemId, blacklistKey }: Sender,
  unknown: readonly { name: CustomerName; several: boolean }[],
): Promise<RowRefusal[]> {
  const hmacs = await Promise.all(
    unknown.map(async ({ name }) =>
      'externalId' in name ? hex(await externalIdHmac(blacklistKey, systemId, name.externalId)) : null,
    ),
  );
  const identifiers = await Promise.all(
    unknown.map(({ name }) => identifiersOf('email' in name ? name : {}, blacklistKey)),
  );
  const erased = await listErasedExternalIds(
    tx,
    systemId,
    hmacs.filter((hmac) => hmac !== null),
  );
  const listed = await listBlacklisted(tx, identifiers.flat());
  const erasedAddresses = await findErasedAddressesOfNobodyElse(tx, blacklistKey, unknown);
  return unknown.map(({ name, several }, index) => {
    if (several) return refusal('ambiguous_customer', 'customer').refused;
    const isErasedPerson =
      erased.has(hmacs[index] ?? '') ||
      ('email' in name && erasedAddresses.has(name.email)) ||
      (identifiers[index] ?? []).some((identifier) => listed.get(identifierKey(identifier)) === true);
    return refusal(isErasedPerson ? 'erased_person' : 'customer_not_found', 'customer').refused;
  });
}

/**
 * Which addresses were an erased person's and are no other customer's, until every system has answered. A guest's order may arrive after the
 * erasure of its buyer: the answer then asks the system to erase it.
 */
async function findErasedAddressesOfNobodyElse(
  tx: TransactionSql,
  blacklistKey: BlacklistKey,
  unknown: readonly { name: CustomerName }[],
): Promise<Set<string>> {
  const emails = [...new Set(unknown.flatMap(({ name }) => ('email' in name ? name.email : [])))];
  const hmacs = await Promise.all(emails.map((email) => erasedAddressHmac(blacklistKey, email)));
  const erased = await listErasedAddresses(tx, hmacs);
  if (erased.size === 0) return new Set();
  const taken = await listTakenAddresses(tx, emails);
  return new Set(emails.filter((email, index) => erased.has(hex(hmacs[index]!)) && !taken.has(email)));
}
