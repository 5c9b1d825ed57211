import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StartRefused } from '../../db/errors.ts';
import { compareWithCatalog } from '../../server/personal-data/compare.ts';
import { compileMap } from '../../server/personal-data/install.ts';
import { personalDataMap } from '../../server/personal-data/map.ts';
import { previewOutcome } from '../../server/personal-data/preview.ts';
import { countPersonalData } from '../../server/personal-data/queries.ts';
import { Outcome } from '../../server/personal-data/schema.ts';
import { type Columns, fact, type PersonalDataMap } from '../../server/personal-data/shape.ts';
import { isPersonal } from '../../server/personal-data/sql-text.ts';
import { prepareDatabase } from '../../server/runtime/prepare.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { insertAdmin, insertPerson, insertRequest } from '../support/people.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

const map: PersonalDataMap = personalDataMap;

describe('the personal data map', () => {
  it('covers every column of every table, and nothing else', async () => {
    expect(await compareWithCatalog(database.pools.app, map)).toEqual([]);
  });

  it('stops the start on a column nobody classified, names it, and shows the line to add', async () => {
    const other = await createDatabase();
    await other.pools.app`alter table lethe.customers add column shoe_size text`;
    await other.pools.app`update lethe.personal_data_functions set map_version = 0`;
    const start = prepareDatabase(other.url);
    await expect(start).rejects.toThrow(StartRefused);
    await expect(start).rejects.toThrow(
      /lethe\.customers\.shoe_size.*shoe_size: personal\('contact', 'shoeSize'\)/su,
    );
    await other.drop();
  });

  it('tells of a migration of another branch instead, where its column is what the map misses', async () => {
    const other = await createDatabase();
    await other.pools.app`alter table lethe.customers add column shoe_size text`;
    await other.pools.app`insert into lethe.migrations (name, checksum) values ('9999_shoes.sql', '')`;
    await expect(prepareDatabase(other.url)).rejects.toThrow(
      /^This database was migrated by .* another branch: this one has no 9999_shoes\.sql\./u,
    );
    await other.drop();
  });

  it('names an entry without a column', async () => {
    const { columns } = personalDataMap.addresses;
    const stale = {
      ...map,
      addresses: { ...personalDataMap.addresses, columns: { ...columns, fax: { is: 'key' } } },
    };
    expect(await compareWithCatalog(database.pools.app, stale as PersonalDataMap)).toEqual([
      'The personal data map names lethe.addresses.fax, which the database does not have.',
    ]);
  });

  it('leaves a newer server’s functions alone', async () => {
    const other = await createDatabase();
    await other.pools.app`update lethe.personal_data_functions set map_version = 999, map_hash = 'newer'`;
    await prepareDatabase(other.url);
    const [row] = await other.pools.app`select map_hash from lethe.personal_data_functions`;
    expect(row).toEqual({ map_hash: 'newer' });
    await other.drop();
  });

  it('has a hash that tells whether an eraser does the same: it follows what becomes of a column, and no wording', async () => {
    const { addresses } = personalDataMap;
    const hashWith = async (change: Partial<typeof addresses> | { columns: Columns }) =>
      (await compileMap({ ...map, addresses: { ...addresses, ...change } })).hash;
    const { hash } = await compileMap(map);
    expect(await hashWith({ columns: { ...addresses.columns, city: fact('city', 'kept') } })).not.toBe(hash);
    const reworded = { ...addresses.processing, purpose: 'Said in other words.' };
    expect(await hashWith({ processing: reworded })).toBe(hash);
  });

  it('has an index that starts with the customer for each table of a customer', async () => {
    const rows = await database.pools.app<{ table: string; column: string }[]>`
      select c.relname as "table", a.attname as "column"
      from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
      where n.nspname = 'lethe' and i.indpred is null`;
    const led = new Set(rows.map(({ table, column }) => `${table}.${column}`));
    for (const [table, entry] of Object.entries(map)) {
      if ('by' in entry) expect(led, table).toContain(`${table}.${entry.by}`);
    }
  });

  it('keeps no samples of personal columns: they would outlive an erasure', async () => {
    const rows = await database.pools.app<{ name: string }[]>`
      select c.relname || '.' || a.attname as name
      from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'lethe' and c.relkind = 'r' and a.attstattarget = 0`;
    const unsampled = new Set(rows.map(({ name }) => name));
    const personalColumns = Object.entries(map).flatMap(([table, entry]) =>
      Object.entries(entry.columns).flatMap(([column, what]) =>
        isPersonal(what) ? [`${table}.${column}`] : [],
      ),
    );
    expect(personalColumns.filter((column) => !unsampled.has(column))).toEqual([]);
  });

  /** Words that stay after a star, each looked at: fixed words, names of fields, opaque ids and what a law asks for. */
  const KEPT_WORDS = [
    'accounts.provider_id',
    'accounts.scope',
    'consents.action',
    'customers.set_by_hand',
    'customers.state',
    'data_requests.decided_by_rule',
    'data_requests.proposed_blacklist',
    'data_requests.proposed_outcome',
    'data_requests.received_by',
    'data_requests.status',
    'data_requests.type',
    'erasure_notices.external_ids',
    'erasure_notices.outcome',
    'erasure_notices.reason',
    'erasure_notices.records',
    'erasure_notices.result',
    'exports.outcome',
    'external_ids.corrected',
    'external_ids.fields_by_id',
    'external_ids.reported_fields',
    'invoices.currency',
    'invoices.status',
    'outbox.last_error',
    'outbox.status',
    'outbox.template',
    'possible_matches.reason',
    'refused_ids.kind',
    'refused_ids.reason',
    'services.status',
    'statements.field',
  ];
  it('keeps these words about a person and no others: any other is personal until somebody has looked at it', async () => {
    const rows = await database.pools.app<{ name: string }[]>`
      select c.relname || '.' || a.attname as name
      from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'lethe' and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
        and a.atttypid in ('text'::regtype, 'text[]'::regtype, 'jsonb'::regtype, 'bytea'::regtype)`;
    const words = new Set(rows.map(({ name }) => name));
    const kept = Object.entries(map).flatMap(([table, entry]) =>
      entry.rows === 'customer' || entry.rows === 'matched by'
        ? Object.entries(entry.columns).flatMap(([column, what]) =>
            isPersonal(what) || !words.has(`${table}.${column}`) ? [] : [`${table}.${column}`],
          )
        : [],
    );
    expect(kept.toSorted()).toEqual(KEPT_WORDS);
  });

  it('keeps no samples of expressions of indexes either', async () => {
    const rows = await database.pools.app<{ name: string; target: number | null }[]>`
      select c.relname || '.' || a.attnum as name, a.attstattarget as target
      from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and i.indkey[a.attnum - 1] = 0
      where n.nspname = 'lethe' and a.attnum > 0`;
    expect(rows.length).toBeGreaterThan(5);
    expect(rows.filter(({ target }) => target !== 0)).toEqual([]);
  });

  it.each(Outcome.options)('previews %s as the decision then carries it out', async (outcome) => {
    const sql = database.pools.app;
    const person = await insertPerson(sql);
    const requestId = await insertRequest(sql, person);
    const preview = previewOutcome(map, outcome, await countPersonalData(sql, person.customerId));
    const [{ identity }] = await sql<[{ identity: string }]>`
      select lethe.identity_of(${person.customerId}) as identity`;
    const { hash } = await compileMap(map);
    const admin = await insertAdmin(sql, `${outcome}@lethe.example`);
    const [{ rows }] = await sql<[{ rows: number }]>`
      select rows from lethe.decide_request(${requestId}, ${outcome}, ${admin}, null, null, ${identity}, null, null, ${hash},
        p_seen => lethe.preview_hash(${person.customerId}, ${outcome}))`;
    expect(rows).toBe(preview.rows);
  });
});
