import * as v from 'valibot';

/** What a service says, kept as it says it: nothing is trimmed or refused for its form, and the lengths only stop abuse. No I/O. */

/** What PostgreSQL cannot keep as it is said, NUL and half a character, is told to whoever says it. */
const textOf = (max: number) =>
  v.pipe(
    v.string(),
    v.maxLength(max, 'too_long'),
    v.check((text) => !text.includes('\0') && text.isWellFormed(), 'invalid_character'),
  );
const isBlank = (text: string): boolean => text.trim() === '';

/** Text that must say something. */
export const said = (max: number) =>
  v.pipe(
    textOf(max),
    v.check((text) => !isBlank(text), 'required'),
  );

/** Text that may be empty: null, `''` and nothing but blanks clear it. */
export const saidOrNothing = (max: number) =>
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

/** What databases keep where there is no day: MySQL its zero, .NET and Go the first day that they know. */
const NO_DAY = ['', '0000-00-00', '0001-01-01'] as const;
const isNoDay = (day: string | null): boolean => NO_DAY.some((none) => none === day);

/** A day, or none. */
export const dayOrNothing = <T extends v.GenericSchema<string>>(schema: T) =>
  v.pipe(
    v.union([v.picklist(NO_DAY), v.null(), schema]),
    v.transform((day): v.InferOutput<T> | null => (isNoDay(day) ? null : day)),
  );

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

/** An ISO 4217 code, or whatever the service calls what it counts in. */
export const Currency = v.pipe(
  said(12),
  v.transform((text) => (/^[a-z]{3}$/iu.test(text) ? text.toUpperCase() : text)),
);
