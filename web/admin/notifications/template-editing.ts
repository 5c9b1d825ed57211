import { createSignal } from 'solid-js';
import type { Outputs } from '../../trpc.ts';
import { createEditedVersion } from '../../ui/edited-version.ts';

export type Template = Outputs['admin']['templates']['get'];
/** The text that an admin is writing, and the version that it replaces. */
export function createEditing(newest: () => Template) {
  const [content, setContent] = createSignal<Content>(newest());
  return {
    ...createEditedVersion({ newest, version: ({ updatedAt }) => updatedAt, show: setContent }),
    content,
    write: (part: Partial<Content>) => setContent((before) => ({ ...before, ...part })),
  };
}

type Content = Pick<Template, 'subject' | 'body'>;
export type Editing = ReturnType<typeof createEditing>;
