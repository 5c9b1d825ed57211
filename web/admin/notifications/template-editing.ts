import { createComputed, createSignal, on } from 'solid-js';
import type { Outputs } from '../../trpc.ts';
import { createBasis } from '../../ui/basis.ts';
import { hasUnsavedText } from '../../ui/unsaved.ts';

export type Template = Outputs['admin']['templates']['get'];
/** The text that an admin is writing, and the version that it replaces. */
export function createEditing(newest: () => Template) {
  const [element, setElement] = createSignal<HTMLFormElement>();
  const isTyped = () => {
    const form = element();
    return form !== undefined && hasUnsavedText(form);
  };
  const basis = createBasis({ newest, version: ({ updatedAt }) => updatedAt, isTyped });
  const [content, setContent] = createSignal<Content>(newest());
  createComputed(on(basis.basis, setContent));
  return {
    ...basis,
    setElement,
    content,
    write: (part: Partial<Content>) => setContent((before) => ({ ...before, ...part })),
    /** Puts the saved text back into the fields. */
    showHeld: () => {
      element()?.reset();
      setContent(basis.basis());
    },
    send: () => element()?.requestSubmit(),
  };
}

type Content = Pick<Template, 'subject' | 'body'>;
export type Editing = ReturnType<typeof createEditing>;
