import type { TransactionSql } from 'postgres';
import {
  type Addressed,
  findAddressed,
  findLinked,
  type Linked,
  lockAddresses,
} from './concerned-queries.ts';
import type { Held } from './customer-rules.ts';
import {
  type Asked,
  isContradicted,
  type Known,
  type Match,
  matchRows,
  personOf,
  sameDescription,
} from './matching.ts';
import { findHeld, lockCustomers } from './queries.ts';
import type { CustomerRow } from './schema.ts';

/** Somebody changed what was found before the lock was taken. Its code makes `asAWhole` try again. */
export class ChangedMeanwhile extends Error {
  readonly code = '40001';
}

/** Whom each row of a batch means, and everybody whom one means or may mean, locked and as they stand. */
export interface Concerned {
  matches: Match[];
  held: Map<string, Held>;
  /** Ids and addresses of people whom a decision erased while the batch waited for its locks. */
  erased: { externalIds: Set<string>; emails: Set<string> };
}

interface Look extends Addressed {
  linked: Map<string, Linked>;
}

/**
 * Finds everybody, locks whom a row means, and looks again, since a decision may have come first. It locks addresses before people: of two
 * batches that bring in one person, the second then finds what the first wrote. Others who merely have an address stay unlocked.
 */
export async function lockConcerned(
  tx: TransactionSql,
  recipientId: string,
  rows: readonly CustomerRow[],
): Promise<Concerned> {
  const asked = rows.map(askedOf);
  const look = lookFor(tx, recipientId, asked, await takeTurns(tx, recipientId, asked));
  const match = ({ linked, people, crowded }: Look) =>
    matchRows(asked, linked, people, () => crypto.randomUUID(), crowded);
  const before = await look();
  const meant = meantBy(match(before), before);
  const locked = await lockCustomers(tx, [...meant]);
  const now = meant.size === 0 ? before : await look(before.people);
  const matches = match(now);
  if ([...meantBy(matches, now)].some((id) => !locked.has(id))) throw new ChangedMeanwhile();
  const held = await findHeld(tx, recipientId, [...locked.keys()]);
  const isErased = ({ customerId }: Known) =>
    meant.has(customerId) && (locked.get(customerId) ?? 'starred') === 'starred';
  return {
    matches,
    held: new Map(held.map((one) => [one.customerId, one])),
    erased: {
      externalIds: new Set([...before.linked.values()].filter(isErased).map(({ externalId }) => externalId)),
      emails: new Set(before.people.filter(isErased).flatMap(({ email }) => email ?? [])),
    },
  };
}

const askedOf = (row: CustomerRow): Asked => ({
  ...personOf(row),
  externalId: row.externalId,
  email: row.email ?? null,
  version: row.version ?? null,
  updatedAt: row.updatedAt ?? null,
});

/** By which address a row may bring somebody in: none where its id is linked to whoever has the address already. */
function addressOf(row: Asked, linked: Linked | undefined): string | null {
  if (linked === undefined) return row.email;
  if (isContradicted(row, linked)) return row.email ?? linked.email;
  return row.email === linked.email ? null : row.email;
}

const unsettled = (asked: readonly Asked[], linked: ReadonlyMap<string, Linked>) =>
  asked.flatMap((row) => {
    const email = addressOf(row, linked.get(row.externalId));
    return email === null ? [] : [{ email, fullName: row.fullName, birthDate: row.birthDate }];
  });

const findLinks = async (tx: TransactionSql, recipientId: string, asked: readonly Asked[]) => {
  const ids = asked.map(({ externalId }) => externalId);
  return new Map((await findLinked(tx, recipientId, ids)).map((one) => [one.externalId, one]));
};

/** Locks the addresses by which somebody may be brought in; answers them. */
async function takeTurns(
  tx: TransactionSql,
  recipientId: string,
  asked: readonly Asked[],
): Promise<Set<string>> {
  const links = await findLinks(tx, recipientId, asked);
  const emails = new Set(unsettled(asked, links).map(({ email }) => email));
  await lockAddresses(tx, [...emails]);
  return emails;
}

/** People who are as they were before are the very same: their names have been folded already. */
const lookFor =
  (tx: TransactionSql, recipientId: string, asked: readonly Asked[], turns: ReadonlySet<string>) =>
  async (before: readonly Known[] = []): Promise<Look> => {
    const linked = await findLinks(tx, recipientId, asked);
    const rows = unsettled(asked, linked);
    if (rows.some(({ email }) => !turns.has(email))) throw new ChangedMeanwhile();
    const { people, crowded } = await findAddressed(tx, rows);
    const known = new Map(before.map((one) => [one.customerId, one]));
    const unchanged = (one: Known) => {
      const same = known.get(one.customerId);
      return same !== undefined && same.state === one.state && sameDescription(same, one) ? same : one;
    };
    return { linked, people: people.map(unchanged), crowded };
  };

/** Whom the rows mean, or may mean, of those who are there. */
function meantBy(matches: readonly Match[], { linked, people }: Look): Set<string> {
  const there = new Set([...linked.values(), ...people].map(({ customerId }) => customerId));
  const ids = matches.flatMap((match) => [
    match.customerId,
    ...(match.by === 'nothing' ? match.possible.map(({ otherId }) => otherId) : []),
    ...('leaves' in match && match.leaves !== undefined ? [match.leaves] : []),
  ]);
  return new Set(ids.filter((id) => there.has(id)));
}
