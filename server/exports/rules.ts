import type {
  Column,
  Columns,
  PersonalDataMap,
  Processing,
  Reference,
  Table,
} from '../personal-data/shape.ts';
import { STALLED_SECONDS } from '../values/limits-and-periods.ts';

/** The parts of the export, derived from the personal data map: each table is a section, each column an element. */

export const NAMESPACE = 'urn:lethe:personal-data:1';
export const SCHEMA_INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance';
/** The public path of the XML schema. */
export const SCHEMA_PATH = '/exports/personal-data.xsd';

/** The server writes pieces of this size. At the slowest pace a piece takes a quarter of a minute, so the reader does not count as stalled. */
export const PIECE_BYTES = 128 * 1024;
/** Simultaneous downloads of one customer, on all servers together. */
export const DOWNLOADS_PER_CUSTOMER = 2;
export const STALLED_MS = STALLED_SECONDS * 1_000;
/** The server ends a download after this time. */
export const DEADLINE_MS = 15 * 60_000;
/** A download that nobody ended by then lost its server: the deadline, and time to notice it. */
export const LOST_AFTER_MS = DEADLINE_MS + 5 * 60_000;

export interface ExportField {
  column: string;
  element: string;
  /** GDPR Art. 15(1)(b); null for a fact that belongs to no category. */
  category: string | null;
}

export interface Section {
  table: string;
  /** The column with the customer's id, or the key to which the customer's rows refer. */
  by: string;
  /** The columns in which the customer's rows refer to this section; null where its rows are the customer's own. */
  referencedBy: Reference[] | null;
  /** Rows are sorted by these columns, oldest first. */
  order: string[];
  processing: Processing;
  fields: ExportField[];
  withheld: { name: string; category: string; reason: string }[];
  /** The section whose rows are nested in rows of this one, and the column that links them. */
  inside: { section: Section; link: string } | null;
}

/** A database row, keyed by element name; `NESTED_PREFIX` marks the elements of a nested row. */
export type Row = Record<string, string | number | boolean | null | undefined>;
export const NESTED_PREFIX = 'inside_';
/** The key of the outer row: it changes where the next outer row begins. */
export const OUTER_KEY = 'outer_row';

export function sectionsOf(map: PersonalDataMap): Section[] {
  const sections = Object.entries(map).flatMap(([table, entry]) =>
    'processing' in entry ? [sectionOf(table, entry)] : [],
  );
  const nested = Object.entries(map).flatMap(([table, entry]) =>
    'inside' in entry && entry.inside ? [{ table, outer: entry.inside.table, link: entry.inside.link }] : [],
  );
  for (const { table, outer, link } of nested) {
    const section = sections.find((candidate) => candidate.table === table);
    const enclosing = sections.find((candidate) => candidate.table === outer);
    if (section !== undefined && enclosing !== undefined) enclosing.inside = { section, link };
  }
  return sections.filter(({ table }) => !nested.some((one) => one.table === table));
}

function sectionOf(table: string, entry: Extract<Table, { processing: Processing }>): Section {
  const { by, processing, columns } = entry;
  const entries = Object.entries(columns);
  return {
    table,
    by,
    referencedBy: entry.rows === 'referenced' ? entry.referencedBy : null,
    processing,
    order: sortedBy(entry.order, columns),
    fields: entries.flatMap(([column, what]) => fieldOf(column, what)),
    withheld: entries.flatMap(([column, what]) =>
      what.is === 'withheld'
        ? [{ name: camelCase(column), category: what.category, reason: what.reason }]
        : [],
    ),
    inside: null,
  };
}

/** Keys come last, so that rows of the same moment have the same order in every file. */
const sortedBy = (order: readonly string[], columns: Columns): string[] => [
  ...order,
  ...Object.keys(columns).filter((column) => columns[column]?.is === 'key' && !order.includes(column)),
];

/** A withheld column has no element; the file gives it the name that the element would have. */
const camelCase = (column: string): string =>
  column.replaceAll(/_(.)/gu, (_, letter: string) => letter.toUpperCase());

function fieldOf(column: string, what: Column): ExportField[] {
  if (what.is === 'personal') return [{ column, element: what.element, category: what.category }];
  if (what.is === 'kept' && what.element !== undefined)
    return [{ column, element: what.element, category: null }];
  return [];
}

/** GDPR Art. 15(1)(e) and (f): the rights that the file must name beside the data. Customers read these texts. */
export const RIGHTS = [
  [
    'rectification',
    'Art. 16',
    'You may ask us to correct inaccurate data; you can change most of it yourself under Account Information.',
  ],
  [
    'erasure',
    'Art. 17',
    'You may ask us to remove or anonymize your data under Personal Data › Data Removal Request.',
  ],
  [
    'restriction',
    'Art. 18',
    'You may ask us to restrict processing while we examine whether data is accurate, whether processing is lawful, or an objection of yours.',
  ],
  [
    'portability',
    'Art. 20',
    'You may keep this file and give it to another provider; an XML schema describes its format.',
  ],
  ['objection', 'Art. 21', 'You may object to processing that is based on a legitimate interest.'],
  [
    'withdrawal',
    'Art. 7(3)',
    'You may withdraw your consent at any time under Personal Data › Authorization.',
  ],
  [
    'complaint',
    'Art. 77',
    'You may complain to the data protection authority where you live, work or see the infringement.',
  ],
] as const;

/** GDPR Art. 15(1)(h). */
export const AUTOMATED_DECISIONS =
  'We do no profiling. Where we have switched automatic processing on, Lethe decides a request for removal or ' +
  'anonymization as you asked, after a waiting period, if you have no active services and no unpaid invoices. Such a ' +
  'decision names its rule, and you may ask for a person to review it (GDPR Art. 22(3)).';
