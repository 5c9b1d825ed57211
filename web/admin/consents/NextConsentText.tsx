import { useQueryClient } from '@tanstack/solid-query';
import { createSignal } from 'solid-js';
import { SaveConsentText } from '../../../server/consents/schema.ts';
import { t } from '../../i18n.ts';
import { type Outputs, trpc } from '../../trpc.ts';
import { Button } from '../../ui/Button.tsx';
import { createEditedVersion } from '../../ui/edited-version.ts';
import { Field, TextArea } from '../../ui/Field.tsx';
import { FormFailure } from '../../ui/FormFailure.tsx';
import { moveFocusToTitle } from '../../ui/focus.ts';
import { createForm, readForm } from '../../ui/form.ts';
import { NewerVersion } from '../../ui/NewerVersion.tsx';
import { Section } from '../../ui/Page.tsx';
import { toast } from '../../ui/Toast.tsx';
import { markSaved } from '../../ui/unsaved.ts';
import { Covers, wordsOf } from './Purposes.tsx';

export type Text = Outputs['admin']['consents']['texts']['items'][number];

export const textsKey = ['admin', 'consents', 'texts'];
const purposesOf = (text: Text | undefined) => (text?.purposes ?? []).join(', ');

/** The next version that an admin is writing, and the version before it. */
function createWriting(newest: () => Text | undefined) {
  const [typed, setTyped] = createSignal('');
  const show = (text: Text | undefined) => setTyped(purposesOf(text));
  return {
    ...createEditedVersion({ newest, version: (text) => text?.version ?? null, show }),
    typed,
    setTyped,
  };
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
      writing.restore();
      moveFocusToTitle(element);
    },
  });
}

/** The editor of the next version. Another admin may be writing one too. */
export function NextConsentText(props: { newest: Text | undefined }) {
  const writing = createWriting(() => props.newest);
  const form = createTextForm(writing);
  return (
    <Section title={t('admin.rights.writeNew')}>
      <form class="stack" novalidate ref={writing.setForm} onSubmit={(event) => form.submit(event)}>
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
        <NewerVersion edited={writing}>
          {(newer) => (
            <>
              <p class="as-written">{newer().text}</p>
              <Covers purposes={newer().purposes} />
            </>
          )}
        </NewerVersion>
        <div class="row">
          <Button type="submit" tone="primary" busy={form.busy()}>
            {t('admin.rights.saveText', { version: (props.newest?.version ?? 0) + 1 })}
          </Button>
        </div>
      </form>
    </Section>
  );
}
