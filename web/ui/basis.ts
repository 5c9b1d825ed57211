import { createComputed, createSignal, on } from 'solid-js';

/**
 * What an editor's text is based on. A newer version takes its place while nothing was typed. Once something was, both stay: `newer` is then
 * shown beside what was typed, and whoever has seen it may save over it.
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
    /** What a save says that it replaces. */
    basedOn: (): Version => seen()?.version ?? version(basis()),
    /** The newer one was seen: the next save replaces it. */
    agree: () => setSeen({ version: version(newest()) }),
    take,
  };
}
