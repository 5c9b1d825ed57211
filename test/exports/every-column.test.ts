import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { printable } from '../../server/exports/escape.ts';
import { type Row, type Section, sectionsOf } from '../../server/exports/rules.ts';
import { personalDataMap } from '../../server/personal-data/map.ts';
import { storable } from '../support/awkward.ts';
import { signIn } from '../support/caller.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import {
  type CatalogColumn,
  letColumnsHoldAnything,
  plantRows,
  readColumns,
  storedRows,
} from '../support/every-column.ts';
import { createExports } from '../support/export.ts';
import { childrenOf, type Element, readXml } from '../support/xml.ts';

const CUSTOMERS = 6;
const ROWS_EACH = 12;

/** Those inside others too. */
const sections = sectionsOf(personalDataMap).flatMap((section) =>
  section.inside === null ? [section] : [section, section.inside.section],
);
const tables = Object.keys(personalDataMap).filter((name) => sections.some(({ table }) => table === name));

describe('a download of whatever every text column can hold', () => {
  let database: TestDatabase;
  let columns: readonly CatalogColumn[];
  let customers: string[];

  beforeAll(async () => {
    database = await createDatabase();
    const sql = database.pools.app;
    columns = await readColumns(sql);
    await letColumnsHoldAnything(sql);
    const texts = fc.sample(storable, CUSTOMERS * ROWS_EACH * 120);
    customers = Array.from({ length: CUSTOMERS }, () => crypto.randomUUID());
    let serial = 1_000;
    for (const customerId of customers)
      for (let row = 0; row < ROWS_EACH; row++)
        // Some tables have one row for each customer: its texts hold an entity for certain.
        await plantRows(sql, { tables, columns, customerId, serial: ++serial }, () =>
          row === 0 ? `${texts.pop()!}&lt;` : texts.pop()!,
        );
    // Nobody but an open customer downloads, so this one column says what it always says then.
    await sql`update lethe.customers set state = 'open'`;
    await sql`update lethe.settings set enabled = true`;
  });
  afterAll(() => database.drop());

  test('is valid, and read back it says of each column exactly what is stored', async () => {
    const sql = database.pools.app;
    const exports = createExports(database);
    const schema = await exports.schema();
    const carried = new Map<string, string>();
    for (const customerId of customers) {
      const token = await signIn(sql, customerId);
      const stored = new Map<Section, readonly Row[]>();
      // The file tells of earlier downloads, not of itself: what is stored is looked at before.
      for (const section of sections) stored.set(section, await storedRows(sql, section, customerId));
      const file = await readXml(await (await exports.download(token)).text(), schema);
      for (const [section, rows] of stored) {
        expect(sorted(found(file, section)), section.table).toEqual(
          sorted(rows.map((row) => said(section, row))),
        );
        for (const { column } of section.fields) {
          const name = `${section.table}.${column}`;
          const values = rows.map((row) => row[column]).filter((value) => /&[^;]+;/u.test(`${value}`));
          carried.set(name, (carried.get(name) ?? '') + values.join(''));
        }
      }
    }
    expect(textColumns().filter((name) => !carried.get(name))).toEqual(['customers.state']);
    expect(textColumns().length).toBeGreaterThan(40);
  });

  /** Of the map, as the catalog has them: a new column is one more. */
  const textColumns = () =>
    sections.flatMap(({ table, fields }) =>
      fields
        .filter(({ column }) =>
          columns.some((one) => one.table === table && one.column === column && one.type === 'text'),
        )
        .map(({ column }) => `${table}.${column}`),
    );
});

/** A stored row by element name, as the file can say it. */
const said = ({ fields }: Section, row: Row): Record<string, string> =>
  Object.fromEntries(
    fields.flatMap(({ column, element }) => {
      const value = row[column];
      return value === null || value === undefined ? [] : [[element, printable(`${value}`)]];
    }),
  );

/** The rows of a section, or those inside the rows of another, each without the rows inside it. */
function found(file: Element, section: Section): Record<string, string>[] {
  const outer = sections.find(({ inside }) => inside?.section === section);
  const parents =
    outer === undefined
      ? childrenOf(file, section.processing.section)
      : childrenOf(file, outer.processing.section).flatMap((one) =>
          childrenOf(one, outer.processing.element),
        );
  const rows = parents.flatMap((parent) => childrenOf(parent, section.processing.element));
  const inner = section.inside?.section.processing.element;
  return rows.map(({ children }) =>
    Object.fromEntries(children.filter(({ name }) => name !== inner).map(({ name, text }) => [name, text])),
  );
}

/** In whatever order they stand: that is another test's. */
const sorted = (rows: Record<string, string>[]): string[] =>
  rows
    .map((row) => JSON.stringify(Object.entries(row).toSorted(([one], [other]) => (one < other ? -1 : 1))))
    .toSorted();
