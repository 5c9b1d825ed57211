import * as v from 'valibot';
import { BirthDate, Day } from '../../values/schema.ts';

/** What a system says, kept as it says it: nothing is trimmed or refused for its form, and the lengths only stop abuse. No I/O. */

/** What PostgreSQL cannot keep as it is said, NUL and half a character, is told to whoever says it. */
const textOf = (max: number) =>
  v.pipe(
    v.string(),
    v.maxLength(max, 'too_long'),
    v.check((text) => !text.includes('\0') && text.isWellFormed(), 'invalid_character'),
  );
/** Of white space in any script alone, with what has no width. */
const isBlank = (text: string): boolean =>
  /^[\s\p{White_Space}\p{Default_Ignorable_Code_Point}]*$/u.test(text);

/** Text that must say something. */
export const statedText = (max: number) =>
  v.pipe(
    textOf(max),
    v.check((text) => !isBlank(text), 'required'),
  );

/** Text that may be empty: null, `''` and nothing but blanks clear it. */
export const statedTextOrNull = (max: number) =>
  v.pipe(
    v.nullable(textOf(max)),
    v.transform((text) => (text === null || isBlank(text) ? null : text)),
  );

/** A value of a form of its own, where nothing but blanks says nothing. */
export const unlessBlank = <T extends v.GenericSchema<string>>(schema: T) =>
  v.pipe(
    v.nullable(v.string()),
    v.transform((text) => (text === null || isBlank(text) ? null : text)),
    v.nullable(schema),
  );

/** What was said of a field with a form of its own: the value, or the text where it is none. Both are null where nothing was said. */
export interface Read {
  value: string | null;
  unusable: string | null;
}
/** The text is kept where it cannot be used: its form keeps nobody out. */
export const readBy = (max: number, valueIn: (text: string) => string | null) =>
  v.pipe(
    statedTextOrNull(max),
    v.transform((text): Read => {
      const value = text === null ? null : valueIn(text);
      return { value, unusable: value === null && text !== null && !isNoDay(text) ? text : null };
    }),
  );

/** What databases keep where there is no day: MySQL its zero, .NET and Go the first day that they know. */
const NO_DAY = ['0000-00-00', '0001-01-01'];
/** A day as databases and their drivers write it: with the midnight at which it begins, in whatever zone. */
const MIDNIGHT = /(?<=^\d{4}-\d{2}-\d{2})[T ]00:00(?::00(?:\.0+)?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?$/u;
const dayIn = (text: string): string => text.trim().replace(MIDNIGHT, '');
const isNoDay = (text: string): boolean => NO_DAY.includes(dayIn(text));

/** A day that must be there. */
export const statedDay = v.pipe(v.string(), v.transform(dayIn), Day);

/** A day, or none. */
export const dayOrNothing = v.pipe(
  v.nullable(v.string()),
  v.transform((text) => (text === null || isBlank(text) || isNoDay(text) ? null : dayIn(text))),
  v.nullable(Day),
);

/** The day on which somebody may have been born; null where the text says none. */
export const birthDateIn = (text: string): string | null => {
  const day = dayIn(text);
  return !isNoDay(text) && v.is(BirthDate, day) ? day : null;
};

/** More decimals than these are zeros at most. */
const decimalOf = (decimals: number) =>
  v.pipe(
    v.string(),
    v.maxLength(60, 'too_long'),
    v.regex(new RegExp(`^-?\\d{1,18}(\\.\\d{1,${decimals}}0*)?$`, 'u'), 'invalid_amount'),
  );

/** An amount of money, as text, since it must not pass through a float: `"1234.50"`, `"12.345"` of a currency with three decimals. */
export const Amount = decimalOf(6);
/** A number of things, or the price of one: `"0.0045"`. */
export const Fine = decimalOf(10);

/** An ISO 4217 code, or whatever the system calls what it counts in. */
export const Currency = v.pipe(
  statedText(12),
  v.transform((text) => (/^[a-z]{3}$/iu.test(text) ? text.toUpperCase() : text)),
);
