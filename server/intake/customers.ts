import type { Sql, TransactionSql } from 'postgres';
import { asAWhole, CONNECTION_LOST, inOneTransaction, UNIQUE_VIOLATION } from '../../db/transaction.ts';
import type { BlacklistKey } from '../blacklist/hmac.ts';
import { countRefusals } from '../recipients/queries.ts';
import { type Concerned, lockConcerned } from './concerned.ts';
import { applyRow, type Draft, draftOf, type Held } from './customer-rules.ts';
import { identifierOf, judge } from './judge.ts';
import { type Match, matchRows } from './matching.ts';
import { isOlder } from './newness.ts';
import { rememberRefusedIds } from './queries.ts';
import {
  countRefused,
  mayWrite,
  type Refusal,
  resultsOf,
  type Verdict,
  withoutRepetitions,
  withRepetitions,
} from './rules.ts';
import type { CustomerResults, CustomerRow, UpsertCustomers } from './schema.ts';
import { writeCustomers } from './write-customers.ts';
import { findAddresses } from './write-queries.ts';

/** A system that hands something in. */
export interface Intake {
  sql: Sql;
  blacklistKey: BlacklistKey;
  recipientId: string;
}

/** A row, whom it means, and how that customer stands; `held` is null for somebody new. */
export interface Asked {
  row: CustomerRow;
  match: Match;
  held: Held | null;
}

/** Takes the batch in one transaction, and starts again after a race. The number of statements does not depend on that of the rows. */
export function takeCustomers(by: Intake, { items, atomic }: UpsertCustomers): Promise<CustomerResults> {
  const listed = withoutRepetitions(items, (row) => [['externalId', row.externalId]]);
  const rows = listed.flatMap((one) => ('row' in one ? [one.row] : []));
  const identify = identifierOf(by.blacklistKey);
  const take = async (tx: TransactionSql): Promise<CustomerResults> => {
    const concerned = await lockConcerned(tx, by.recipientId, rows);
    const asked = matchAll(rows, concerned);
    const refusals = await judge(tx, by, asked, concerned, identify);
    const heldAddresses = await findHeldAddresses(tx, asked);
    const { drafts, verdicts: judged } = draftAll(asked, refusals, heldAddresses);
    const verdicts = withRepetitions(listed, judged);
    const written = mayWrite(verdicts, atomic);
    if (written) await writeCustomers(tx, by.recipientId, drafts, possibleOf(asked, drafts, concerned));
    await rememberRefused(tx, by.recipientId, asked, refusals);
    await countRefusals(tx, by.recipientId, countRefused(verdicts));
    return { results: resultsOf(verdicts, written, 'customerId') };
  };
  return asAWhole(() => inOneTransaction(by.sql, take), [UNIQUE_VIOLATION, ...CONNECTION_LOST]);
}

function matchAll(rows: readonly CustomerRow[], { linked, addressed }: Concerned): Asked[] {
  const people = rows.map(({ externalId, email, fullName, birthDate, companyNumber }) => ({
    externalId,
    email: email ?? null,
    fullName: fullName ?? null,
    birthDate: birthDate ?? null,
    companyNumber: companyNumber ?? null,
  }));
  const held = new Map([...linked.values(), ...addressed].map((one) => [one.customerId, one]));
  const matches = matchRows(people, linked, addressed, () => crypto.randomUUID());
  return matches.map((match, at) => ({
    row: rows[at]!,
    match,
    held: held.get(match.customerId) ?? null,
  }));
}

async function findHeldAddresses(tx: TransactionSql, asked: readonly Asked[]) {
  const ids = asked.flatMap(({ row, held }) => (row.addresses && held ? [held.customerId] : []));
  const found = await findAddresses(tx, [...new Set(ids)]);
  return new Map(found.map(({ customerId, addresses }) => [customerId, addresses]));
}

/** The rows that are taken, applied in their order: several may be about one person. */
function draftAll(
  asked: readonly Asked[],
  refusals: readonly (Refusal | null)[],
  heldAddresses: Awaited<ReturnType<typeof findHeldAddresses>>,
): { drafts: Draft[]; verdicts: Verdict[] } {
  const drafts = new Map<string, Draft>();
  const verdicts = asked.map(({ row, match: { customerId }, held }, at): Verdict => {
    const refused = refusals[at] ?? null;
    if (refused !== null) return { refused };
    if (isOlder(row, held?.ids[row.externalId])) return { id: customerId, older: true };
    const draft = drafts.get(customerId) ?? draftOf(customerId, held);
    drafts.set(customerId, draft);
    const corrections = applyRow(draft, row, heldAddresses.get(customerId) ?? []);
    return corrections.length === 0 ? { id: customerId } : { id: customerId, correctedByPerson: corrections };
  });
  return { drafts: [...drafts.values()], verdicts };
}

/** Matches of people who are there now. A refused row brings nobody in, so nobody can be matched with them. */
function possibleOf(asked: readonly Asked[], drafts: readonly Draft[], { addressed }: Concerned) {
  const isThere = new Set([...drafts, ...addressed].map(({ customerId }) => customerId));
  return asked
    .flatMap(({ match }) => (match.by === 'nothing' ? match.possible : []))
    .filter(({ customerId, otherId }) => isThere.has(customerId) && isThere.has(otherId));
}

/** Keeps each refused id with the customer it is about, so that an erasure names it too. */
const rememberRefused = (
  tx: TransactionSql,
  recipientId: string,
  asked: readonly Asked[],
  refusals: readonly (Refusal | null)[],
): Promise<void> =>
  rememberRefusedIds(
    tx,
    recipientId,
    asked.flatMap(({ row: { externalId }, match, held }, at) => {
      const { customerId } = match;
      const kind = refusals[at]?.kind;
      if (kind === undefined || held === null) return [];
      const reason = match.by === 'refused' && match.unclear ? 'unclear' : kind;
      return [{ customerId, kind: 'customer' as const, externalId, reason }];
    }),
  );
