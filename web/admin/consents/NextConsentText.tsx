import { useQueryClient } from '@tanstack/solid-query';
import { createComputed, createSignal, on, Show } from 'solid-js';
import { SaveConsentText } from '../../../server/consents/schema.ts';
import { t } from '../../i18n.ts';
import { type Outputs, trpc } from '../../trpc.ts';
import { Button } from '../../ui/Button.tsx';
import { createBasis } from '../../ui/basis.ts';
import { Field, TextArea } from '../../ui/Field.tsx';
import { FormFailure } from '../../ui/FormFailure.tsx';
import { moveFocusTo, moveFocusToTitle } from '../../ui/focus.ts';
import { createForm, readForm } from '../../ui/form.ts';
import { NewerVersion } from '../../ui/NewerVersion.tsx';
import { Section } from '../../ui/Page.tsx';
import { toast } from '../../ui/Toast.tsx';
import { hasUnsavedText, markSaved } from '../../ui/unsaved.ts';
import { Covers, wordsOf } from './Purposes.tsx';

export type Text = Outputs['admin']['consents']['texts']['items'][number];

export const textsKey = ['admin', 'consents', 'texts'];
const purposesOf = (text: Text | undefined) => (text?.purposes ?? []).join(', ');

/** The next version that an admin is writing, and the version before it. */
function createWriting(newest: () => Text | undefined) {
  const [element, setElement] = createSignal<HTMLFormElement>();
  const isTyped = () => {
    const form = element();
    return form !== undefined && hasUnsavedText(form);
  };
  const basis = createBasis({ newest, version: (text) => text?.version ?? null, isTyped });
  const [typed, setTyped] = createSignal('');
  createComputed(on(basis.basis, (text) => setTyped(purposesOf(text))));
  const showHeld = () => {
    element()?.reset();
    setTyped(purposesOf(basis.basis()));
  };
  return { ...basis, setElement, typed, setTyped, showHeld, send: () => element()?.requestSubmit() };
}
type Writing = ReturnType<typeof createWriting>;

function createTextForm(writing: Writing) {
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: textsKey });
  return createForm({
    schema: SaveConsentText,
    messages: { text: t('admin.rights.textMissing'), purposes: t('admin.rights.purposesWrong') },
    read: (element) => ({
      text: readForm(element)['text'],
      purposes: wordsOf(writing.typed()),
      basedOn: writing.basedOn(),
    }),
    send: async (input, element) => {
      const { version } = await trpc.admin.consents.saveText
        .mutate(input)
        // The form shows the newer version beside the typed text.
        .catch((error: unknown) => refresh().then(() => Promise.reject(error as Error)));
      markSaved(element);
      toast(t('admin.rights.textSaved', { version }));
      await refresh();
      writing.showHeld();
      moveFocusToTitle(element);
    },
  });
}

function Newer(props: { writing: Writing }) {
  const take = () => {
    props.writing.take();
    props.writing.showHeld();
    moveFocusTo();
  };
  const keep = () => {
    props.writing.agree();
    props.writing.send();
  };
  return (
    <Show when={props.writing.newer()}>
      {(newer) => (
        <NewerVersion onTake={take} onKeep={keep}>
          <p class="as-written">{newer().text}</p>
          <Covers purposes={newer().purposes} />
        </NewerVersion>
      )}
    </Show>
  );
}

/** The editor of the next version. Another admin may be writing one too. */
export function NextConsentText(props: { newest: Text | undefined }) {
  const writing = createWriting(() => props.newest);
  const form = createTextForm(writing);
  return (
    <Section title={t('admin.rights.writeNew')}>
      <form class="stack" novalidate ref={writing.setElement} onSubmit={(event) => form.submit(event)}>
        <TextArea
          label={t('admin.rights.text')}
          hint={t('admin.rights.textHint')}
          error={form.error('text')}
          name="text"
          maxlength={20_000}
          rows={8}
          value={writing.basis()?.text ?? ''}
        />
        <Field
          label={t('admin.rights.purposes')}
          hint={t('admin.rights.purposesHint')}
          error={form.error('purposes')}
          name="purposes"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          value={purposesOf(writing.basis())}
          onInput={(event) => writing.setTyped(event.currentTarget.value)}
        />
        <Covers purposes={wordsOf(writing.typed())} />
        <FormFailure text={writing.newer() ? undefined : form.failure()} />
        <Newer writing={writing} />
        <div class="row">
          <Button type="submit" tone="primary" busy={form.busy()}>
            {t('admin.rights.saveText', { version: (props.newest?.version ?? 0) + 1 })}
          </Button>
        </div>
      </form>
    </Section>
  );
}
