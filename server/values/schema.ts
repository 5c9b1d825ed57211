import * as v from 'valibot';
import { isFuture } from '../calendar/rules.ts';
import { emailAddress } from './email-address.ts';
import { EARLIEST_BIRTH_YEAR, MAX_BATCH_ROWS } from './limits-and-periods.ts';

/** Shapes that several nouns share. No I/O: the web imports this file too. */

export const Uuid = v.pipe(v.string(), v.uuid());

/** An ISO 8601 instant in UTC that ends in `Z`, as in every answer; PostgreSQL writes `+00:00` inside JSON. */
export const Instant = v.pipe(v.string(), v.isoTimestamp(), v.regex(/Z$/u));
/** A day that exists: the pattern alone would let 30 February through to the database. */
export const Day = v.pipe(v.string(), v.isoDate('invalid_date'), v.check(isInCalendar, 'invalid_date'));

function isInCalendar(day: string): boolean {
  const time = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(time) && day >= '0001' && new Date(time).toISOString().startsWith(day);
}

/** A birth date of somebody alive. */
export const BirthDate = v.pipe(
  Day,
  v.check((day) => day >= `${EARLIEST_BIRTH_YEAR}-01-01` && !isFuture(day), 'invalid_birth_date'),
);

/** An optional text: `''` becomes null. */
export const emptyAsNull = <T extends v.GenericSchema<string>>(schema: T) =>
  v.pipe(
    v.union([v.literal(''), v.null(), schema]),
    v.transform((value): v.InferOutput<T> | null => (value === '' ? null : value)),
  );

/** An address; the output is the one form in which it is stored. */
export const Email = v.pipe(
  v.string(),
  v.transform((value) => emailAddress(value) ?? value),
  v.maxLength(254, 'too_long'),
  v.check((value) => emailAddress(value) !== null, 'invalid_email'),
);

/** A decimal number as PostgreSQL writes it: money never passes through a float. */
export const Decimal = v.pipe(v.string(), v.decimal());

/** A line or block of text as people type it. Refuses NUL and half a character, which PostgreSQL cannot store. */
export const text = (max: number, min = 0) =>
  v.pipe(
    v.string(),
    v.trim(),
    v.minLength(min, min === 1 ? 'required' : 'too_short'),
    v.maxLength(max, 'too_long'),
    v.check((value) => !value.includes('\0') && value.isWellFormed(), 'invalid_character'),
  );

/** A single line: a line break must not get into a name, a header or a subject. */
export const line = (max: number, min = 0) =>
  v.pipe(
    text(max, min),
    v.check((value) => !/[\r\n]/u.test(value), 'invalid_character'),
  );

/** Characters that people copy without seeing them: control and bidi marks, zero-width spaces. Joiners and variants are part of words. */
const INVISIBLE = /[\p{Cc}\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/gu;
export const withoutInvisible = (typed: string): string => typed.replaceAll(INVISIBLE, '');

/** A line that a person types into a form. Values from systems follow `intake/values.ts` instead. */
export const typedLine = (max: number, min = 0) =>
  v.pipe(
    line(max, min),
    v.check((value) => withoutInvisible(value) === value, 'invisible_character'),
  );

const VISIBLE =
  /[^\p{Z}\p{Cc}\p{Cf}\p{Cs}\p{M}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\s\u2800]/u;
/** Whether the text has a visible character: a name of marks and spaces alone names nobody. */
export const isVisible = (name: string): boolean => VISIBLE.test(name);

/** How many rows a page has by default. */
export const PAGE_SIZE = 25;

/** Input of a list whose rows have no number: the cursor is the last row's place in the order of the list. */
export const pageInputAt = <C extends v.GenericSchema>(place: C) => ({
  cursor: v.optional(place),
  limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)), PAGE_SIZE),
});
export const pageAt = <T extends v.GenericSchema, C extends v.GenericSchema>(item: T, place: C) =>
  v.strictObject({ items: v.array(item), nextCursor: v.nullable(place) });

/** Input of a list with numbered rows, newest first: the cursor is the last row's number. */
export const PageInput = pageInputAt(v.pipe(v.number(), v.safeInteger(), v.minValue(1)));
export const pageOf = <T extends v.GenericSchema>(item: T) => pageAt(item, v.number());

/**
 * Cuts a result of `limit + 1` rows into a page. The extra row only shows that there are more.
 */
export function pageBy<T, C>(rows: readonly T[], limit: number, placeOf: (row: T) => C) {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last !== undefined ? placeOf(last) : null };
}
export const page = <T extends { number: number }>(rows: readonly T[], limit: number) =>
  pageBy(rows, limit, ({ number }) => number);

/** Cuts a page from a whole short list. If the cursor's row is gone, the list ends. */
export function pageAfter<T, C extends string>(
  rows: readonly T[],
  after: { cursor?: C | undefined; limit: number },
  placeOf: (row: T) => C,
) {
  const index = after.cursor === undefined ? 0 : rows.findIndex((row) => placeOf(row) === after.cursor) + 1;
  const isGone = after.cursor !== undefined && index === 0;
  return pageBy(isGone ? [] : rows.slice(index), after.limit, placeOf);
}

export const Nothing = v.strictObject({});

/** Why Lethe refused a row: `field` is a path inside the row, `problem` one word about it. */
export interface RefusedInput {
  kind: 'invalid_input';
  field: string | null;
  problem: string;
}
export type CheckedRow<T> = { row: T } | { refused: RefusedInput };

/**
 * The rows of a batch. Each row is checked alone, so that an invalid one is reported by its index and does not refuse the rest. The number
 * of rows is checked first.
 */
export const batchRows = <T extends v.GenericSchema>(schema: T) =>
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
  // An unknown key is the caller's own text, of any length.
  const field = issue.path?.map((step) => String(step.key).slice(0, 100)).join('.') ?? null;
  // Valibot's own messages quote the value, so they must not leave the server.
  const problem = /^[a-z_]+$/u.test(issue.message) ? issue.message : 'invalid';
  return { refused: { kind: 'invalid_input', field, problem } };
}
