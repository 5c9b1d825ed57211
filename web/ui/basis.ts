import { createComputed, createSignal, on } from 'solid-js';

/**
 * The version that an editor's text is based on. A newer version replaces it while nothing is typed. Otherwise both stay:
 * the page shows `newer` beside the typed text, and the person who has seen it may save over it.
 */
export function createBasis<T, Version>(options: {
  newest: () => T;
  version: (one: T) => Version;
  isTyped: () => boolean;
}) {
  const { newest, version, isTyped } = options;
  const [basis, setBasis] = createSignal<T>(newest());
  const [seen, setSeen] = createSignal<{ version: Version }>();
  const take = () => {
    setBasis(() => newest());
    setSeen(undefined);
  };
  createComputed(on(newest, (now) => (version(now) === version(basis()) || !isTyped()) && take()));
  return {
    basis,
    newer: () => (version(newest()) === version(basis()) ? undefined : newest()),
    /** The version that a save replaces. */
    basedOn: (): Version => seen()?.version ?? version(basis()),
    /** The person has seen the newer version: the next save replaces it. */
    agree: () => setSeen({ version: version(newest()) }),
    take,
  };
}
