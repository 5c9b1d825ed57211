import * as v from 'valibot';
import { isFuture } from '../calendar/rules.ts';
import { emailAddress } from './email-address.ts';

/** Shapes that several nouns share. No I/O: the web imports this file too. */

export const Uuid = v.pipe(v.string(), v.uuid());

/** An ISO 8601 instant in UTC, as every timestamp leaves this server: never `+00:00`, as PostgreSQL writes it inside JSON. */
export const Instant = v.pipe(v.string(), v.isoTimestamp(), v.regex(/Z$/u));
/** A day of the calendar: the form alone would let 30 February through to the database. */
export const Day = v.pipe(v.string(), v.isoDate('invalid_date'), v.check(isInCalendar, 'invalid_date'));

function isInCalendar(day: string): boolean {
  const time = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(time) && day >= '0001' && new Date(time).toISOString().startsWith(day);
}

const EARLIEST_BIRTH = '1880-01-01';
/** A day on which somebody alive may have been born: `01 01 85` in a date field is the year 85. */
export const BirthDate = v.pipe(
  Day,
  v.check((day) => day >= EARLIEST_BIRTH && !isFuture(day), 'invalid_birth_date'),
);

/** `''` and null say that there is nothing. */
export const emptyAsNull = <T extends v.GenericSchema<string>>(schema: T) =>
  v.pipe(
    v.union([v.literal(''), v.null(), schema]),
    v.transform((said): v.InferOutput<T> | null => (said === '' ? null : said)),
  );

/** An address as it is kept, whichever way it was written. */
export const Email = v.pipe(
  v.string(),
  v.transform((said) => emailAddress(said) ?? said),
  v.maxLength(254, 'too_long'),
  v.check((said) => emailAddress(said) !== null, 'invalid_email'),
);

/** A decimal number as PostgreSQL writes it: money never passes through a float. */
export const Decimal = v.pipe(v.string(), v.decimal());

/** One line or block of text as people type it. PostgreSQL stores neither NUL nor half a character, so they are refused by name here. */
export const text = (max: number, min = 0) =>
  v.pipe(
    v.string(),
    v.trim(),
    v.minLength(min, min === 1 ? 'required' : 'too_short'),
    v.maxLength(max, 'too_long'),
    v.check((value) => !value.includes('\0') && value.isWellFormed(), 'invalid_character'),
  );

/** A single line: what goes into a name, a header or a subject must not break it. */
export const line = (max: number, min = 0) =>
  v.pipe(
    text(max, min),
    v.check((value) => !/[\r\n]/u.test(value), 'invalid_character'),
  );

/** What is copied along and seen by nobody: control and bidi marks, blanks of no width. Joiners and variants are part of words. */
const INVISIBLE = /[\p{Cc}\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/gu;
export const withoutInvisible = (typed: string): string => typed.replaceAll(INVISIBLE, '');

/** A line that a person types into a form of theirs. Systems say what they hold as they hold it: `intake/values.ts`. */
export const typedLine = (max: number, min = 0) =>
  v.pipe(
    line(max, min),
    v.check((value) => withoutInvisible(value) === value, 'invisible_character'),
  );

const VISIBLE =
  /[^\p{Z}\p{Cc}\p{Cf}\p{Cs}\p{M}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\s\u2800]/u;
/** Whether anybody sees something of it: a name of nothing but marks and blanks names nobody. */
export const isVisible = (name: string): boolean => VISIBLE.test(name);

/** How many rows a page has where nobody says. */
export const PAGE_SIZE = 25;

/** For a list whose rows have no number, a cursor is the last row's place in its order. */
export const pageInputAt = <C extends v.GenericSchema>(place: C) => ({
  cursor: v.optional(place),
  limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)), PAGE_SIZE),
});
export const pageAt = <T extends v.GenericSchema, C extends v.GenericSchema>(item: T, place: C) =>
  v.strictObject({ items: v.array(item), nextCursor: v.nullable(place) });

/** Elsewhere a cursor is the last row's number; rows come newest first. */
export const PageInput = pageInputAt(v.pipe(v.number(), v.safeInteger(), v.minValue(1)));
export const pageOf = <T extends v.GenericSchema>(item: T) => pageAt(item, v.number());

/**
 * Cuts a result of `limit + 1` rows into a page. The extra row only tells that there is more.
 */
export function pageBy<T, C>(rows: readonly T[], limit: number, placeOf: (row: T) => C) {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last !== undefined ? placeOf(last) : null };
}
export const page = <T extends { number: number }>(rows: readonly T[], limit: number) =>
  pageBy(rows, limit, ({ number }) => number);

/** The same of a list that is short by its nature and at hand as a whole. What went on from a row that is gone, ends. */
export function pageAfter<T, C extends string>(
  rows: readonly T[],
  after: { cursor?: C | undefined; limit: number },
  placeOf: (row: T) => C,
) {
  const at = after.cursor === undefined ? 0 : rows.findIndex((row) => placeOf(row) === after.cursor) + 1;
  const isGone = after.cursor !== undefined && at === 0;
  return pageBy(isGone ? [] : rows.slice(at), after.limit, placeOf);
}

export const Nothing = v.strictObject({});

/** A batch of a system has at most this many rows. */
export const MAX_BATCH_ROWS = 1_000;

/** Why a row was not taken: `field` is a path inside the row, `problem` one word about it. */
export interface RefusedInput {
  kind: 'invalid_input';
  field: string | null;
  problem: string;
}
export type CheckedRow<T> = { row: T } | { refused: RefusedInput };

/**
 * The rows of a batch, each checked for itself, so that a bad one is reported by its index and does not refuse the rest. The number is
 * looked at before any row.
 */
export const rowsOf = <T extends v.GenericSchema>(schema: T) =>
  v.pipe(
    v.custom<v.InferInput<T>[]>(Array.isArray, 'not_a_list'),
    v.minLength(1, 'required'),
    v.maxLength(MAX_BATCH_ROWS, 'too_many_rows'),
    v.metadata({ rowSchema: schema }),
    v.transform((rows): CheckedRow<v.InferOutput<T>>[] => rows.map((row) => checkRow(schema, row))),
  );

function checkRow<T extends v.GenericSchema>(schema: T, row: unknown): CheckedRow<v.InferOutput<T>> {
  const result = v.safeParse(schema, row, { abortEarly: true });
  if (result.success) return { row: result.output };
  const [issue] = result.issues;
  // A key that nobody declared is the caller's own text, of any length.
  const field = issue.path?.map((step) => String(step.key).slice(0, 100)).join('.') ?? null;
  // Valibot's own sentences quote the value.
  const problem = /^[a-z_]+$/u.test(issue.message) ? issue.message : 'invalid';
  return { refused: { kind: 'invalid_input', field, problem } };
}
