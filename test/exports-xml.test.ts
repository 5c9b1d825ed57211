import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { INSIDE, OUTER, printable, type Row, type Section, sectionsOf } from '../server/exports/rules.ts';
import {
  closing,
  createNesting,
  opening,
  rowsText,
  sectionClosing,
  sectionOpening,
} from '../server/exports/xml.ts';
import { schemaOf } from '../server/exports/xsd.ts';
import { personalDataMap } from '../server/personal-data/map.ts';

const sections = sectionsOf(personalDataMap);
const schema = schemaOf(sections);

/** All that a person can type, and more: markup, controls, noncharacters, halves of surrogate pairs. */
const typed = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 24 }),
  fc.string({
    unit: fc.constantFrom(']', '>', '<', '&', '"', "'", '\r', '\n', '\t', ' ', '-', '?', '!', '\0'),
  }),
  fc.constantFrom(
    ']]>',
    '<!DOCTYPE x [<!ENTITY y "z">]>',
    '<?php ?>',
    '&#x0;',
    '\u0001',
    '\uFFFE',
    '\uD800',
    '\u{1F33F}',
  ),
);

const rowOf = (fields: Section['fields'], prefix = ''): fc.Arbitrary<Row> =>
  fc.record(
    Object.fromEntries(fields.map(({ element }) => [prefix + element, fc.option(typed, { freq: 8 })])),
  );

const document = (bodies: string[]) =>
  opening('2026-01-01T00:00:00Z') +
  sections.map((section, at) => sectionOpening(section) + bodies[at] + sectionClosing(section)).join('') +
  closing;

const complaintsAbout = async (xml: string) =>
  (await validateXML({ xml, schema: [schema], initialMemoryPages: 512, maxMemoryPages: 8192 })).errors.map(
    (error) => error.message,
  );

const decode = (text: string) =>
  text.replaceAll('&#xD;', '\r').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

const seed = Date.now() % 2 ** 31;

describe(`the export's XML (seed ${seed})`, () => {
  test('is well-formed and valid by its schema for 10,000 records of anything ever typed', async () => {
    const flat = sections.filter(({ inside }) => inside === null);
    const each = Math.ceil(10_000 / flat.length / 4);
    let records = 0;
    for (let round = 0; round < 4; round++) {
      const bodies = sections.map((section, at) => {
        if (section.inside !== null) return '';
        const rows = fc.sample(rowOf(section.fields), { numRuns: each, seed: seed + round * 100 + at });
        records += rows.length;
        return rowsText(section, rows);
      });
      expect(await complaintsAbout(document(bodies))).toEqual([]);
    }
    expect(records).toBeGreaterThanOrEqual(10_000);
  });

  test('gives back every character that XML can carry, and a mark for every other', () => {
    const section = sections.find(({ table }) => table === 'users')!;
    fc.assert(
      fc.property(typed, (value) => {
        const xml = rowsText(section, [{ fullName: value }]);
        const text = /<fullName>(.*)<\/fullName>/su.exec(xml)?.[1] ?? '';
        expect(decode(text)).toBe(printable(value));
      }),
      { numRuns: 10_000, seed },
    );
  });

  test('keeps rows inside their own outer row, wherever the batches are cut', async () => {
    const at = sections.findIndex(({ inside }) => inside !== null);
    const outer = sections[at]!;
    const inner = outer.inside!.section;
    const counts = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 12 });
    const samples = fc.sample(fc.tuple(counts, fc.integer({ min: 1, max: 7 })), { numRuns: 60, seed });
    for (const [lines, batch] of samples) {
      const rows = lines.flatMap((count, index) =>
        Array.from({ length: Math.max(count, 1) }, () => ({
          [OUTER]: `row ${index}`,
          [INSIDE]: count === 0 ? null : `row ${index}`,
          number: String(index),
          [`${INSIDE}description`]: 'a line',
        })),
      );
      const nesting = createNesting(outer, inner);
      let body = '';
      for (let from = 0; from < rows.length; from += batch)
        body += nesting.text(rows.slice(from, from + batch));
      body += nesting.end();
      const found = body.match(/<invoice>.*?<\/invoice>/gsu) ?? [];
      expect(found.map((text) => text.split('<invoiceLine>').length - 1)).toEqual(lines);
    }
    const bodies = sections.map(() => '');
    bodies[at] = '<invoice><number>1</number></invoice>';
    expect(await complaintsAbout(document(bodies))).toEqual([]);
  });

  test('has a schema that notices what is not in the map', async () => {
    const bodies = sections.map(() => '');
    bodies[0] = '<account><shoeSize>44</shoeSize></account>';
    expect((await complaintsAbout(document(bodies))).join()).toContain('shoeSize');
  });
});
