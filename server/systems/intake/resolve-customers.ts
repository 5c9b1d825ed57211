import type { Sql, TransactionSql } from 'postgres';
import { ChangedBeforeLock } from '../../../db/errors.ts';
import type { BlacklistKey } from '../../blacklist/hmac.ts';
import { lockAddresses } from '../../customers/lock.ts';
import { hasSameDescription, toPerson } from '../../matches/likeness.ts';
import type { StoredCustomer } from './customer-rules.ts';
import type { Candidate, DescribedRow, RowMatch } from './matching.ts';
import { isContradicted, matchRows } from './matching.ts';
import {
  type CustomersByAddress,
  findCustomersByAddress,
  findLinkedCustomers,
  findStoredCustomers,
  type LinkedCustomer,
  lockCustomers,
} from './queries.ts';
import type { CustomerRow } from './schema.ts';

/** The match of each row, and every customer that a row is or may be about: locked and as stored. */
export interface ResolvedCustomers {
  matches: RowMatch[];
  stored: Map<string, StoredCustomer>;
  /** Ids and addresses of customers whom a decision erased while the batch waited for its locks. */
  erased: { externalIds: Set<string>; emails: Set<string> };
}

interface Candidates extends CustomersByAddress {
  linked: Map<string, LinkedCustomer>;
}

/**
 * Finds the candidates, locks those that a row is about, and looks again, since a decision may have come first. It locks addresses before
 * customers: of two batches that create one customer, the second then finds what the first wrote. Candidates who only share an address stay
 * unlocked.
 */
export async function resolveCustomers(
  tx: TransactionSql,
  systemId: string,
  rows: readonly CustomerRow[],
): Promise<ResolvedCustomers> {
  const described = rows.map(describeRow);
  const findCandidates = createCandidateFinder(
    tx,
    systemId,
    described,
    await lockAddressesOf(tx, systemId, described),
  );
  const match = ({ linked, people, crowded }: Candidates) =>
    matchRows(described, linked, people, () => crypto.randomUUID(), crowded);
  const before = await findCandidates();
  const meantIds = collectCustomerIds(match(before), before);
  const locked = await lockCustomers(tx, [...meantIds]);
  const now = meantIds.size === 0 ? before : await findCandidates(before.people);
  const matches = match(now);
  if ([...collectCustomerIds(matches, now)].some((id) => !locked.has(id))) throw new ChangedBeforeLock();
  const stored = await findStoredCustomers(tx, systemId, [...locked.keys()]);
  const isErased = ({ customerId }: Candidate) =>
    meantIds.has(customerId) && (locked.get(customerId) ?? 'starred') === 'starred';
  return {
    matches,
    stored: new Map(stored.map((customer) => [customer.customerId, customer])),
    erased: {
      externalIds: new Set([...before.linked.values()].filter(isErased).map(({ externalId }) => externalId)),
      emails: new Set(before.people.filter(isErased).flatMap(({ email }) => email ?? [])),
    },
  };
}

const describeRow = (row: CustomerRow): DescribedRow => ({
  ...toPerson(row),
  externalId: row.externalId,
  email: row.email ?? null,
  version: row.version ?? null,
  updatedAt: row.updatedAt ?? null,
});

/** The address by which to match a row; null if its id is already linked to the customer with this address. */
function addressToMatchBy(row: DescribedRow, linked: LinkedCustomer | undefined): string | null {
  if (linked === undefined) return row.email;
  if (isContradicted(row, linked)) return row.email ?? linked.email;
  return row.email === linked.email ? null : row.email;
}

const rowsToMatchByAddress = (
  described: readonly DescribedRow[],
  linked: ReadonlyMap<string, LinkedCustomer>,
) =>
  described.flatMap((row) => {
    const email = addressToMatchBy(row, linked.get(row.externalId));
    return email === null ? [] : [{ email, fullName: row.fullName, birthDate: row.birthDate }];
  });

const findLinks = async (tx: TransactionSql, systemId: string, described: readonly DescribedRow[]) => {
  const ids = described.map(({ externalId }) => externalId);
  return new Map((await findLinkedCustomers(tx, systemId, ids)).map((link) => [link.externalId, link]));
};

/** Locks the addresses by which the rows may create customers, and returns them. */
async function lockAddressesOf(
  tx: TransactionSql,
  systemId: string,
  described: readonly DescribedRow[],
): Promise<Set<string>> {
  const links = await findLinks(tx, systemId, described);
  const emails = new Set(rowsToMatchByAddress(described, links).map(({ email }) => email));
  await lockAddresses(tx, [...emails]);
  return emails;
}

/** Reuses the objects of unchanged candidates from the first look: their names have been folded already. */
const createCandidateFinder =
  (
    tx: TransactionSql,
    systemId: string,
    described: readonly DescribedRow[],
    lockedEmails: ReadonlySet<string>,
  ) =>
  async (before: readonly Candidate[] = []): Promise<Candidates> => {
    const linked = await findLinks(tx, systemId, described);
    const rows = rowsToMatchByAddress(described, linked);
    if (rows.some(({ email }) => !lockedEmails.has(email))) throw new ChangedBeforeLock();
    const { people, crowded } = await findCustomersByAddress(tx, rows);
    const known = new Map(before.map((candidate) => [candidate.customerId, candidate]));
    const reuseUnchanged = (candidate: Candidate) => {
      const earlier = known.get(candidate.customerId);
      const isUnchanged = earlier?.state === candidate.state && hasSameDescription(earlier, candidate);
      return isUnchanged ? earlier : candidate;
    };
    return { linked, people: people.map(reuseUnchanged), crowded };
  };

/** The existing customers that the rows are or may be about. */
function collectCustomerIds(matches: readonly RowMatch[], { linked, people }: Candidates): Set<string> {
  const existing = new Set([...linked.values(), ...people].map(({ customerId }) => customerId));
  const ids = matches.flatMap((match) => [
    match.customerId,
    ...(match.by === 'nothing' ? match.possible.map(({ otherId }) => otherId) : []),
    ...('previousCustomerId' in match && match.previousCustomerId !== undefined
      ? [match.previousCustomerId]
      : []),
  ]);
  return new Set(ids.filter((id) => existing.has(id)));
}

/** The system that sends a batch, and what is needed to process it. */
export interface Intake {
  sql: Sql;
  blacklistKey: BlacklistKey;
  systemId: string;
}
/** A row, the customer it is about, and that customer as stored; `stored` is null for a new customer. */
export interface ResolvedRow {
  row: CustomerRow;
  match: RowMatch;
  stored: StoredCustomer | null;
}
