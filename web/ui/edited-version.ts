import { createComputed, createSignal, on } from 'solid-js';
import { moveFocusTo } from './focus.ts';
import { hasUnsavedText } from './unsaved.ts';

/**
 * The version that an editor's text is based on. A newer version replaces it while nothing is typed. Otherwise both stay:
 * the page shows `newer` beside the typed text, and the person who has seen it may save over it.
 */
export function createEditedVersion<T, Version>(options: {
  newest: () => T;
  version: (one: T) => Version;
  /** Writes the version into what the form does not keep itself. */
  show: (one: T) => void;
}) {
  const { newest, version } = options;
  const [form, setForm] = createSignal<HTMLFormElement>();
  const isTyped = () => {
    const element = form();
    return element !== undefined && hasUnsavedText(element);
  };
  const [basis, setBasis] = createSignal<T>(newest());
  const [seen, setSeen] = createSignal<{ version: Version }>();
  const follow = () => {
    setBasis(() => newest());
    setSeen(undefined);
  };
  /** Puts the version back into the fields. */
  const restore = () => {
    form()?.reset();
    options.show(basis());
  };
  createComputed(on(newest, (now) => (version(now) === version(basis()) || !isTyped()) && follow()));
  createComputed(on(basis, options.show));
  return {
    setForm,
    basis,
    newer: () => (version(newest()) === version(basis()) ? undefined : newest()),
    /** The version that a save replaces. */
    basedOn: (): Version => seen()?.version ?? version(basis()),
    /** The person has seen the newer version and saves over it. */
    replace: () => {
      setSeen({ version: version(newest()) });
      form()?.requestSubmit();
    },
    /** The person gives the typed text up for the newer version. */
    take: () => {
      follow();
      restore();
      moveFocusTo();
    },
    restore,
  };
}
