import { fragment } from 'xmlbuilder2';
import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces.js';
import { escapeAttribute, escapeText } from './escape.ts';
import { onOwnLine } from './rows.ts';
import { AUTOMATED_DECISIONS, NAMESPACE, RIGHTS, SCHEMA_INSTANCE, type Section } from './rules.ts';

/** The XML around the rows: about the file, the customer's rights, and why each section is processed. */

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

/** `schemaUrl`: the public address of the schema, which explains the file to its readers. */
export function opening(generatedAt: string, schemaUrl: string): string {
  const batch = fragment();
  const about = batch.ele('about');
  addText(about, 'generatedAt', generatedAt);
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
