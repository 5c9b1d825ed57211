import type {
  Column,
  Columns,
  PersonalDataMap,
  Processing,
  Reference,
  Table,
} from '../personal-data/shape.ts';
import type { Pace } from './pace.ts';

/** What the export is made of, derived from the personal data map: a table is a section, a column an element. */

export const NAMESPACE = 'urn:lethe:personal-data:1';
export const SCHEMA_INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance';
/** Where the schema is served, to everybody. */
export const SCHEMA_PATH = '/exports/personal-data.xsd';

/** What is handed to a reader at once: at the slowest pace allowed it takes a quarter of a minute, well before it stalls. */
export const PIECE_BYTES = 128 * 1024;
/** A reader slower than this for a minute loses its connection as well: 64 kbit/s, what a slow telephone line carries. */
export const MINIMUM_PACE: Pace = { bytesPerSecond: 8 * 1024, windowMs: 60_000 };
/** One person's, on all servers together. */
export const DOWNLOADS_PER_CUSTOMER = 2;
/** A reader that stalls this long loses its connection to the database. */
export const STALLED_MS = 30_000;
/** No download takes longer. */
export const DEADLINE_MS = 15 * 60_000;
/** One that nobody ended by then lost its server: the deadline, and time to notice it. */
export const LOST_AFTER_MS = DEADLINE_MS + 5 * 60_000;

export interface Field {
  column: string;
  element: string;
  /** GDPR Art. 15(1)(b); null for a fact that belongs to no category of its own. */
  category: string | null;
}

export interface Section {
  table: string;
  /** The column that names the customer, or that a row of the customer's names. */
  by: string;
  /** Where the customer's rows name those of this section; null where they are the customer's own. */
  referencedBy: Reference[] | null;
  /** Columns in whose order rows are read, oldest first. */
  order: string[];
  processing: Processing;
  fields: Field[];
  withheld: { name: string; category: string; reason: string }[];
  /** Rows that stand inside a row of this section, and the column that names that row. */
  inside: { section: Section; link: string } | null;
}

/** A row of the database by element name; a nested row's elements carry the prefix `NESTED_PREFIX`. */
export type Row = Record<string, string | number | boolean | null | undefined>;
export const NESTED_PREFIX = 'inside_';
/** Tells rows of one outer row from those of the next. */
export const OUTER_KEY = 'outer_row';

/** A line without its invoice says nothing, so lines stand inside it. */
const NESTED: Record<string, { parent: string; link: string }> = {
  invoice_lines: { parent: 'invoices', link: 'invoice_id' },
};

export function sectionsOf(map: PersonalDataMap): Section[] {
  const all = Object.entries(map).flatMap(([table, entry]) =>
    'processing' in entry ? [sectionOf(table, entry)] : [],
  );
  for (const [table, { parent, link }] of Object.entries(NESTED)) {
    const section = all.find((other) => other.table === table);
    const outer = all.find((other) => other.table === parent);
    if (section !== undefined && outer !== undefined) outer.inside = { section, link };
  }
  return all.filter(({ table }) => !Object.hasOwn(NESTED, table));
}

function sectionOf(table: string, entry: Extract<Table, { processing: Processing }>): Section {
  const { by, processing, columns } = entry;
  const entries = Object.entries(columns);
  return {
    table,
    by,
    referencedBy: entry.rows === 'referenced' ? entry.referencedBy : null,
    processing,
    order: orderOf(columns),
    fields: entries.flatMap(([column, what]) => fieldOf(column, what)),
    withheld: entries.flatMap(([column, what]) =>
      what.is === 'withheld'
        ? [{ name: camelCase(column), category: what.category, reason: what.reason }]
        : [],
    ),
    inside: null,
  };
}

/** What a row's place follows from; the first that a table has decides. An invoice's date comes before its number, a text. */
const IN_TIME = [
  'issued_on',
  'number',
  'version',
  'position',
  'started_on',
  'signed_in_at',
  'created_at',
  'expires_at',
];

/** A key follows, so that rows of the same moment keep their place from one file to the next. */
function orderOf(columns: Columns): string[] {
  const first = IN_TIME.find((column) => Object.hasOwn(columns, column));
  const keys = Object.keys(columns).filter((column) => columns[column]?.is === 'key');
  return first === undefined ? keys : [first, ...keys];
}

/** A withheld column has no element; it is named as its element would be. */
const camelCase = (column: string): string =>
  column.replaceAll(/_(.)/gu, (_, letter: string) => letter.toUpperCase());

function fieldOf(column: string, what: Column): Field[] {
  if (what.is === 'personal') return [{ column, element: what.element, category: what.category }];
  if (what.is === 'kept' && what.element !== undefined)
    return [{ column, element: what.element, category: null }];
  return [];
}

/** GDPR Art. 15(1)(e), (f) and (h): what goes with the data itself. */
export const RIGHTS = [
  [
    'rectification',
    'Art. 16',
    'You may have inaccurate data corrected; most of it you can change yourself under Account Information.',
  ],
  [
    'erasure',
    'Art. 17',
    'You may ask for removal or anonymization under Personal Data › Data Removal Request.',
  ],
  [
    'restriction',
    'Art. 18',
    'You may ask us to restrict processing while accuracy, lawfulness or an objection is examined.',
  ],
  [
    'portability',
    'Art. 20',
    'This file is yours to keep and to hand to another provider; its format is described by an XML schema.',
  ],
  ['objection', 'Art. 21', 'You may object to processing that rests on a legitimate interest.'],
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

export const AUTOMATED_DECISIONS =
  'No profiling takes place. Where the operator has switched automatic processing on, a request for removal or ' +
  'anonymization of a customer without active services and unpaid invoices is decided as asked after a waiting ' +
  'period; such a decision names its rule, and you may ask for it to be reviewed by a person (GDPR Art. 22(3)).';
