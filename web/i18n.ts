import { flatten, resolveTemplate } from '@solid-primitives/i18n';
import { timeZone } from './calendar.ts';
import { en } from './locales/en.ts';
import { decimalWords, moneyWords } from './money.ts';

type Words = { [key: string]: string | Words };
/** Where a text has plural forms, a language may have more of them than English (`few`, `many`). */
type Translated<Section> = {
  [Key in keyof Section]: Section[Key] extends Words ? Translated<Section[Key]> : string;
} & (Section extends { one: string; other: string } ? Partial<Record<Intl.LDMLPluralRule, string>> : unknown);

/** What every language must have. */
export type Dictionary = Translated<typeof en>;

const language = 'en';
/** The words are English. Numbers follow the reader's own English, where the browser names one. */
const locale = navigator.languages.find((one) => /^en(-[A-Z]{2})?$/u.test(one)) ?? language;
const dictionary = flatten(en satisfies Dictionary);

type Keys<Section, Path extends string = ''> = {
  [Key in keyof Section & string]: Section[Key] extends string
    ? `${Path}${Key}`
    : Keys<Section[Key], `${Path}${Key}.`>;
}[keyof Section & string];
/** A key of a text, not of a section. */
export type TextKey = Keys<typeof en>;
/** A key of a text with the plural forms `one` and `other`. */
export type PluralKey = TextKey extends infer Key
  ? Key extends `${infer Base}.other`
    ? Base
    : never
  : never;

type Values = Record<string, string | number>;

/** The text for a key that comes from data; undefined where this language has none. */
export function tryText(key: string, values?: Values): string | undefined {
  const found: unknown = Reflect.get(dictionary, key);
  return typeof found === 'string' ? resolveTemplate(found, values) : undefined;
}

/** The text of a key, with `{{ name }}` filled in. */
export const t = (key: TextKey, values?: Values): string => tryText(key, values) ?? key;

const plurals = new Intl.PluralRules(language);

/** The text for a count: `key.one`, `key.few` … by the rules of the language, or else `key.other`; `{{ count }}` is filled in. */
export function tn(key: PluralKey, count: number, values?: Values): string {
  const filled = { count: formatNumber(count), ...values };
  return tryText(`${key}.${plurals.select(count)}`, filled) ?? tryText(`${key}.other`, filled) ?? key;
}

/**
 * Dates have one order whatever English the browser prefers, with the month by name, as in the mails:
 * 11/12/2026 could be two days.
 */
const dateLocale = 'en-GB';
const long = { day: 'numeric', month: 'long', year: 'numeric' } as const;
const short = { ...long, month: 'short' } as const;
const clock = { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' } as const;
const styles = { long, short, longTime: { ...long, ...clock }, shortTime: { ...short, ...clock } };

const formats = new Map<string, Intl.DateTimeFormat>();

/** A calendar date (`2026-11-24`) has no zone. An instant is shown in the operator's time zone, as in the mails. */
function write(style: keyof typeof styles, iso: string): string {
  const zone = /^\d{4}-\d\d-\d\d$/u.test(iso) ? 'UTC' : timeZone();
  const name = `${style} ${zone}`;
  const format =
    formats.get(name) ?? new Intl.DateTimeFormat(dateLocale, { ...styles[style], timeZone: zone });
  formats.set(name, format);
  const written = format.format(new Date(iso));
  // A zone alone on the next line belongs to nothing.
  return 'timeZoneName' in styles[style] ? written.replace(/ (?=\S+$)/u, '\u00a0') : written;
}

/** In sentences to a customer: `24 November 2026`. */
export const formatDate = (iso: string) => write('long', iso);
/** `24 November 2026 at 14:05 CET`. */
export const formatDateTime = (iso: string) => write('longTime', iso);
/** In tables, and everywhere on an admin page: `24 Nov 2026`. */
export const formatShortDate = (iso: string) => write('short', iso);
/** Where an admin looks up when something happened: `24 Nov 2026, 14:05 CET`. */
export const formatZonedTime = (iso: string) => write('shortTime', iso);
const languages = new Intl.DisplayNames(language, { type: 'language' });
/** A connected system may have sent a value that is no language tag: it is shown unchanged. */
export function languageName(tag: string): string {
  try {
    return languages.of(tag) ?? tag;
  } catch {
    return tag;
  }
}
const number = new Intl.NumberFormat(locale);
const list = new Intl.ListFormat(dateLocale);
/** `Billing, Newsletter and Support desk`. */
export const formatNames = (names: string[]) => list.format(names);
export const formatNumber = (value: number) => number.format(value);

/** `amount`: a decimal string, as in the database. `currency`: an ISO 4217 code. */
export const formatMoney = (amount: string, currency: string) => moneyWords(amount, currency, locale);
export const formatDecimal = (amount: string) => decimalWords(amount, locale);

/** `1.2 MB`. */
export function formatBytes(bytes: number) {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  const step = bytes < 1000 ? 0 : Math.min(3, Math.floor(Math.log10(bytes) / 3));
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: units[step] ?? 'byte',
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: step > 1 ? 1 : 0,
  }).format(bytes / 1000 ** step);
}
