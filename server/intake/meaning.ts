import type { TransactionSql } from 'postgres';
import type { BlacklistKey } from '../blacklist/hmac.ts';
import { externalIdHmac } from '../blacklist/rules.ts';
import { hex } from '../hex.ts';
import { listErasedExternalIds } from '../recipients/queries.ts';
import { type Found, type Held, keepsAddress } from './customer-rules.ts';
import { findHeld, findOwners, lockCustomers, lockOthersOut, type Owners } from './queries.ts';
import type { CustomerRow } from './schema.ts';

/** What was found before the lock is no longer so; `asAWhole` looks again. */
export class Moved extends Error {
  readonly code = '40001';
}

const target = ({ linked, emailOwner, emailOfCustomer }: Owners): string | null =>
  linked ?? (emailOfCustomer ? emailOwner : null);

/**
 * Whom the rows mean, in their order: looked up, locked, and looked up again, since a decision may have been waited for. Whoever it has
 * erased stays erased for this batch, though nothing names them any more.
 */
export async function findMeant(
  tx: TransactionSql,
  by: { recipientId: string; blacklistKey: BlacklistKey },
  rows: readonly CustomerRow[],
): Promise<Found[]> {
  const before = await findOwners(tx, by.recipientId, rows);
  const meant = before.map(target);
  const ids = [...new Set(meant.filter((id) => id !== null))];
  const locked = await lockCustomers(tx, ids);
  const owners = ids.length === 0 ? before : await findOwners(tx, by.recipientId, rows);
  const erased = meant.map((id) => id !== null && (locked.get(id) ?? 'starred') === 'starred');
  if (owners.some((one, at) => erased[at] === false && target(one) !== meant[at])) throw new Moved();
  const held = await holdAll(tx, by.recipientId, ids, owners.flatMap(movesTo));
  const erasedIds = await findErasedIds(tx, by, rows, owners);
  return owners.map(({ emailOwner }, at) => ({
    held: held.get(meant[at] ?? '') ?? null,
    erased: erased[at] === true,
    erasedId: erasedIds[at] === true,
    emailOwner,
  }));
}

/** Somebody whom the row wants to have another address, which nobody has. */
const movesTo = ({ linked, emailOwner }: Owners): string[] =>
  linked !== null && emailOwner === null ? [linked] : [];

/**
 * Those who are locked, as they stand. Whose address may be moved is looked at again once everybody else is locked out. Others are not:
 * somebody who saves something of their own holds the row `for key share` and wants more of it, and the two would wait for each other.
 */
async function holdAll(
  tx: TransactionSql,
  recipientId: string,
  ids: readonly string[],
  moved: readonly string[],
): Promise<Map<string, Held>> {
  const find = async () =>
    new Map((await findHeld(tx, recipientId, ids)).map((one) => [one.customerId, one]));
  const held = await find();
  const movable = moved.filter((id) => mayBeMoved(held.get(id)));
  if (movable.length === 0) return held;
  await lockOthersOut(tx, movable);
  return find();
}

const mayBeMoved = (held: Held | undefined): boolean => held !== undefined && !keepsAddress(held);

/** For each row, whether its external id belonged to somebody who was erased. One that is linked does not. */
async function findErasedIds(
  tx: TransactionSql,
  { recipientId, blacklistKey }: { recipientId: string; blacklistKey: BlacklistKey },
  rows: readonly CustomerRow[],
  owners: readonly Owners[],
): Promise<boolean[]> {
  const hmacs = await Promise.all(
    rows.map(async ({ externalId }, at) =>
      owners[at]?.linked === null ? externalIdHmac(blacklistKey, recipientId, externalId) : null,
    ),
  );
  const asked = hmacs.filter((hmac) => hmac !== null);
  const erased = await listErasedExternalIds(tx, recipientId, asked);
  return hmacs.map((hmac) => hmac !== null && erased.has(hex(hmac)));
}
