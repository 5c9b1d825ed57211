import type { TransactionSql } from 'postgres';
import { SERIALIZATION_FAILURE } from '../../../db/errors.ts';
import { lockAddresses } from '../../customers/lock.ts';
import { personOf, sameDescription } from '../../matches/likeness.ts';
import type { StoredCustomer } from './customer-rules.ts';
import type { Candidate, DescribedRow, Match } from './matching.ts';
import { isContradicted, matchRows } from './matching.ts';
import { findStoredCustomers, lockCustomers } from './queries.ts';
import { type Addressed, findAddressed, findLinked, type Linked } from './resolve-queries.ts';
import type { CustomerRow } from './schema.ts';

/** Somebody changed what was found before the lock was taken. Its code makes `retryTransaction` try again. */
export class CustomersChanged extends Error {
  readonly code = SERIALIZATION_FAILURE;
}

/** Whom each row of a batch means, and everybody whom one means or may mean, locked and as they stand. */
export interface ResolvedCustomers {
  matches: Match[];
  held: Map<string, StoredCustomer>;
  /** Ids and addresses of people whom a decision erased while the batch waited for its locks. */
  erased: { externalIds: Set<string>; emails: Set<string> };
}

interface Candidates extends Addressed {
  linked: Map<string, Linked>;
}

/**
 * Finds everybody, locks whom a row means, and looks again, since a decision may have come first. It locks addresses before people: of two
 * batches that bring in one person, the second then finds what the first wrote. Others who merely have an address stay unlocked.
 */
export async function resolveCustomers(
  tx: TransactionSql,
  systemId: string,
  rows: readonly CustomerRow[],
): Promise<ResolvedCustomers> {
  const asked = rows.map(askedOf);
  const look = lookFor(tx, systemId, asked, await lockAddressesOf(tx, systemId, asked));
  const match = ({ linked, people, crowded }: Candidates) =>
    matchRows(asked, linked, people, () => crypto.randomUUID(), crowded);
  const before = await look();
  const meant = matchRow(match(before), before);
  const locked = await lockCustomers(tx, [...meant]);
  const now = meant.size === 0 ? before : await look(before.people);
  const matches = match(now);
  if ([...matchRow(matches, now)].some((id) => !locked.has(id))) throw new CustomersChanged();
  const held = await findStoredCustomers(tx, systemId, [...locked.keys()]);
  const isErased = ({ customerId }: Candidate) =>
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

const askedOf = (row: CustomerRow): DescribedRow => ({
  ...personOf(row),
  externalId: row.externalId,
  email: row.email ?? null,
  version: row.version ?? null,
  updatedAt: row.updatedAt ?? null,
});

/** By which address a row may bring somebody in: none where its id is linked to whoever has the address already. */
function addressOf(row: DescribedRow, linked: Linked | undefined): string | null {
  if (linked === undefined) return row.email;
  if (isContradicted(row, linked)) return row.email ?? linked.email;
  return row.email === linked.email ? null : row.email;
}

const unsettled = (asked: readonly DescribedRow[], linked: ReadonlyMap<string, Linked>) =>
  asked.flatMap((row) => {
    const email = addressOf(row, linked.get(row.externalId));
    return email === null ? [] : [{ email, fullName: row.fullName, birthDate: row.birthDate }];
  });

const findLinks = async (tx: TransactionSql, systemId: string, asked: readonly DescribedRow[]) => {
  const ids = asked.map(({ externalId }) => externalId);
  return new Map((await findLinked(tx, systemId, ids)).map((one) => [one.externalId, one]));
};

/** Locks the addresses by which somebody may be brought in; answers them. */
async function lockAddressesOf(
  tx: TransactionSql,
  systemId: string,
  asked: readonly DescribedRow[],
): Promise<Set<string>> {
  const links = await findLinks(tx, systemId, asked);
  const emails = new Set(unsettled(asked, links).map(({ email }) => email));
  await lockAddresses(tx, [...emails]);
  return emails;
}

/** People who are as they were before are the very same: their names have been folded already. */
const lookFor =
  (tx: TransactionSql, systemId: string, asked: readonly DescribedRow[], turns: ReadonlySet<string>) =>
  async (before: readonly Candidate[] = []): Promise<Candidates> => {
    const linked = await findLinks(tx, systemId, asked);
    const rows = unsettled(asked, linked);
    if (rows.some(({ email }) => !turns.has(email))) throw new CustomersChanged();
    const { people, crowded } = await findAddressed(tx, rows);
    const known = new Map(before.map((one) => [one.customerId, one]));
    const unchanged = (one: Candidate) => {
      const same = known.get(one.customerId);
      return same !== undefined && same.state === one.state && sameDescription(same, one) ? same : one;
    };
    return { linked, people: people.map(unchanged), crowded };
  };

/** Whom the rows mean, or may mean, of those who are there. */
function matchRow(matches: readonly Match[], { linked, people }: Candidates): Set<string> {
  const there = new Set([...linked.values(), ...people].map(({ customerId }) => customerId));
  const ids = matches.flatMap((match) => [
    match.customerId,
    ...(match.by === 'nothing' ? match.possible.map(({ otherId }) => otherId) : []),
    ...('leaves' in match && match.leaves !== undefined ? [match.leaves] : []),
  ]);
  return new Set(ids.filter((id) => there.has(id)));
}
