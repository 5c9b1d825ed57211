import * as v from 'valibot';
import { BirthDate, Day } from '../../values/schema.ts';

/* Values are stored as the system sends them: nothing is trimmed or refused for its form, and the lengths only stop abuse. No I/O. */

/** Refuses what PostgreSQL cannot store unchanged: NUL and half a surrogate pair. */
const textOf = (max: number) =>
  v.pipe(
    v.string(),
    v.maxLength(max, 'too_long'),
    v.check((text) => !text.includes('\0') && text.isWellFormed(), 'invalid_character'),
  );
/** Whether the text has nothing but white space of any script and characters without width. */
const isBlank = (text: string): boolean =>
  /^[\s\p{White_Space}\p{Default_Ignorable_Code_Point}]*$/u.test(text);

/** Text that must not be blank. */
export const statedText = (max: number) =>
  v.pipe(
    textOf(max),
    v.check((text) => !isBlank(text), 'required'),
  );

/** Text that may be empty: null, `''` and blank text become null. */
export const statedTextOrNull = (max: number) =>
  v.pipe(
    v.nullable(textOf(max)),
    v.transform((text) => (text === null || isBlank(text) ? null : text)),
  );

/** A value with a schema of its own; null and blank text become null. */
export const unlessBlank = <T extends v.GenericSchema<string>>(schema: T) =>
  v.pipe(
    v.nullable(v.string()),
    v.transform((text) => (text === null || isBlank(text) ? null : text)),
    v.nullable(schema),
  );

/** A field that needs a certain form: the parsed value, or the text if it has another form. Both are null if the text is blank. */
export interface ReadValue {
  value: string | null;
  unusable: string | null;
}
/** Parses the text, and keeps it as `unusable` if it has another form: a wrong form must not refuse the row. */
export const readValue = (max: number, valueIn: (text: string) => string | null) =>
  v.pipe(
    statedTextOrNull(max),
    v.transform((text): ReadValue => {
      const value = text === null ? null : valueIn(text);
      return { value, unusable: value === null && text !== null && !isNoDay(text) ? text : null };
    }),
  );

/** How databases store "no date": MySQL a zero date, .NET and Go their first day. */
const NO_DAY = ['0000-00-00', '0001-01-01'];
/** The midnight, in any zone, that databases and their drivers append to a day. */
const MIDNIGHT = /(?<=^\d{4}-\d{2}-\d{2})[T ]00:00(?::00(?:\.0+)?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?$/u;
const stripMidnight = (text: string): string => text.trim().replace(MIDNIGHT, '');
const isNoDay = (text: string): boolean => NO_DAY.includes(stripMidnight(text));

/** A required day. */
export const statedDay = v.pipe(v.string(), v.transform(stripMidnight), Day);

/** An optional day. */
export const dayOrNothing = v.pipe(
  v.nullable(v.string()),
  v.transform((text) => (text === null || isBlank(text) || isNoDay(text) ? null : stripMidnight(text))),
  v.nullable(Day),
);

/** The birth date in the text; null if the text has no plausible one. */
export const parseBirthDate = (text: string): string | null => {
  const day = stripMidnight(text);
  return !isNoDay(text) && v.is(BirthDate, day) ? day : null;
};

/** A decimal number. Digits beyond `decimals` places must be zeros. */
const decimalOf = (decimals: number) =>
  v.pipe(
    v.string(),
    v.maxLength(60, 'too_long'),
    v.regex(new RegExp(`^-?\\d{1,18}(\\.\\d{1,${decimals}}0*)?$`, 'u'), 'invalid_amount'),
  );

/** An amount of money as text, since it must not pass through a float: `"1234.50"`, or `"12.345"` in a currency with three decimals. */
export const Amount = decimalOf(6);
/** A quantity or a unit price: `"0.0045"`. */
export const FineDecimal = decimalOf(10);

/** An ISO 4217 code, or the system's own name for its unit. */
export const Currency = v.pipe(
  statedText(12),
  v.transform((text) => (/^[a-z]{3}$/iu.test(text) ? text.toUpperCase() : text)),
);
