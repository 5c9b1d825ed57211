import { fragment } from 'xmlbuilder2';
import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces.js';
import {
  AUTOMATED_DECISIONS,
  type Field,
  INSIDE,
  NAMESPACE,
  OUTER,
  printable,
  RIGHTS,
  type Row,
  type Section,
} from './rules.ts';

/**
 * A line for each element, so that a person can read it; an element that holds text stands as it was typed. A carriage
 * return would be read back as a line feed unless it is written as a reference.
 */
const textOf = (batch: XMLBuilder, depth: number): string =>
  `\n${batch.toString({ prettyPrint: true, offset: depth }).replaceAll('\r', '&#xD;')}`;

const indented = (depth: number, tag: string): string => `\n${'  '.repeat(depth)}${tag}`;

export function opening(generatedAt: string): string {
  const batch = fragment();
  const about = batch.ele('about');
  about.ele('generatedAt').txt(generatedAt);
  for (const [name, article, text] of RIGHTS) about.ele('right', { name, article }).txt(text);
  about.ele('automatedDecisions').txt(AUTOMATED_DECISIONS);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<personalData xmlns="${NAMESPACE}">${textOf(batch, 1)}`;
}

export const closing = '\n</personalData>\n';

export function sectionOpening(section: Section): string {
  const batch = fragment();
  describe(batch, section);
  if (section.inside !== null) describe(batch, section.inside.section);
  return indented(1, `<${section.processing.section}>`) + textOf(batch, 2);
}

export const sectionClosing = (section: Section): string => indented(1, `</${section.processing.section}>`);

/** GDPR Art. 15(1)(a) to (d) and (g), and what is held but not handed out. */
function describe(batch: XMLBuilder, { processing, fields, withheld }: Section): void {
  const about = batch.ele('processing', { of: processing.element });
  about.ele('purpose').txt(processing.purpose);
  about.ele('recipients').txt(processing.recipients);
  about.ele('source').txt(processing.source);
  about.ele('retention').txt(processing.retention);
  for (const { element, category } of fields) {
    if (category !== null) about.ele('data', { element, category });
  }
  for (const { name, category, reason } of withheld) {
    about.ele('withheld', { name, category }).txt(reason);
  }
}

function fill(element: XMLBuilder, fields: Field[], row: Row, prefix = ''): void {
  for (const { element: name } of fields) {
    const value = row[prefix + name];
    if (value !== null && value !== undefined) element.ele(name).txt(printable(`${value}`));
  }
}

export function rowsText(section: Section, rows: readonly Row[]): string {
  const batch = fragment();
  for (const row of rows) fill(batch.ele(section.processing.element), section.fields, row);
  return rows.length === 0 ? '' : textOf(batch, 2);
}

/**
 * Rows with rows inside, as a join gives them: an outer row may begin in one batch and end in a later one, so its tags
 * are written when it changes and not by the batch.
 */
export function createNesting(section: Section, inside: Section) {
  const tag = section.processing.element;
  let open: Row[string];

  function begin(row: Row): string {
    const batch = fragment();
    fill(batch, section.fields, row);
    const before = open === undefined ? '' : indented(2, `</${tag}>`);
    open = row[OUTER];
    return before + indented(2, `<${tag}>`) + (batch.some(() => true) ? textOf(batch, 3) : '');
  }

  return {
    text(rows: readonly Row[]): string {
      let text = '';
      let batch: XMLBuilder | null = null;
      for (const row of rows) {
        if (row[OUTER] !== open) {
          if (batch !== null) text += textOf(batch, 3);
          batch = null;
          text += begin(row);
        }
        // An invoice without lines comes as one row whose inner key is null.
        if (row[INSIDE] === null) continue;
        batch ??= fragment();
        fill(batch.ele(inside.processing.element), inside.fields, row, INSIDE);
      }
      return batch === null ? text : text + textOf(batch, 3);
    },
    end: (): string => (open === undefined ? '' : indented(2, `</${tag}>`)),
  };
}
