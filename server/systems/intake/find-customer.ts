import type { TransactionSql } from 'postgres';
import { hex } from '../../../db/hex.ts';
import type { BlacklistKey } from '../../blacklist/hmac.ts';
import { identifierName, listBlacklisted } from '../../blacklist/queries.ts';
import { externalIdHmac, identifiersOf } from '../../blacklist/rules.ts';
import { listErasedAddresses } from '../erasures/address-queries.ts';
import { erasedAddressHmac } from '../erasures/erased-addresses.ts';
import { findNamedCustomers } from '../external-ids/naming-queries.ts';
import { listErasedExternalIds } from '../external-ids/queries.ts';
import type { CustomerName } from '../external-ids/schema.ts';
import { type Locked, listHeldAddresses, lockCustomers } from './queries.ts';
import type { Addressed } from './record-rules.ts';
import { CustomersChanged } from './resolve-customers.ts';
import { type Refusal, type Row, refusal } from './rules.ts';

interface By {
  systemId: string;
  blacklistKey: BlacklistKey;
}

/** Rows with their customers, locked. */
interface NamedCustomers<R extends { customer: CustomerName }> {
  rows: Row<Addressed<R>>[];
  blocked: Set<string>;
}

/** Errors of a row: `customer_not_found`, `erased_person`. */
export async function resolveNamedCustomers<R extends { customer: CustomerName }>(
  tx: TransactionSql,
  by: By,
  items: readonly Row<R>[],
): Promise<NamedCustomers<R>> {
  const names = items.flatMap((item) => ('row' in item ? [item.row.customer] : []));
  const { ids, several, locked } = await lockNamedCustomers(tx, by, names);
  const unknown = await reasonUnknown(
    tx,
    by,
    names.flatMap((name, at) => (ids[at] === null ? [{ name, several: several[at] === true }] : [])),
  );
  const found = ids.values();
  const reasons = unknown.values();
  const rows = items.map((item): Row<Addressed<R>> => {
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
const isErased = (locked: Locked, id: string): boolean => (locked.get(id) ?? 'starred') === 'starred';

/** Looked up, locked, and looked up again: a decision that was waited for may have erased them. */
async function lockNamedCustomers(
  tx: TransactionSql,
  { systemId }: By,
  names: readonly CustomerName[],
): Promise<{ ids: (string | null)[]; several: boolean[]; locked: Locked }> {
  const find = async () => {
    const found = await findNamedCustomers(tx, systemId, names);
    return { ids: found.map(({ customerId }) => customerId), several: found.map((one) => one.several) };
  };
  const { ids, several } = await find();
  const known = [...new Set(ids.filter((id) => id !== null))];
  if (known.length === 0) return { ids, several, locked: new Map() };
  const locked = await lockCustomers(tx, known);
  const now = (await find()).ids;
  if (ids.some((id, at) => now[at] !== id && (id === null || !isErased(locked, id))))
    throw new CustomersChanged();
  return { ids, several, locked };
}

/** Tells somebody who was erased here from somebody whom we never knew. */
async function reasonUnknown(
  tx: TransactionSql,
  { systemId, blacklistKey }: By,
  unknown: readonly { name: CustomerName; several: boolean }[],
): Promise<Refusal[]> {
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
  const late = await findErasedAddresses(tx, blacklistKey, unknown);
  return unknown.map(({ name, several }, at) => {
    if (several) return refusal('ambiguous_customer', 'customer').refused;
    const gone =
      erased.has(hmacs[at] ?? '') ||
      ('email' in name && late.has(name.email)) ||
      (identifiers[at] ?? []).some((one) => listed.get(identifierName(one)) === true);
    return refusal(gone ? 'erased_person' : 'customer_not_found', 'customer').refused;
  });
}

/**
 * Which addresses were an erased person's and are nobody else's, until every system has answered. A guest's order may come after the
 * erasure it belongs to: its system is then told to erase it.
 */
async function findErasedAddresses(
  tx: TransactionSql,
  blacklistKey: BlacklistKey,
  unknown: readonly { name: CustomerName }[],
): Promise<Set<string>> {
  const emails = [...new Set(unknown.flatMap(({ name }) => ('email' in name ? name.email : [])))];
  const hmacs = await Promise.all(emails.map((email) => erasedAddressHmac(blacklistKey, email)));
  const erased = await listErasedAddresses(tx, hmacs);
  if (erased.size === 0) return new Set();
  const held = await listHeldAddresses(tx, emails);
  return new Set(emails.filter((email, at) => erased.has(hex(hmacs[at]!)) && !held.has(email)));
}
