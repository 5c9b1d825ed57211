import type { Correction, RefusedRow } from './schema.ts';

/** Why a row is refused, without its index. */
export type RowRefusal = Omit<RefusedRow, 'index'>;
export const refusal = (kind: RowRefusal['kind'], field: string | null): { refused: RowRefusal } => ({
  refused: { kind, field },
});

/** One system may link this many ids to one customer, and this many of its refused ids are kept with one: a limit that only stops abuse. */
export const MOST_IDS = 1_000;

/** The verdict on a row: refused, or written under an id. */
export type Verdict = { refused: RowRefusal } | Taken;
interface Taken {
  id: string;
  /** A newer row came first: nothing is changed. */
  older?: true;
  /** Values that stay although the row has others, since the customer or an admin set them. */
  correctedByPerson?: Correction[];
}

/** A row, or the reason why it is already refused. */
export type RowOrRefusal<T> = { refused: RowRefusal } | { row: T };
/** A row compared with the rest of its batch: refused, the first with its key, or a repetition of an earlier row. */
export type BatchRow<T> = RowOrRefusal<T> | { repeats: number };

/**
 * Refuses a row with the key of an earlier one and other values: chance would decide which of them is stored. An identical row gets the
 * earlier row's answer. `keysOf` returns the fields that identify a row, each with its value.
 */
export function markRepetitions<T>(
  rows: readonly RowOrRefusal<T>[],
  keysOf: (row: T) => readonly (readonly [field: string, value: string])[],
): BatchRow<T>[] {
  const seen = new Map<string, { index: number; text: string }>();
  return rows.map((checked, index) => {
    if ('refused' in checked) return checked;
    const { row } = checked;
    const text = JSON.stringify(row);
    const keys = keysOf(row);
    const [field] = keys.find((key) => seen.has(key.join('\0'))) ?? [];
    if (field === undefined) {
      for (const key of keys) seen.set(key.join('\0'), { index, text });
      return { row };
    }
    const earlier = keys.map((key) => seen.get(key.join('\0')));
    const [first] = earlier;
    return first !== undefined &&
      first.text === text &&
      earlier.every((entry) => entry?.index === first.index)
      ? { repeats: first.index }
      : refusal('duplicate_row', field);
  });
}

/** One verdict for each row of the batch: a repetition gets the verdict of the row it repeats. */
export function repeatVerdicts<T>(listed: readonly BatchRow<T>[], judged: readonly Verdict[]): Verdict[] {
  const verdicts: Verdict[] = [];
  let next = 0;
  for (const row of listed) {
    if ('refused' in row) verdicts.push(row);
    else verdicts.push('repeats' in row ? verdicts[row.repeats]! : judged[next++]!);
  }
  return verdicts;
}

/** Refused rows whose id is not kept answer `too_many_ids`, so that the system does not expect an erasure notice to name it. `places`: their indexes. */
export const refuseUnkeptIds = (verdicts: readonly Verdict[], places: ReadonlySet<number>): Verdict[] =>
  verdicts.map((verdict, index) =>
    'refused' in verdict && places.has(index) ? refusal('too_many_ids', 'externalId') : verdict,
  );

const countOf = (verdicts: readonly Verdict[], kind: RowRefusal['kind']): number =>
  verdicts.filter((verdict) => 'refused' in verdict && verdict.refused.kind === kind).length;

/** How many rows would have brought an erased person back, and how many only had a blacklisted value. */
export const countRefused = (verdicts: readonly Verdict[]): { people: number; values: number } => ({
  people: countOf(verdicts, 'erased_person'),
  values: countOf(verdicts, 'value_refused'),
});

/** In an `atomic` batch, one refused row stops all others. */
export function mayWrite(verdicts: readonly Verdict[], atomic: boolean): boolean {
  return !atomic || verdicts.every((verdict) => 'id' in verdict);
}

type TakenRow<N extends string> = { index: number } & Record<N, string> & Pick<Taken, 'correctedByPerson'>;

/** The answer to a batch; `name` is the name of the id field. */
export const resultsOf = <N extends string>(
  verdicts: readonly Verdict[],
  written: boolean,
  name: N,
): (RefusedRow | TakenRow<N>)[] =>
  verdicts.map((verdict, index) => {
    if ('refused' in verdict) return { index, ...verdict.refused };
    if (!written) return { index, ...refusal('not_applied', null).refused };
    if (verdict.older) return { index, ...refusal('unchanged_older', null).refused };
    const { id, correctedByPerson } = verdict;
    return { index, [name]: id, ...(correctedByPerson && { correctedByPerson }) } as TakenRow<N>;
  });
