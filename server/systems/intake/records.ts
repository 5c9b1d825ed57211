import type { TransactionSql } from 'postgres';
import { CONNECTION_LOST } from '../../../db/errors.ts';
import { inTransaction, retryTransaction } from '../../../db/transaction.ts';
import { markShared } from '../../customers/lock.ts';
import type { CheckedRow } from '../../values/schema.ts';
import { isOlder, type SourceVersion } from '../external-ids/newness.ts';
import { countRefusals } from '../external-ids/queries.ts';
import type { CustomerName } from '../external-ids/schema.ts';
import type { Intake } from './customers.ts';
import { resolveNamedCustomers } from './find-customer.ts';
import { type RefusedId, rememberRefusedIds } from './queries.ts';
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
  type Addressed,
  exactInvoice,
  type InvoiceFacts,
  invoiceContradiction,
  isClosed,
  nameOf,
  type RecordKey,
  type ServiceFacts,
  STATE_OF_INVOICE,
  STATE_OF_SERVICE,
  sameLines,
  sameRecord,
  serviceContradiction,
  wantedInvoice,
  wantedService,
} from './record-rules.ts';
import {
  countRefused,
  mayWrite,
  type Refusal,
  refusal,
  resultsOf,
  type Verdict,
  withoutRepetitions,
  withRepetitions,
  withTooMany,
} from './rules.ts';
import type {
  InvoiceResults,
  InvoiceRow,
  ServiceResults,
  ServiceRow,
  UpsertInvoices,
  UpsertServices,
} from './schema.ts';

interface NamedRow {
  customer: CustomerName;
  externalId: string;
  version?: number | null | undefined;
  updatedAt?: string | null | undefined;
}

/** What sets services and invoices apart. */
interface Kind<R extends NamedRow, F extends RecordKey & SourceVersion> {
  of: RefusedId['kind'];
  wanted(row: Addressed<R>, held: F | undefined): F;
  contradiction(facts: F): Refusal | null;
  stateFields: readonly (keyof F)[];
  find(tx: TransactionSql, systemId: string, keys: readonly RecordKey[]): Promise<Recorded<F>[]>;
  insert(tx: TransactionSql, systemId: string, rows: readonly Recorded<F>[]): Promise<void>;
  update(tx: TransactionSql, rows: readonly Recorded<F>[], held: ReadonlyMap<string, F>): Promise<void>;
}

const services: Kind<ServiceRow, ServiceFacts> = {
  of: 'service',
  wanted: wantedService,
  contradiction: serviceContradiction,
  stateFields: STATE_OF_SERVICE,
  find: findServices,
  insert: insertServices,
  update: updateServices,
};

const invoices: Kind<InvoiceRow, InvoiceFacts> = {
  of: 'invoice',
  wanted: wantedInvoice,
  contradiction: invoiceContradiction,
  stateFields: STATE_OF_INVOICE,
  find: async (tx, systemId, keys) => (await findInvoices(tx, systemId, keys)).map(exactInvoice),
  async insert(tx, systemId, rows) {
    await insertInvoices(tx, systemId, rows);
    await replaceInvoiceLines(tx, rows);
  },
  // Lines that stay are not touched: the guard lets nothing in for a blocked customer, whose invoice may still be paid.
  async update(tx, rows, held) {
    await updateInvoices(tx, rows);
    const changed = rows.filter((row) => !sameLines(row, held.get(nameOf(row))));
    await replaceInvoiceLines(tx, changed);
  },
};

/** Takes the batch in one transaction, and starts again after a race. The number of statements does not depend on that of the rows. */
export async function takeServices(by: Intake, batch: UpsertServices): Promise<ServiceResults> {
  const { verdicts, written } = await takeRecords(by, services, batch);
  return { results: resultsOf(verdicts, written, 'serviceId') };
}

/** As `takeServices`; an invoice comes with its lines, which take the place of those of before. */
export async function takeInvoices(by: Intake, batch: UpsertInvoices): Promise<InvoiceResults> {
  const { verdicts, written } = await takeRecords(by, invoices, batch);
  return { results: resultsOf(verdicts, written, 'invoiceId') };
}

interface BatchResult {
  verdicts: Verdict[];
  written: boolean;
}

function takeRecords<R extends NamedRow, F extends RecordKey & SourceVersion>(
  by: Intake,
  kind: Kind<R, F>,
  { items, atomic }: { items: readonly CheckedRow<R>[]; atomic: boolean },
): Promise<BatchResult> {
  const take = async (tx: TransactionSql): Promise<BatchResult> => {
    const { rows, blocked } = await resolveNamedCustomers(tx, by, items);
    const listed = withoutRepetitions(rows, (row) => [['externalId', nameOf(row)]]);
    const asked = listed.flatMap((one) => ('row' in one ? [one.row] : []));
    const found = await kind.find(tx, by.systemId, asked);
    const held = new Map(found.map((one) => [nameOf(one), one]));
    const judged = judge(kind, asked, held, blocked);
    const verdicts = withRepetitions(
      listed,
      judged.map(({ verdict }) => verdict),
    );
    const written = mayWrite(verdicts, atomic);
    if (written) await write(tx, by.systemId, kind, judged, held);
    const forgotten = await rememberRefused(tx, by.systemId, kind.of, judged);
    await countRefusals(tx, by.systemId, countRefused(verdicts));
    const told = withTooMany(
      judged.map(({ verdict }) => verdict),
      forgotten,
    );
    return { verdicts: withRepetitions(listed, told), written };
  };
  return retryTransaction(() => inTransaction(by.sql, take), CONNECTION_LOST);
}

/** Keeps the id alone of each refused record with its customer, so that an erasure names it too. Answers the records whose id is not kept. */
async function rememberRefused(
  tx: TransactionSql,
  systemId: string,
  kind: RefusedId['kind'],
  judged: readonly Judged<RecordKey>[],
): Promise<Set<number>> {
  const ids = judged.flatMap(({ verdict, facts: { customerId, externalId } }, at) =>
    'refused' in verdict ? [{ at, id: { customerId, kind, externalId, reason: verdict.refused.kind } }] : [],
  );
  const forgotten = await rememberRefusedIds(
    tx,
    systemId,
    ids.map(({ id }) => id),
  );
  return new Set([...forgotten].map((place) => ids[place]!.at));
}

/** What becomes of a record: `change` says whether there is anything to write. */
interface Judged<F> {
  verdict: Verdict;
  facts: Recorded<F>;
  change: 'insert' | 'update' | null;
}

function judge<R extends NamedRow, F extends RecordKey & SourceVersion>(
  kind: Kind<R, F>,
  asked: readonly Addressed<R>[],
  held: ReadonlyMap<string, Recorded<F>>,
  blocked: ReadonlySet<string>,
): Judged<F>[] {
  return asked.map((row) => {
    const known = held.get(nameOf(row));
    const facts = { ...kind.wanted(row, known), id: known?.id ?? crypto.randomUUID() };
    if (isOlder(row, known)) return { verdict: { id: facts.id, older: true }, facts, change: null };
    const refused = kind.contradiction(facts);
    if (refused !== null) return { verdict: { refused }, facts, change: null };
    if (isClosed<Recorded<F>>(blocked.has(row.customerId), known, facts, kind.stateFields)) {
      return { verdict: refusal('customer_closed', 'customer'), facts, change: null };
    }
    if (known === undefined) return { verdict: { id: facts.id }, facts, change: 'insert' };
    return { verdict: { id: facts.id }, facts, change: sameRecord(known, facts) ? null : 'update' };
  });
}

/** Writes what differs from what is held, and nothing else: the same batch twice changes nothing. */
async function write<R extends NamedRow, F extends RecordKey & SourceVersion>(
  tx: TransactionSql,
  systemId: string,
  kind: Kind<R, F>,
  judged: readonly Judged<F>[],
  held: ReadonlyMap<string, F>,
): Promise<void> {
  const to = (wanted: Judged<F>['change']) =>
    judged.filter(({ change }) => change === wanted).map(({ facts }) => facts);
  const said = judged.flatMap(({ verdict, facts }) => ('id' in verdict ? [facts.customerId] : []));
  await markShared(tx, systemId, said);
  await kind.insert(tx, systemId, to('insert'));
  await kind.update(tx, to('update'), held);
}
