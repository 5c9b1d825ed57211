import type { Correction, RefusedRow } from './schema.ts';

/** Why a row is not taken, before its index is told. */
export type Refusal = Omit<RefusedRow, 'index'>;
export const refusal = (kind: Refusal['kind'], field: string | null): { refused: Refusal } => ({
  refused: { kind, field },
});

/** By so many ids one system may call one person, and so many of its refused ids are kept with one: a limit that only stops abuse. */
export const MOST_IDS = 1_000;

/** What becomes of a row: it is refused, or taken under an id. */
export type Verdict = { refused: Refusal } | Taken;
interface Taken {
  id: string;
  /** A newer row came before it: nothing is changed. */
  older?: true;
  /** What stays although the row says something else, since the person or an admin set it. */
  correctedByPerson?: Correction[];
}

/** A row, unless something speaks against it already. */
export type Row<T> = { refused: Refusal } | { row: T };
/** A row of a batch, judged by the batch alone: refused, the first of its name, or a repetition of an earlier row. */
export type Listed<T> = Row<T> | { repeats: number };

/**
 * Refuses a row that says something else than an earlier one of the same name: chance would decide which of them stands. A row that says the
 * same again gets the same answer. `namesOf` gives the fields that name a row, each with its name.
 */
export function withoutRepetitions<T>(
  rows: readonly Row<T>[],
  namesOf: (row: T) => readonly (readonly [field: string, name: string])[],
): Listed<T>[] {
  const seen = new Map<string, { index: number; text: string }>();
  return rows.map((checked, index) => {
    if ('refused' in checked) return checked;
    const { row } = checked;
    const text = JSON.stringify(row);
    const names = namesOf(row);
    const [field] = names.find((name) => seen.has(name.join('\0'))) ?? [];
    if (field === undefined) {
      for (const name of names) seen.set(name.join('\0'), { index, text });
      return { row };
    }
    const earlier = names.map((name) => seen.get(name.join('\0')));
    const [first] = earlier;
    return first !== undefined && first.text === text && earlier.every((one) => one?.index === first.index)
      ? { repeats: first.index }
      : refusal('duplicate_row', field);
  });
}

/** One verdict for each row, from those of the rows that stand for themselves: a repetition has that of the row it repeats. */
export function withRepetitions<T>(listed: readonly Listed<T>[], judged: readonly Verdict[]): Verdict[] {
  const verdicts: Verdict[] = [];
  let at = 0;
  for (const one of listed) {
    if ('refused' in one) verdicts.push(one);
    else verdicts.push('repeats' in one ? verdicts[one.repeats]! : judged[at++]!);
  }
  return verdicts;
}

/** Who is refused and not kept either hears that, so that the system does not rely on an erasure that names the id. `places`: of such rows. */
export const withTooMany = (verdicts: readonly Verdict[], places: ReadonlySet<number>): Verdict[] =>
  verdicts.map((one, at) =>
    'refused' in one && places.has(at) ? refusal('too_many_ids', 'externalId') : one,
  );

const countOf = (verdicts: readonly Verdict[], kind: Refusal['kind']): number =>
  verdicts.filter((one) => 'refused' in one && one.refused.kind === kind).length;

/** How many rows would have brought an erased person back, and how many only held a value on the blacklist. */
export const countRefused = (verdicts: readonly Verdict[]): { people: number; values: number } => ({
  people: countOf(verdicts, 'erased_person'),
  values: countOf(verdicts, 'value_refused'),
});

/** Where the batch is `atomic`, one refused row keeps all others out. */
export function mayWrite(verdicts: readonly Verdict[], atomic: boolean): boolean {
  return !atomic || verdicts.every((verdict) => 'id' in verdict);
}

type TakenRow<N extends string> = { index: number } & Record<N, string> & Pick<Taken, 'correctedByPerson'>;

/** The answer to a batch: `name` is what an id is called in it. */
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
