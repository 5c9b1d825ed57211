import { useQueryClient } from '@tanstack/solid-query';
import { createSignal, For, Show } from 'solid-js';
import { SaveConsentText } from '../../server/consents/schema.ts';
import { formatDate, t, tn } from '../i18n.ts';
import { type Outputs, trpc } from '../trpc.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Field, TextArea } from '../ui/Field.tsx';
import { FormFailure } from '../ui/FormFailure.tsx';
import { goOnFrom } from '../ui/focus.ts';
import { createForm, readForm } from '../ui/form.ts';
import { Loaded } from '../ui/Loaded.tsx';
import { LoadMore } from '../ui/LoadMore.tsx';
import { Page, Section } from '../ui/Page.tsx';
import { createPaged, type Paged, rowsOf } from '../ui/paged.ts';
import { toast } from '../ui/Toast.tsx';
import { Covers, wordsOf } from './Purposes.tsx';
import './consent-text.css';

type Text = Outputs['admin']['consents']['texts']['items'][number];

/** The text customers consent to: the current version, a way to write the next one, and the earlier ones. */
export default function ConsentText() {
  const query = createPaged<Text>(
    () => ['admin', 'consents', 'texts'],
    (cursor) => trpc.admin.consents.texts.query({ cursor }),
  );
  const current = () => rowsOf(query)[0];
  return (
    <Page
      column
      title={t('admin.rights.consentText')}
      crumbs={[
        t('admin.clients'),
        { label: t('admin.personalDataManagement'), href: '/admin/personal-data' },
        { label: t('admin.rights.consents'), href: '/admin/personal-data/consents' },
      ]}
      lead={t('admin.rights.consentTextLead')}
    >
      <Loaded query={query}>
        {() => (
          <>
            <Current text={current()} />
            <Show when={current()?.version ?? 0} keyed>
              {(version) => <NextVersion version={version + 1} current={current()} />}
            </Show>
            <Show when={current() === undefined}>
              <NextVersion version={1} current={undefined} />
            </Show>
            <Earlier all={query} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Current(props: { text: Text | undefined }) {
  return (
    <Show
      when={props.text}
      fallback={<EmptyState title={t('admin.rights.noText')} text={t('admin.rights.noTextText')} />}
    >
      {(text) => (
        <Section
          title={t('admin.rights.currentText', { version: text().version })}
          aside={
            <span class="small muted">
              {formatDate(text().createdAt)} · {tn('admin.rights.consentsToIt', text().consents)}
            </span>
          }
        >
          <p class="as-written">{text().text}</p>
          <Covers purposes={text().purposes} />
        </Section>
      )}
    </Show>
  );
}

function NextVersion(props: { version: number; current: Text | undefined }) {
  const queries = useQueryClient();
  const before = () => (props.current?.purposes ?? []).join(', ');
  const [typed, setTyped] = createSignal(before());
  const form = createForm({
    schema: SaveConsentText,
    messages: { text: t('admin.rights.textMissing'), purposes: t('admin.rights.purposesWrong') },
    read: (element) => ({ text: readForm(element)['text'], purposes: wordsOf(typed()) }),
    send: async (input) => {
      const { version } = await trpc.admin.consents.saveText.mutate(input);
      toast(t('admin.rights.textSaved', { version }));
      await queries.invalidateQueries({ queryKey: ['admin', 'consents', 'texts'] });
      goOnFrom();
    },
  });
  return (
    <Section title={t('admin.rights.writeNew')}>
      <form class="stack" novalidate onSubmit={(event) => form.submit(event)}>
        <TextArea
          label={t('admin.rights.text')}
          hint={t('admin.rights.textHint')}
          error={form.error('text')}
          name="text"
          maxlength={20_000}
          rows={8}
          value={props.current?.text ?? ''}
        />
        <Field
          label={t('admin.rights.purposes')}
          hint={t('admin.rights.purposesHint')}
          error={form.error('purposes')}
          name="purposes"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          value={before()}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
        <Covers purposes={wordsOf(typed())} />
        <FormFailure text={form.failure()} />
        <div class="row">
          <Button type="submit" tone="primary" busy={form.busy()}>
            {t('admin.rights.saveText', { version: props.version })}
          </Button>
        </div>
      </form>
    </Section>
  );
}

function Earlier(props: { all: Paged<Text> }) {
  const earlier = () => rowsOf(props.all).slice(1);
  return (
    <Show when={earlier().length > 0}>
      <Section title={t('admin.rights.versions')}>
        <ul class="versions">
          <For each={earlier()}>
            {(text) => (
              <li>
                <details>
                  <summary>
                    {t('admin.rights.textFrom', {
                      version: text.version,
                      date: formatDate(text.createdAt),
                    })}
                    <span class="muted"> · {tn('admin.rights.consentsToIt', text.consents)}</span>
                  </summary>
                  <p class="as-written">{text.text}</p>
                  <Covers purposes={text.purposes} />
                </details>
              </li>
            )}
          </For>
        </ul>
        <LoadMore query={props.all} />
      </Section>
    </Show>
  );
}
