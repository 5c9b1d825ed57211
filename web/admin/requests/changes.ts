import { createEffect, createSignal } from 'solid-js';
import type { Outcome } from '../../../server/personal-data/schema.ts';
import type { createPreview, Preview } from './OutcomePreview.tsx';

/** What a preview shows that the first one did not. */
export interface Changes {
  tables: { table: string; before: number; now: number }[];
  /** Names of systems that Lethe would notify as well, and of those that it would not notify any more. */
  joined: string[];
  left: string[];
}

/** Only tables whose changes made the preview old: nobody has to look at what Lethe derives, such as words to search by. */
const watched = ({ tables }: Preview) => tables.filter(({ outdates }) => outdates);
const rowsOf = (preview: Preview, table: string) =>
  watched(preview).find((one) => one.table === table)?.rows ?? 0;

/** The systems of `preview` that `other` does not have. */
const systemsOnlyIn = (preview: Preview, other: Preview) =>
  preview.systems.map(({ name }) => name).filter((name) => !other.systems.some((one) => one.name === name));

/** Undefined where nothing changed. Without a table and a system, only values did. */
export function changesBetween(first: Preview, now: Preview): Changes | undefined {
  if (first.hash === now.hash) return undefined;
  const named = new Set([...watched(first), ...watched(now)].map(({ table }) => table));
  return {
    tables: [...named]
      .map((table) => ({ table, before: rowsOf(first, table), now: rowsOf(now, table) }))
      .filter(({ before, now: rows }) => before !== rows),
    joined: systemsOnlyIn(now, first),
    left: systemsOnlyIn(first, now),
  };
}

/** What has come since the admin first saw what `outcome` would do. The page reads the preview again by itself, and nobody compares numbers. */
export function createChanges(
  preview: ReturnType<typeof createPreview>,
  outcome: () => Outcome | undefined,
): () => Changes | undefined {
  const [first, setFirst] = createSignal<{ outcome: Outcome | undefined; seen: Preview }>();
  const shown = () => (preview.isSuccess && !preview.isPlaceholderData ? preview.data : undefined);
  createEffect(() => {
    const seen = shown();
    if (seen && first()?.outcome !== outcome()) setFirst({ outcome: outcome(), seen });
  });
  return () => {
    const [before, now] = [first(), shown()];
    return before && now && before.outcome === outcome() ? changesBetween(before.seen, now) : undefined;
  };
}
