import type { TransactionSql } from 'postgres';
import type { BlacklistKey } from '../blacklist/hmac.ts';
import { identifierName, listBlacklisted } from '../blacklist/queries.ts';
import { externalIdHmac, identifiersOf } from '../blacklist/rules.ts';
import { hex } from '../hex.ts';
import { findNamedCustomers, listErasedExternalIds } from '../recipients/queries.ts';
import type { CustomerName } from '../recipients/schema.ts';
import { isUnproven } from './customer-rules.ts';
import { Moved } from './meaning.ts';
import { findHeld, type Locked, lockCustomers } from './queries.ts';
import type { Addressed } from './record-rules.ts';
import { type Refusal, type Row, refusal } from './rules.ts';

interface By {
  recipientId: string;
  blacklistKey: BlacklistKey;
}

/** Rows with their customers, locked. */
interface Found<R extends { customer: CustomerName }> {
  rows: Row<Addressed<R>>[];
  blocked: Set<string>;
  /** Those who came by an e-mail address that they signed up with and never confirmed. */
  unproven: string[];
}

/** Errors of a row: `customer_not_found`, `erased_person`. */
export async function findNamed<R extends { customer: CustomerName }>(
  tx: TransactionSql,
  by: By,
  items: readonly Row<R>[],
): Promise<Found<R>> {
  const names = items.flatMap((item) => ('row' in item ? [item.row.customer] : []));
  const { ids, locked } = await lockNamed(tx, by, names);
  const unknown = await whyUnknown(
    tx,
    by,
    names.filter((_, at) => ids[at] === null),
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
  return {
    rows,
    blocked: new Set([...locked].filter(([, state]) => state === 'blocked').map(([id]) => id)),
    unproven: await findUnproven(
      tx,
      by,
      ids.filter((_, at) => 'email' in (names[at] ?? {})),
    ),
  };
}

async function findUnproven(
  tx: TransactionSql,
  { recipientId }: By,
  ids: readonly (string | null)[],
): Promise<string[]> {
  const known = [...new Set(ids.filter((id) => id !== null))];
  const held = await findHeld(tx, recipientId, known);
  return held.filter(isUnproven).map(({ customerId }) => customerId);
}

const isErased = (locked: Locked, id: string): boolean => (locked.get(id) ?? 'starred') === 'starred';

/** Looked up, locked, and looked up again: a decision that was waited for may have erased them. */
async function lockNamed(
  tx: TransactionSql,
  { recipientId }: By,
  names: readonly CustomerName[],
): Promise<{ ids: (string | null)[]; locked: Locked }> {
  const ids = await findNamedCustomers(tx, recipientId, names);
  const known = [...new Set(ids.filter((id) => id !== null))];
  if (known.length === 0) return { ids, locked: new Map() };
  const locked = await lockCustomers(tx, known);
  const now = await findNamedCustomers(tx, recipientId, names);
  if (ids.some((id, at) => now[at] !== id && (id === null || !isErased(locked, id)))) throw new Moved();
  return { ids, locked };
}

/** Somebody who was erased here is told apart from somebody who never was. */
async function whyUnknown(
  tx: TransactionSql,
  { recipientId, blacklistKey }: By,
  names: readonly CustomerName[],
): Promise<Refusal[]> {
  const hmacs = await Promise.all(
    names.map(async (name) =>
      'externalId' in name ? externalIdHmac(blacklistKey, recipientId, name.externalId) : null,
    ),
  );
  const identifiers = await Promise.all(
    names.map((name) => identifiersOf('email' in name ? name : {}, blacklistKey)),
  );
  const erased = await listErasedExternalIds(
    tx,
    recipientId,
    hmacs.filter((hmac) => hmac !== null),
  );
  const listed = await listBlacklisted(tx, identifiers.flat());
  return names.map((_, at) => {
    const hmac = hmacs[at] ?? null;
    const gone =
      (hmac !== null && erased.has(hex(hmac))) ||
      (identifiers[at] ?? []).some((one) => listed.get(identifierName(one)) === true);
    return refusal(gone ? 'erased_person' : 'customer_not_found', 'customer').refused;
  });
}
