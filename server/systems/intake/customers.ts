import type { Sql, TransactionSql } from 'postgres';
import { CONNECTION_LOST, UNIQUE_VIOLATION } from '../../../db/errors.ts';
import { inTransaction, retryTransaction } from '../../../db/transaction.ts';
import type { BlacklistKey } from '../../blacklist/hmac.ts';
import { isOlder } from '../external-ids/newness.ts';
import { countRefusals, liftErasedIds } from '../external-ids/queries.ts';
import { applyRow, type Draft, draftOf, type StoredCustomer } from './customer-rules.ts';
import { identifierOf, judge } from './judge.ts';
import type { Match } from './matching.ts';
import { type RefusedId, rememberRefusedIds } from './queries.ts';
import { type ResolvedCustomers, resolveCustomers } from './resolve-customers.ts';
import {
  countRefused,
  MOST_IDS,
  mayWrite,
  type Refusal,
  refusal,
  resultsOf,
  type Verdict,
  withoutRepetitions,
  withRepetitions,
  withTooMany,
} from './rules.ts';
import type { CustomerResults, CustomerRow, UpsertCustomers } from './schema.ts';
import { type Beside, writeCustomers } from './write-customers.ts';
import { listAddressesOf } from './write-queries.ts';

/** A system that hands something in. */
export interface Intake {
  sql: Sql;
  blacklistKey: BlacklistKey;
  systemId: string;
}

/** A row, whom it means, and how that customer stands; `held` is null for somebody new. */
export interface ResolvedRow {
  row: CustomerRow;
  match: Match;
  held: StoredCustomer | null;
}

/** Takes the batch in one transaction, and starts again after a race. The number of statements does not depend on that of the rows. */
export function takeCustomers(by: Intake, { items, atomic }: UpsertCustomers): Promise<CustomerResults> {
  const listed = withoutRepetitions(items, (row) => [['externalId', row.externalId]]);
  const rows = listed.flatMap((one) => ('row' in one ? [one.row] : []));
  const identify = identifierOf(by.blacklistKey);
  const take = async (tx: TransactionSql): Promise<CustomerResults> => {
    const concerned = await resolveCustomers(tx, by.systemId, rows);
    const asked = rows.map((row, at): ResolvedRow => {
      const match = concerned.matches[at]!;
      return {
        row: withAddress(row, concerned.held.get(remainingAfter(match) ?? '')),
        match,
        held: concerned.held.get(match.customerId) ?? null,
      };
    });
    const { refusals, cameBack } = await judge(tx, by, asked, concerned, identify);
    const heldAddresses = await findHeldAddresses(tx, asked);
    const { drafts, verdicts: judged } = draftAll(asked, refusals, heldAddresses);
    const verdicts = withRepetitions(listed, judged);
    const written = mayWrite(verdicts, atomic);
    if (written) {
      await writeCustomers(tx, by.systemId, drafts, withOtherAddresses(asked, judged, drafts, concerned));
      const taken = cameBack.filter((hmac, at) => hmac !== null && 'id' in judged[at]!);
      await liftErasedIds(
        tx,
        by.systemId,
        taken.filter((hmac) => hmac !== null),
      );
    }
    const forgotten = await rememberRefused(tx, by.systemId, asked, refusals);
    await countRefusals(tx, by.systemId, countRefused(verdicts));
    const told = withRepetitions(listed, withTooMany(judged, forgotten));
    return { results: resultsOf(told, written, 'customerId') };
  };
  return retryTransaction(() => inTransaction(by.sql, take), [UNIQUE_VIOLATION, ...CONNECTION_LOST]);
}

/** Whom the row's id leaves for the customer whom it means. */
const remainingAfter = (match: Match): string | undefined => ('leaves' in match ? match.leaves : undefined);

/** What a row leaves out stays as it is: with an id that leaves a customer goes the address that it was linked by. */
const withAddress = (row: CustomerRow, left: StoredCustomer | undefined): CustomerRow =>
  left === undefined || row.email !== undefined ? row : { ...row, email: left.email };

async function findHeldAddresses(tx: TransactionSql, asked: readonly ResolvedRow[]) {
  const ids = asked.flatMap(({ row, held }) => (row.addresses && held ? [held.customerId] : []));
  const found = await listAddressesOf(tx, [...new Set(ids)]);
  return new Map(found.map(({ customerId, addresses }) => [customerId, addresses]));
}

/** The rows that are taken, applied in their order: several may be about one person. */
function draftAll(
  asked: readonly ResolvedRow[],
  refusals: readonly (Refusal | null)[],
  heldAddresses: Awaited<ReturnType<typeof findHeldAddresses>>,
): { drafts: Draft[]; verdicts: Verdict[] } {
  const drafts = new Map<string, Draft>();
  const verdicts = asked.map(({ row, match, held }, at): Verdict => {
    const { customerId } = match;
    const refused = refusals[at] ?? null;
    if (refused !== null) return { refused };
    if (isOlder(row, held?.ids[row.externalId])) return { id: customerId, older: true };
    const draft = drafts.get(customerId) ?? draftOf(customerId, held);
    if (isOneTooMany(draft, row.externalId)) return refusal('too_many_ids', 'externalId');
    drafts.set(customerId, draft);
    const corrections = applyRow(
      draft,
      row,
      heldAddresses.get(customerId) ?? [],
      match.by === 'id' && match.unclear,
    );
    return corrections.length === 0 ? { id: customerId } : { id: customerId, correctedByPerson: corrections };
  });
  return { drafts: [...drafts.values()], verdicts };
}

function isOneTooMany({ held, ids }: Draft, externalId: string): boolean {
  const known = new Set([...Object.keys(held?.ids ?? {}), ...ids.keys()]);
  return !known.has(externalId) && known.size >= MOST_IDS;
}

/** Matches of people who are there now. A refused row brings nobody in, so nobody can be matched with them. */
function withOtherAddresses(
  asked: readonly ResolvedRow[],
  judged: readonly Verdict[],
  drafts: readonly Draft[],
  { held }: ResolvedCustomers,
): Beside {
  const isThere = new Set([...held.keys(), ...drafts.map(({ customerId }) => customerId)]);
  const possible = asked
    .flatMap(({ match }) => (match.by === 'nothing' ? match.possible : []))
    .filter(({ customerId, otherId }) => isThere.has(customerId) && isThere.has(otherId));
  const left = asked.flatMap(({ row: { externalId }, match }, at) => {
    const customerId = remainingAfter(match);
    return customerId === undefined || 'refused' in judged[at]! ? [] : [{ customerId, externalId }];
  });
  return { possible, left };
}

/** Keeps each refused id with the customer it is about, so that an erasure names it too. Answers the rows whose id is not kept. */
async function rememberRefused(
  tx: TransactionSql,
  systemId: string,
  asked: readonly ResolvedRow[],
  refusals: readonly (Refusal | null)[],
): Promise<Set<number>> {
  const ids = asked.flatMap((one, at) => rememberedOf(one, refusals[at]?.kind).map((id) => ({ at, id })));
  const forgotten = await rememberRefusedIds(
    tx,
    systemId,
    ids.map(({ id }) => id),
  );
  return new Set([...forgotten].map((place) => ids[place]!.at));
}

/** An id that may be somebody else's is remembered as such also where its row is taken. */
function rememberedOf(
  { row: { externalId }, match, held }: ResolvedRow,
  refused: Refusal['kind'] | undefined,
): RefusedId[] {
  const kind = 'customer' as const;
  const unclear = 'unclear' in match && match.unclear;
  const reason = unclear ? 'unclear' : refused;
  const own =
    reason === undefined || held === null ? [] : [{ customerId: match.customerId, kind, externalId, reason }];
  const left = refused === undefined ? undefined : remainingAfter(match);
  return left === undefined ? own : [...own, { customerId: left, kind, externalId, reason: 'unclear' }];
}
