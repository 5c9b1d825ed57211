import { fragment } from 'xmlbuilder2';
import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces.js';
import type { Operator } from '../settings/schema.ts';
import { escapeAttribute, escapeText } from './escape.ts';
import {
  AUTOMATED_DECISIONS,
  type ExportField,
  NAMESPACE,
  NESTED_PREFIX,
  OUTER_KEY,
  RIGHTS,
  type Row,
  SCHEMA_INSTANCE,
  type Section,
} from './rules.ts';

/** The XML of the file: first what stands around the rows (about the file, the customer's rights, why each section is processed), then the rows. */

const linesOf = (batch: XMLBuilder, depth: number): string =>
  `\n${batch.toString({ prettyPrint: true, offset: depth })}`;

/** Adds an element with text. The text is escaped before: xmlbuilder2 4.0.3 leaves everything that looks like a reference unescaped. */
function addText(
  parent: XMLBuilder,
  name: string,
  text: string,
  attributes: Record<string, string> = {},
): void {
  parent.ele(name, escaped(attributes)).txt(escapeText(text));
}

const escaped = (attributes: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, escapeAttribute(value)]));

/** Who is responsible for the data (GDPR Art. 13(1)(a)), as far as the settings say. */
const NOBODY: Operator = { operatorName: null, operatorContact: null };

/** `schemaUrl`: the public address of the schema, which explains the file to its readers. */
export function opening(generatedAt: string, schemaUrl: string, controller: Operator = NOBODY): string {
  const batch = fragment();
  const about = batch.ele('about');
  addText(about, 'generatedAt', generatedAt);
  if (controller.operatorName !== null) addText(about, 'controller', controller.operatorName);
  if (controller.operatorContact !== null) addText(about, 'controllerContact', controller.operatorContact);
  for (const [name, article, text] of RIGHTS) addText(about, 'right', text, { name, article });
  addText(about, 'automatedDecisions', AUTOMATED_DECISIONS);
  const root = [
    `<personalData xmlns="${NAMESPACE}"`,
    `xmlns:xsi="${SCHEMA_INSTANCE}"`,
    `xsi:schemaLocation="${escapeAttribute(`${NAMESPACE} ${schemaUrl}`)}">`,
  ].join(' ');
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}${linesOf(batch, 1)}`;
}

export const closing = '\n</personalData>\n';

export function sectionOpening(section: Section): string {
  const batch = fragment();
  describe(batch, section);
  if (section.inside !== null) describe(batch, section.inside.section);
  return onOwnLine(1, `<${section.processing.section}>`) + linesOf(batch, 2);
}

export const sectionClosing = (section: Section): string => onOwnLine(1, `</${section.processing.section}>`);

/** GDPR Art. 15(1)(a) to (d) and (g), and the columns that the export leaves out, with reasons. */
function describe(batch: XMLBuilder, { processing, fields, withheld }: Section): void {
  const about = batch.ele('processing', escaped({ of: processing.element }));
  addText(about, 'purpose', processing.purpose);
  addText(about, 'recipients', processing.recipients);
  addText(about, 'source', processing.source);
  addText(about, 'retention', processing.retention);
  for (const { element, category } of fields) {
    if (category !== null) about.ele('data', escaped({ element, category }));
  }
  for (const { name, category, reason } of withheld) addText(about, 'withheld', reason, { name, category });
}

/** Puts a tag on a line of its own, so that a person can read the file. */
const onOwnLine = (depth: number, tag: string): string => `\n${'  '.repeat(depth)}${tag}`;

/** Rows of one section as XML, batch by batch. */
export interface RowWriter {
  text(rows: readonly Row[]): string;
  /** Closes the elements that are still open after the last batch. */
  end(): string;
}

export const createRowWriter = (section: Section): RowWriter =>
  section.inside === null ? createFlatWriter(section) : createNestingWriter(section, section.inside.section);

/** Answers a function that writes one row's elements. It builds tags once and escapes values itself: xmlbuilder2 4.0.3 is slow and leaves `&x;` as it is. */
function compileFields(fields: readonly ExportField[], depth: number, prefix = ''): (row: Row) => string {
  const parts = fields.map(({ element }) => ({
    name: prefix + element,
    start: onOwnLine(depth, `<${element}>`),
    stop: `</${element}>`,
  }));
  return (row) => {
    let text = '';
    for (const { name, start, stop } of parts) {
      const value = row[name];
      if (value !== null && value !== undefined) text += start + escapeText(`${value}`) + stop;
    }
    return text;
  };
}

const tagsOf = ({ processing: { element } }: Section, depth: number) => ({
  start: onOwnLine(depth, `<${element}>`),
  stop: onOwnLine(depth, `</${element}>`),
});

function createFlatWriter(section: Section): RowWriter {
  const { start, stop } = tagsOf(section, 2);
  const fieldsOf = compileFields(section.fields, 3);
  return {
    text(rows) {
      let text = '';
      for (const row of rows) text += start + fieldsOf(row) + stop;
      return text;
    },
    end: () => '',
  };
}

/** Writes outer rows with nested rows, as the join gives them: an outer row may begin in one batch and end in a later one. */
function createNestingWriter(section: Section, inside: Section): RowWriter {
  const outer = tagsOf(section, 2);
  const inner = tagsOf(inside, 3);
  const outerFields = compileFields(section.fields, 3);
  const innerFields = compileFields(inside.fields, 4, NESTED_PREFIX);
  let open: Row[string];
  return {
    text(rows) {
      let text = '';
      for (const row of rows) {
        if (row[OUTER_KEY] !== open) {
          text += (open === undefined ? '' : outer.stop) + outer.start + outerFields(row);
          open = row[OUTER_KEY];
        }
        // The join gives an invoice without lines as one row whose inner key is null.
        if (row[NESTED_PREFIX] !== null) text += inner.start + innerFields(row) + inner.stop;
      }
      return text;
    },
    end: () => (open === undefined ? '' : outer.stop),
  };
}
