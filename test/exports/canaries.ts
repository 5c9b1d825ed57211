import type { Sql } from 'postgres';
import { personalDataMap } from '../../server/personal-data/map.ts';
import type { Column, PersonalDataMap, Table } from '../../server/personal-data/shape.ts';
import type { TestDatabase } from '../support/database.ts';

interface DatabaseColumn {
  table: string;
  column: string;
  type: string;
  generated: boolean;
}
interface Planting {
  sql: Sql;
  customerId: string;
  columns: DatabaseColumn[];
  /** Values of columns that refer to other rows, in any table. */
  named: Record<string, string>;
  /** The same, for one table. */
  references: Record<string, Record<string, string>>;
  /** What the download must contain, and what it must not. */
  expected: string[];
  forbidden: string[];
}

/** Values that a check of the database allows. */
const CHECKED: Record<string, string> = {
  'services.status': 'suspended',
  'invoices.status': 'refunded',
  'invoices.currency': 'XTS',
  'consents.action': 'withdrawn',
  'data_requests.type': 'anonymization',
  'data_requests.status': 'blocked',
  'data_requests.received_by': 'letter',
  'data_requests.minutes_ahead': '120',
  'data_requests.waiting_days': '14',
  'data_requests.proposed_outcome': 'star',
  'erasure_notices.outcome': 'block',
  'erasure_notices.result': 'retained',
  'exports.outcome': 'aborted',
  'outbox.status': 'queued',
  'customers.state': 'open',
  'refused_ids.kind': 'customer',
  'statements.field': 'fullName',
  'possible_matches.reason': 'signed_up',
  'customers.set_by_hand': '{phone}',
  'external_ids.reported_fields': '{company}',
  'external_ids.corrected': '{language}',
};

/** Makes values that are all different, so that each is found in the download by itself. */
function createValues() {
  let serial = 10;
  return ({ table, column, type }: DatabaseColumn): string => {
    serial += 1;
    const byType: Record<string, string> = {
      text: `canary-${table}-${column}-${serial}`,
      'timestamp with time zone': `2031-01-01T00:00:00.${10_000 + serial}1Z`,
      date: `18${serial}-01-02`,
      numeric: `${70_000 + serial}.5`,
      boolean: 'true',
      uuid: crypto.randomUUID(),
      smallint: String(serial),
      bytea: '\\x00ff',
      ARRAY: `{${table}-${column}-${serial}}`,
    };
    return CHECKED[`${table}.${column}`] ?? byType[type] ?? String(90_000 + serial);
  };
}

const exported = (column: Column): column is Column & { element: string } =>
  column.is === 'personal' || (column.is === 'kept' && column.element !== undefined);

/** Only a cancelled request was replaced, and this one is blocked and nobody's. The ids in a notice are gone once it has a result. */
const LEFT_EMPTY = new Set([
  'data_requests.replaced_by',
  'data_requests.assigned_to',
  'erasure_notices.external_ids',
  'erasure_notices.records',
]);

/** One row with a canary of its own in every column of every table about a customer, as far as types and checks allow. */
export async function plantCanaries({ pools }: TestDatabase, customerId: string) {
  const planting = await createPlanting(pools.app, customerId);
  const valueOf = createValues();
  for (const [table, entry] of Object.entries<PersonalDataMap[string]>(personalDataMap)) {
    if (!('processing' in entry) || entry.rows === 'referenced') continue;
    await writeRow(planting, table, entry, rowOf(planting, table, entry, valueOf));
    await expectGenerated(planting, table, entry);
  }
  return { expected: planting.expected, forbidden: planting.forbidden };
}

async function createPlanting(sql: Sql, customerId: string): Promise<Planting> {
  const columns = await sql<DatabaseColumn[]>`
    select table_name as "table", column_name as "column", data_type as type, is_identity = 'YES' as generated
    from information_schema.columns where table_schema = 'lethe'`;
  const [made] = await sql<[{ system: string; request: string; other: string }]>`
    with system as (insert into lethe.systems (name) values ('Canaries') returning id),
    request as (insert into lethe.data_requests (type, answer_by) values ('removal', now()) returning id),
    other as (insert into lethe.customers default values returning id)
    select system.id as system, request.id as request, other.id as other from system, request, other`;
  const invoiceId = crypto.randomUUID();
  return {
    sql,
    customerId,
    columns,
    named: { text_version: '1', system_id: made.system },
    references: {
      possible_matches: { other_id: made.other },
      joined_numbers: { joined_id: crypto.randomUUID() },
      data_requests: { proposal_id: crypto.randomUUID() },
      invoices: { id: invoiceId },
      invoice_lines: { invoice_id: invoiceId },
      erasure_notices: { system_id: made.system, request_id: made.request },
      email_tokens: { token_hash: '\\x00ff' },
      email_changes: { token_hash: '\\x00ff' },
    },
    expected: [],
    forbidden: [],
  };
}

type ExportedTable = Extract<Table, { rows: 'customer' | 'matched by' }>;

/** A value for each column; what the download must and must not contain is noted. */
function rowOf(
  { customerId, columns, named, references, expected, forbidden }: Planting,
  table: string,
  entry: ExportedTable,
  valueOf: (column: DatabaseColumn) => string,
): Record<string, string | boolean> {
  const row: Record<string, string | boolean> = { [entry.by]: customerId };
  for (const one of columns.filter((column) => column.table === table)) {
    const what = entry.columns[one.column]!;
    const isGiven = what.is === 'key' || one.generated || one.column === entry.by;
    if (isGiven || LEFT_EMPTY.has(`${table}.${one.column}`)) continue;
    const value = named[one.column] ?? valueOf(one);
    row[one.column] = one.type === 'boolean' ? value === 'true' : value;
    if (exported(what)) expected.push(`<${what.element}>${value.replaceAll(/[{}]/gu, '')}`);
    else if (one.type === 'text' && what.is === 'withheld') forbidden.push(value);
  }
  return { ...row, ...references[table] };
}

/** A customer's own row exists already. */
async function writeRow(
  { sql, customerId }: Planting,
  table: string,
  { by }: ExportedTable,
  { id, ...rest }: Record<string, string | boolean>,
): Promise<void> {
  if (by === 'id') await sql`update ${sql(`lethe.${table}`)} set ${sql(rest)} where id = ${customerId}`;
  else await sql`insert into ${sql(`lethe.${table}`)} ${sql(id === undefined ? rest : { id, ...rest })}`;
}

/** Numbers that the database gives out are canaries too: the test looks for them with their element around them. */
async function expectGenerated(
  { sql, customerId, columns, expected }: Planting,
  table: string,
  { by, columns: kinds }: ExportedTable,
): Promise<void> {
  for (const { column } of columns.filter((one) => one.table === table && one.generated)) {
    const what = kinds[column]!;
    if (!exported(what)) continue;
    const [given] = await sql`
      select ${sql(column)}::text as number from ${sql(`lethe.${table}`)} where ${sql(by)} = ${customerId}`;
    expected.push(`<${what.element}>${given?.['number']}</${what.element}>`);
  }
}
