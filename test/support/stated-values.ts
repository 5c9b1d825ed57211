import * as fc from 'fast-check';
import { storable } from './awkward.ts';

/* What systems may say of a field. */

/** Any text of this length at most. */
export const said = (max: number) => storable.map((text) => text.slice(0, max).toWellFormed());

/** A value, an empty one, null, or left out: each may come of each field. */
export const may = <T>(value: fc.Arbitrary<T>) =>
  fc.option(fc.oneof(value, fc.constantFrom('', null)), { nil: undefined });

export const day = (from: string, to = '2026-01-01') =>
  fc
    .date({ min: new Date(from), max: new Date(to), noInvalidDate: true })
    .map((at) => at.toISOString().slice(0, 10));

/** What is left of a text: nothing of a blank one, in whatever script and of whatever width. */
export const kept = (text: string | null | undefined) =>
  text?.replaceAll(/[\s\u0085\p{Default_Ignorable_Code_Point}]/gu, '') ? text : null;

/** A row as it travels: what is undefined is left out. */
export const travelling = <T extends object>(row: T): T => JSON.parse(JSON.stringify(row)) as T;
