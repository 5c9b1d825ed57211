import type { Sql } from 'postgres';
import type { Row, Section } from '../../server/exports/rules.ts';

export interface CatalogColumn {
  table: string;
  column: string;
  type: string;
  /** The column that a foreign key names, as `table.column`; null where there is none. */
  target: string | null;
}

/** Every column of the schema, as PostgreSQL knows it. */
export const readColumns = (sql: Sql) => sql<CatalogColumn[]>`
  select c.relname as "table", a.attname as "column", format_type(a.atttypid, null) as type,
    (select f.relname || '.' || fa.attname from pg_constraint k
      join pg_class f on f.oid = k.confrelid
      join pg_attribute fa on fa.attrelid = f.oid and fa.attnum = k.confkey[array_position(k.conkey, a.attnum)]
      where k.contype = 'f' and k.conrelid = c.oid and a.attnum = any (k.conkey)
      order by cardinality(k.conkey), f.relname limit 1) as target
  from pg_class c join pg_attribute a on a.attrelid = c.oid
  where c.relnamespace = 'lethe'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped`;

/**
 * Takes off every check and every rule of uniqueness but the keys: each text column then holds any text, those with a few
 * words of their own too, and a column that is added later is one more of them.
 */
export async function letColumnsHoldAnything(sql: Sql): Promise<void> {
  const rules = await sql<{ statement: string }[]>`
    select format('alter table %s drop constraint %I cascade', conrelid::regclass, conname) as statement
    from pg_constraint where contype in ('c', 'u') and connamespace = 'lethe'::regnamespace
    union all
    select format('drop index %s', i.indexrelid::regclass) from pg_index i join pg_class c on c.oid = i.indrelid
    where c.relnamespace = 'lethe'::regnamespace and i.indisunique
      and not exists (select from pg_constraint k where k.conindid = i.indexrelid)`;
  for (const { statement } of rules) await sql.unsafe(statement);
}

export interface Planting {
  /** Of the export, one inside another too. */
  tables: string[];
  columns: readonly CatalogColumn[];
  customerId: string;
  /** What tells the rows of one planting from those of another. */
  serial: number;
}

/** One row in every table, about one customer; what `textFor` answers goes into the text columns. */
export async function plantRows(sql: Sql, planting: Planting, textFor: () => string): Promise<void> {
  const valueFor = valuesOf(planting, textFor);
  await sql.begin(async (tx) => {
    // Past triggers and foreign keys: the rows are right as they are.
    await tx`set local session_replication_role = 'replica'`;
    for (const table of planting.tables) {
      const own = planting.columns.filter((one) => one.table === table);
      const row = Object.fromEntries(own.map((one) => [one.column, valueFor(one)]));
      const name = tx(`lethe.${table}`);
      await tx`
        insert into ${name} overriding system value
        select (json_populate_record(null::${name}, ${JSON.stringify(row)}::text::json)).* on conflict do nothing`;
    }
  });
}

/** Whatever names one row, by a key or by a foreign key, has one value in a planting. */
function valuesOf({ customerId, serial }: Planting, textFor: () => string) {
  const keys = new Map<string, string>();
  const uuidOf = (name: string): string => {
    const uuid = keys.get(name) ?? crypto.randomUUID();
    keys.set(name, uuid);
    return uuid;
  };
  return ({ table, column, type, target }: CatalogColumn): unknown => {
    const named = target ?? `${table}.${column}`;
    if (column === 'customer_id' || named === 'users.id' || named === 'customers.id') return customerId;
    if (type === 'uuid') return uuidOf(named);
    if (type === 'bigint' || type === 'integer' || type === 'smallint') return serial;
    if (type === 'numeric') return `${serial}.5`;
    if (type === 'text') return textFor();
    if (type === 'text[]') return ['services'];
    if (type === 'boolean') return true;
    if (type === 'bytea') return `\\x${serial.toString(16).padStart(8, '0')}`;
    if (type === 'jsonb') return [];
    return '2031-01-01';
  };
}

/** The customer's rows of a section, read without what the export reads them by. */
export function storedRows(sql: Sql, section: Section, customerId: string) {
  const { table, by, referencedBy, fields } = section;
  const columns = fields.map(({ column }) => column);
  const ids = (referencedBy ?? []).map(
    (naming) => sql`
    select ${sql(naming.column)} from ${sql(`lethe.${naming.table}`)} where customer_id = ${customerId}`,
  );
  const whose =
    referencedBy === null
      ? sql`${sql(by)} = ${customerId}`
      : sql`${sql(by)} in (${ids.flatMap((one, at) => (at === 0 ? [one] : [sql` union all `, one]))})`;
  return sql<Row[]>`select ${sql(columns)} from ${sql(`lethe.${table}`)} where ${whose}`;
}
