import type { TransactionSql } from 'postgres';
import { CONNECTION_LOST, UNIQUE_VIOLATION } from '../../../db/errors.ts';
import { inTransaction, retryTransaction } from '../../../db/transaction.ts';
import { isOlder } from '../external-ids/newness.ts';
import { countRefusals, liftErasedIds } from '../external-ids/queries.ts';
import {
  countRefused,
  MOST_IDS,
  markRepetitions,
  mayWrite,
  type RowRefusal,
  refusal,
  refuseUnkeptIds,
  repeatVerdicts,
  resultsOf,
  type Verdict,
} from './batch-rules.ts';
import { applyRow, type Draft, type StoredCustomer, startDraft } from './customer-rules.ts';
import { createIdentifierCache, judgeRows } from './judge.ts';
import type { RowMatch } from './matching.ts';
import { listPostalAddresses } from './queries.ts';
import {
  type Intake,
  type ResolvedCustomers,
  type ResolvedRow,
  resolveCustomers,
} from './resolve-customers.ts';
import type { CustomerResults, CustomerRow, UpsertCustomers } from './schema.ts';
import { type LinkChanges, writeCustomers } from './write-customers.ts';
import { type NewRefusedId, rememberRefusedIds } from './write-queries.ts';

/** Processes the batch in one transaction and starts again after a race. The number of statements does not grow with the rows. */
export function takeCustomers(intake: Intake, { items, atomic }: UpsertCustomers): Promise<CustomerResults> {
  const listed = markRepetitions(items, (row) => [['externalId', row.externalId]]);
  const rows = listed.flatMap((one) => ('row' in one ? [one.row] : []));
  const identify = createIdentifierCache(intake.blacklistKey);
  const take = async (tx: TransactionSql): Promise<CustomerResults> => {
    const resolved = await resolveCustomers(tx, intake.systemId, rows);
    const resolvedRows = rows.map((row, index): ResolvedRow => {
      const match = resolved.matches[index]!;
      return {
        row: keepLinkedAddress(row, resolved.stored.get(previousCustomerOf(match) ?? '')),
        match,
        stored: resolved.stored.get(match.customerId) ?? null,
      };
    });
    const { refusals, returnedIds } = await judgeRows(tx, intake, resolvedRows, resolved, identify);
    const storedAddresses = await findStoredAddresses(tx, resolvedRows);
    const { drafts, verdicts: judged } = applyRows(resolvedRows, refusals, storedAddresses);
    const verdicts = repeatVerdicts(listed, judged);
    const written = mayWrite(verdicts, atomic);
    if (written) {
      await writeCustomers(
        tx,
        intake.systemId,
        drafts,
        collectLinkChanges(resolvedRows, judged, drafts, resolved),
      );
      const taken = returnedIds.filter((hmac, index) => hmac !== null && 'id' in judged[index]!);
      await liftErasedIds(
        tx,
        intake.systemId,
        taken.filter((hmac) => hmac !== null),
      );
    }
    const unkept = await rememberRefused(tx, intake.systemId, resolvedRows, refusals);
    await countRefusals(tx, intake.systemId, countRefused(verdicts));
    const answered = repeatVerdicts(listed, refuseUnkeptIds(judged, unkept));
    return { results: resultsOf(answered, written, 'customerId') };
  };
  return retryTransaction(() => inTransaction(intake.sql, take), [UNIQUE_VIOLATION, ...CONNECTION_LOST]);
}

/** The customer to whom the row's id was linked until now, if the row moves it to another. */
const previousCustomerOf = (match: RowMatch): string | undefined =>
  'previousCustomerId' in match ? match.previousCustomerId : undefined;

/** A row that moves an id to another customer and names no address takes the previous customer's address along: the id was linked by it. */
const keepLinkedAddress = (row: CustomerRow, previous: StoredCustomer | undefined): CustomerRow =>
  previous === undefined || row.email !== undefined ? row : { ...row, email: previous.email };

async function findStoredAddresses(tx: TransactionSql, resolvedRows: readonly ResolvedRow[]) {
  const ids = resolvedRows.flatMap(({ row, stored }) => (row.addresses && stored ? [stored.customerId] : []));
  const found = await listPostalAddresses(tx, [...new Set(ids)]);
  return new Map(found.map(({ customerId, addresses }) => [customerId, addresses]));
}

/** Applies the accepted rows in their order, since several may be about one customer. */
function applyRows(
  resolvedRows: readonly ResolvedRow[],
  refusals: readonly (RowRefusal | null)[],
  storedAddresses: Awaited<ReturnType<typeof findStoredAddresses>>,
): { drafts: Draft[]; verdicts: Verdict[] } {
  const drafts = new Map<string, Draft>();
  const verdicts = resolvedRows.map(({ row, match, stored }, index): Verdict => {
    const { customerId } = match;
    const refused = refusals[index] ?? null;
    if (refused !== null) return { refused };
    if (isOlder(row, stored?.ids[row.externalId])) return { id: customerId, older: true };
    const draft = drafts.get(customerId) ?? startDraft(customerId, stored);
    if (exceedsIdLimit(draft, row.externalId)) return refusal('too_many_ids', 'externalId');
    drafts.set(customerId, draft);
    const corrections = applyRow(
      draft,
      row,
      storedAddresses.get(customerId) ?? [],
      match.by === 'id' && match.unclear,
    );
    return corrections.length === 0 ? { id: customerId } : { id: customerId, correctedByPerson: corrections };
  });
  return { drafts: [...drafts.values()], verdicts };
}

function exceedsIdLimit({ stored, ids }: Draft, externalId: string): boolean {
  const known = new Set([...Object.keys(stored?.ids ?? {}), ...ids.keys()]);
  return !known.has(externalId) && known.size >= MOST_IDS;
}

/** The possible matches and moved ids to write. A refused row creates no customer, so its matches are dropped. */
function collectLinkChanges(
  resolvedRows: readonly ResolvedRow[],
  judged: readonly Verdict[],
  drafts: readonly Draft[],
  { stored }: ResolvedCustomers,
): LinkChanges {
  const exists = new Set([...stored.keys(), ...drafts.map(({ customerId }) => customerId)]);
  const possible = resolvedRows
    .flatMap(({ match }) => (match.by === 'nothing' ? match.possible : []))
    .filter(({ customerId, otherId }) => exists.has(customerId) && exists.has(otherId));
  const moved = resolvedRows.flatMap(({ row: { externalId }, match }, index) => {
    const customerId = previousCustomerOf(match);
    return customerId === undefined || 'refused' in judged[index]! ? [] : [{ customerId, externalId }];
  });
  return { possible, moved };
}

/** Keeps each refused id with the customer it is about, so that an erasure notice names it. Returns the rows whose id is not kept. */
function rememberRefused(
  tx: TransactionSql,
  systemId: string,
  resolvedRows: readonly ResolvedRow[],
  refusals: readonly (RowRefusal | null)[],
): Promise<Set<number>> {
  const ids = resolvedRows.flatMap((row, index) =>
    refusedIdsOf(row, refusals[index]?.kind).map((id) => ({ ...id, index })),
  );
  return rememberRefusedIds(tx, systemId, ids);
}

/** An id that may be somebody else's is kept as `unclear` even if its row is accepted. */
function refusedIdsOf(
  { row: { externalId }, match, stored }: ResolvedRow,
  refused: RowRefusal['kind'] | undefined,
): NewRefusedId[] {
  const kind = 'customer' as const;
  const unclear = 'unclear' in match && match.unclear;
  const reason = unclear ? 'unclear' : refused;
  const own =
    reason === undefined || stored === null
      ? []
      : [{ customerId: match.customerId, kind, externalId, reason }];
  const previous = refused === undefined ? undefined : previousCustomerOf(match);
  return previous === undefined
    ? own
    : [...own, { customerId: previous, kind, externalId, reason: 'unclear' }];
}
