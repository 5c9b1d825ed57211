import type { TransactionSql } from 'postgres';
import { CONNECTION_LOST } from '../../../db/errors.ts';
import { inTransaction, retryTransaction } from '../../../db/transaction.ts';
import { markShared } from '../../customers/lock.ts';
import type { CheckedRow } from '../../values/schema.ts';
import { isOlder, type SourceVersion } from '../external-ids/newness.ts';
import { countRefusals } from '../external-ids/queries.ts';
import type { CustomerName } from '../external-ids/schema.ts';
import {
  countRefused,
  markRepetitions,
  mayWrite,
  type RowRefusal,
  refusal,
  refuseUnkeptIds,
  repeatVerdicts,
  resultsOf,
  type Verdict,
} from './batch-rules.ts';
import { resolveNamedCustomers } from './find-customer.ts';
import {
  findInvoices,
  findServices,
  insertInvoices,
  insertServices,
  type Recorded,
  replaceInvoiceLines,
  updateInvoices,
  updateServices,
} from './record-queries.ts';
import {
  hasSameLines,
  type InvoiceFacts,
  invoiceContradiction,
  isRefusedForBlocked,
  isSameRecord,
  keyOf,
  mergeInvoice,
  mergeService,
  normalizeInvoice,
  type RecordKey,
  type RowOfCustomer,
  type ServiceFacts,
  STATE_OF_INVOICE,
  STATE_OF_SERVICE,
  serviceContradiction,
} from './record-rules.ts';
import type { Intake } from './resolve-customers.ts';
import type {
  InvoiceResults,
  InvoiceRow,
  ServiceResults,
  ServiceRow,
  UpsertInvoices,
  UpsertServices,
} from './schema.ts';
import { type NewRefusedId, rememberRefusedIds } from './write-queries.ts';

interface NamedRow {
  customer: CustomerName;
  externalId: string;
  version?: number | null | undefined;
  updatedAt?: string | null | undefined;
}

/** What differs between services and invoices. */
interface RecordType<R extends NamedRow, F extends RecordKey & SourceVersion> {
  kind: NewRefusedId['kind'];
  merge(row: RowOfCustomer<R>, stored: F | undefined): F;
  findContradiction(facts: F): RowRefusal | null;
  stateFields: readonly (keyof F)[];
  find(tx: TransactionSql, systemId: string, keys: readonly RecordKey[]): Promise<Recorded<F>[]>;
  insert(tx: TransactionSql, systemId: string, rows: readonly Recorded<F>[]): Promise<void>;
  update(tx: TransactionSql, rows: readonly Recorded<F>[], stored: ReadonlyMap<string, F>): Promise<void>;
}

const services: RecordType<ServiceRow, ServiceFacts> = {
  kind: 'service',
  merge: mergeService,
  findContradiction: serviceContradiction,
  stateFields: STATE_OF_SERVICE,
  find: findServices,
  insert: insertServices,
  update: updateServices,
};

const invoices: RecordType<InvoiceRow, InvoiceFacts> = {
  kind: 'invoice',
  merge: mergeInvoice,
  findContradiction: invoiceContradiction,
  stateFields: STATE_OF_INVOICE,
  find: async (tx, systemId, keys) => (await findInvoices(tx, systemId, keys)).map(normalizeInvoice),
  async insert(tx, systemId, rows) {
    await insertInvoices(tx, systemId, rows);
    await replaceInvoiceLines(tx, rows);
  },
  // Unchanged lines are not written: the database refuses new rows for a blocked customer, whose invoice may still be paid.
  async update(tx, rows, stored) {
    await updateInvoices(tx, rows);
    const changed = rows.filter((row) => !hasSameLines(row, stored.get(keyOf(row))));
    await replaceInvoiceLines(tx, changed);
  },
};

/** Processes the batch in one transaction and starts again after a race. The number of statements does not grow with the rows. */
export async function takeServices(intake: Intake, batch: UpsertServices): Promise<ServiceResults> {
  const { verdicts, written } = await takeRecords(intake, services, batch);
  return { results: resultsOf(verdicts, written, 'serviceId') };
}

/** As `takeServices`. An invoice's lines replace the stored ones. */
export async function takeInvoices(intake: Intake, batch: UpsertInvoices): Promise<InvoiceResults> {
  const { verdicts, written } = await takeRecords(intake, invoices, batch);
  return { results: resultsOf(verdicts, written, 'invoiceId') };
}

interface BatchResult {
  verdicts: Verdict[];
  written: boolean;
}

function takeRecords<R extends NamedRow, F extends RecordKey & SourceVersion>(
  intake: Intake,
  kind: RecordType<R, F>,
  { items, atomic }: { items: readonly CheckedRow<R>[]; atomic: boolean },
): Promise<BatchResult> {
  const take = async (tx: TransactionSql): Promise<BatchResult> => {
    const { rows, blocked } = await resolveNamedCustomers(tx, intake, items);
    const listed = markRepetitions(rows, (row) => [['externalId', keyOf(row)]]);
    const uniqueRows = listed.flatMap((one) => ('row' in one ? [one.row] : []));
    const found = await kind.find(tx, intake.systemId, uniqueRows);
    const stored = new Map(found.map((one) => [keyOf(one), one]));
    const judged = judgeRecords(kind, uniqueRows, stored, blocked);
    const verdicts = repeatVerdicts(
      listed,
      judged.map(({ verdict }) => verdict),
    );
    const written = mayWrite(verdicts, atomic);
    if (written) await writeRecords(tx, intake.systemId, kind, judged, stored);
    const unkept = await rememberRefused(tx, intake.systemId, kind.kind, judged);
    await countRefusals(tx, intake.systemId, countRefused(verdicts));
    const answered = refuseUnkeptIds(
      judged.map(({ verdict }) => verdict),
      unkept,
    );
    return { verdicts: repeatVerdicts(listed, answered), written };
  };
  return retryTransaction(() => inTransaction(intake.sql, take), CONNECTION_LOST);
}

/** Keeps the id of each refused record with its customer, so that an erasure notice names it. Returns the records whose id is not kept. */
function rememberRefused(
  tx: TransactionSql,
  systemId: string,
  kind: NewRefusedId['kind'],
  judged: readonly JudgedRecord<RecordKey>[],
): Promise<Set<number>> {
  const ids = judged.flatMap(({ verdict, facts: { customerId, externalId } }, index) =>
    'refused' in verdict ? [{ index, customerId, kind, externalId, reason: verdict.refused.kind }] : [],
  );
  return rememberRefusedIds(tx, systemId, ids);
}

/** The verdict on a record; `change` is null if there is nothing to write. */
interface JudgedRecord<F> {
  verdict: Verdict;
  facts: Recorded<F>;
  change: 'insert' | 'update' | null;
}

function judgeRecords<R extends NamedRow, F extends RecordKey & SourceVersion>(
  kind: RecordType<R, F>,
  uniqueRows: readonly RowOfCustomer<R>[],
  stored: ReadonlyMap<string, Recorded<F>>,
  blocked: ReadonlySet<string>,
): JudgedRecord<F>[] {
  return uniqueRows.map((row) => {
    const known = stored.get(keyOf(row));
    const facts = { ...kind.merge(row, known), id: known?.id ?? crypto.randomUUID() };
    if (isOlder(row, known)) return { verdict: { id: facts.id, older: true }, facts, change: null };
    const refused = kind.findContradiction(facts);
    if (refused !== null) return { verdict: { refused }, facts, change: null };
    if (isRefusedForBlocked<Recorded<F>>(blocked.has(row.customerId), known, facts, kind.stateFields)) {
      return { verdict: refusal('customer_closed', 'customer'), facts, change: null };
    }
    if (known === undefined) return { verdict: { id: facts.id }, facts, change: 'insert' };
    return { verdict: { id: facts.id }, facts, change: isSameRecord(known, facts) ? null : 'update' };
  });
}

/** Writes only what differs from the stored records: the same batch twice changes nothing. */
async function writeRecords<R extends NamedRow, F extends RecordKey & SourceVersion>(
  tx: TransactionSql,
  systemId: string,
  kind: RecordType<R, F>,
  judged: readonly JudgedRecord<F>[],
  stored: ReadonlyMap<string, F>,
): Promise<void> {
  const factsToWrite = (wanted: JudgedRecord<F>['change']) =>
    judged.filter(({ change }) => change === wanted).map(({ facts }) => facts);
  const customerIds = judged.flatMap(({ verdict, facts }) => ('id' in verdict ? [facts.customerId] : []));
  await markShared(tx, systemId, customerIds);
  await kind.insert(tx, systemId, factsToWrite('insert'));
  await kind.update(tx, factsToWrite('update'), stored);
}
