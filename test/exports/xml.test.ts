import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { printable } from '../../server/exports/escape.ts';
import { NESTED_PREFIX, OUTER_KEY, type Row, type Section, sectionsOf } from '../../server/exports/rules.ts';
import {
  closing,
  createRowWriter,
  opening,
  sectionClosing,
  sectionOpening,
} from '../../server/exports/xml.ts';
import { schemaOf } from '../../server/exports/xsd.ts';
import { personalDataMap } from '../../server/personal-data/map.ts';
import { awkward } from '../support/awkward.ts';
import { rounds } from '../support/depth.ts';
import { SEED } from '../support/seed.ts';
import { childrenOf, complaintsAbout, type Element, readXml } from '../support/xml.ts';

const sections = sectionsOf(personalDataMap);
const schema = schemaOf(sections);
const CONTROLLER = { operatorName: 'R&D; <Nordlicht>', operatorContact: 'Hafenstraße 1, Hamburg' };
const SCHEMA_URL = 'https://lethe.example/exports/personal-data.xsd';

const rowOf = (fields: Section['fields'], prefix = ''): fc.Arbitrary<Row> =>
  fc.record(
    Object.fromEntries(fields.map(({ element }) => [prefix + element, fc.option(awkward, { freq: 8 })])),
  );

const document = (bodies: string[], of = sections) =>
  opening('2026-01-01T00:00:00Z', SCHEMA_URL, CONTROLLER) +
  of.map((section, at) => sectionOpening(section) + bodies[at] + sectionClosing(section)).join('') +
  closing;

const written = (section: Section, rows: readonly Row[]): string => {
  const writer = createRowWriter(section);
  return writer.text(rows) + writer.end();
};

/** Rows of a section by element name, as they were read back or as they should have been. */
const read = (rows: Element[]): Record<string, string>[] =>
  rows.map(({ children }) =>
    Object.fromEntries(
      children.filter(({ children: inner }) => inner.length === 0).map(({ name, text }) => [name, text]),
    ),
  );
const stored = (rows: readonly Row[], fields: Section['fields'], prefix = ''): Record<string, string>[] =>
  rows.map((row) =>
    Object.fromEntries(
      fields.flatMap(({ element }) => {
        const value = row[prefix + element];
        return value === null || value === undefined ? [] : [[element, printable(`${value}`)]];
      }),
    ),
  );

/** A row with one row inside. */
const nestedRowOf = (section: Section, at: number): fc.Arbitrary<Row> =>
  section.inside === null
    ? rowOf(section.fields)
    : fc
        .tuple(rowOf(section.fields), rowOf(section.inside.section.fields, NESTED_PREFIX))
        .map(([outer, inner]) => ({ ...outer, ...inner, [OUTER_KEY]: `${at}`, [NESTED_PREFIX]: `${at}` }));

const ROUNDS = rounds(1, 4);

describe("the export's XML", () => {
  test('is valid, and read back as it was stored, for thousands of records of anything in every column', async () => {
    const each = Math.ceil(2_500 / sections.length);
    let records = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const rows = sections.map((section, at) =>
        Array.from({ length: each }, (_, index) => index).flatMap((index) =>
          fc.sample(nestedRowOf(section, index), { numRuns: 1, seed: SEED + round * 1e6 + at * 1e3 + index }),
        ),
      );
      const xml = document(sections.map((section, at) => written(section, rows[at]!)));
      const file = await readXml(xml, schema);
      sections.forEach((section, at) => {
        const { section: name, element } = section.processing;
        const found = childrenOf(childrenOf(file, name)[0]!, element);
        expect(read(found), name).toEqual(stored(rows[at]!, section.fields));
        records += found.length;
        if (section.inside === null) return;
        const inner = section.inside.section;
        const lines = found.flatMap((row) => childrenOf(row, inner.processing.element));
        expect(read(lines), inner.table).toEqual(stored(rows[at]!, inner.fields, NESTED_PREFIX));
      });
    }
    expect(records).toBeGreaterThanOrEqual(ROUNDS * 2_500);
  });

  test.each([
    ['a carriage return', '\r'],
    ['both line ends', 'one\r\ntwo\rthree\n'],
    ['a tab', 'one\ttwo'],
  ])('hands out %s as it was stored', async (what, value) => {
    const section = sections.find(({ table }) => table === 'data_requests')!;
    const file = await readXml(
      document(sections.map((one) => (one === section ? written(one, [{ note: value }]) : ''))),
    );
    const request = childrenOf(
      childrenOf(file, section.processing.section)[0]!,
      section.processing.element,
    )[0]!;
    expect(childrenOf(request, 'note')[0]!.text, what).toBe(value);
  });

  test('says in its attributes and of each table what the map says, whatever that is', async () => {
    const words = fc.record({ url: awkward, of: awkward, purpose: awkward, name: awkward, reason: awkward });
    for (const { url, of, purpose, name, reason } of fc.sample(words, 10)) {
      const withheld = fc.sample(awkward, 200).map((category) => ({ name, category, reason }));
      const processing = { ...sections[0]!.processing, element: of, purpose };
      const section: Section = { ...sections[0]!, processing, withheld, inside: null };
      const xml = opening('now', url) + sectionOpening(section) + sectionClosing(section) + closing;
      const file = await readXml(xml);
      expect(file.attributes['xsi:schemaLocation']).toBe(`urn:lethe:personal-data:1 ${printable(url)}`);
      const about = file.children.at(-1)!.children[0]!;
      expect(about.attributes).toEqual({ of: printable(of) });
      expect(childrenOf(about, 'purpose')[0]!.text).toBe(printable(purpose));
      expect(
        childrenOf(about, 'withheld').map(({ attributes, text }) => ({ ...attributes, reason: text })),
      ).toEqual(
        withheld.map((one) => ({
          name: printable(name),
          category: printable(one.category),
          reason: printable(reason),
        })),
      );
    }
  });

  test('says where its schema is, and is valid with that said', async () => {
    const xml = document(sections.map(() => ''));
    expect(xml).toContain(`xsi:schemaLocation="urn:lethe:personal-data:1 ${SCHEMA_URL}"`);
    expect(await complaintsAbout(xml, schema)).toEqual([]);
  });

  test('keeps rows inside their own outer row, wherever the batches are cut', async () => {
    const at = sections.findIndex(({ inside }) => inside !== null);
    const outer = sections[at]!;
    const counts = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 12 });
    const samples = fc.sample(fc.tuple(counts, fc.integer({ min: 1, max: 7 })), 60);
    for (const [lines, batch] of samples) {
      const rows = lines.flatMap((count, index) =>
        Array.from({ length: Math.max(count, 1) }, () => ({
          [OUTER_KEY]: `row ${index}`,
          [NESTED_PREFIX]: count === 0 ? null : `row ${index}`,
          number: String(index),
          [`${NESTED_PREFIX}description`]: 'a line',
        })),
      );
      const nesting = createRowWriter(outer);
      let body = '';
      for (let from = 0; from < rows.length; from += batch)
        body += nesting.text(rows.slice(from, from + batch));
      body += nesting.end();
      const found = body.match(/<invoice>.*?<\/invoice>/gsu) ?? [];
      expect(found.map((text) => text.split('<invoiceLine>').length - 1)).toEqual(lines);
    }
    const bodies = sections.map(() => '');
    bodies[at] = '<invoice><number>1</number></invoice>';
    expect(await complaintsAbout(document(bodies), schema)).toEqual([]);
  });

  test('has a schema that notices what is not in the map', async () => {
    const bodies = sections.map(() => '');
    bodies[0] = '<account><shoeSize>44</shoeSize></account>';
    expect((await complaintsAbout(document(bodies), schema)).join()).toContain('shoeSize');
  });
});
