import { useQuery, useQueryClient } from '@tanstack/solid-query';
import { For, Show } from 'solid-js';
import { SaveConsentText } from '../../server/consents/schema.ts';
import { formatDate, t, tn } from '../i18n.ts';
import { type Outputs, trpc } from '../trpc.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { TextArea } from '../ui/Field.tsx';
import { FormFailure } from '../ui/FormFailure.tsx';
import { createForm } from '../ui/form.ts';
import { Loaded } from '../ui/Loaded.tsx';
import { Page, Section } from '../ui/Page.tsx';
import { toast } from '../ui/Toast.tsx';
import './consent-text.css';

type Text = Outputs['admin']['consents']['texts']['items'][number];

/** The text customers consent to: the current version, a way to write the next one, and the earlier ones. */
export default function ConsentText() {
  const query = useQuery(() => ({
    queryKey: ['admin', 'consents', 'texts'],
    queryFn: () => trpc.admin.consents.texts.query({}),
  }));
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
        {(data) => {
          const newestFirst = () => data().items.toSorted((a, b) => b.version - a.version);
          return (
            <>
              <Current text={newestFirst()[0]} />
              <Show when={newestFirst()[0]?.version ?? 0} keyed>
                {(version) => <NextVersion version={version + 1} current={newestFirst()[0]?.text ?? ''} />}
              </Show>
              <Show when={newestFirst().length === 0}>
                <NextVersion version={1} current="" />
              </Show>
              <Earlier texts={newestFirst().slice(1)} />
            </>
          );
        }}
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
        </Section>
      )}
    </Show>
  );
}

function NextVersion(props: { version: number; current: string }) {
  const queries = useQueryClient();
  const form = createForm({
    schema: SaveConsentText,
    messages: { text: t('admin.rights.textMissing') },
    send: async (input) => {
      const { version } = await trpc.admin.consents.saveText.mutate(input);
      toast(t('admin.rights.textSaved', { version }));
      await queries.invalidateQueries({ queryKey: ['admin', 'consents', 'texts'] });
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
          value={props.current}
        />
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

function Earlier(props: { texts: readonly Text[] }) {
  return (
    <Show when={props.texts.length > 0}>
      <Section title={t('admin.rights.versions')}>
        <ul class="versions">
          <For each={props.texts}>
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
                </details>
              </li>
            )}
          </For>
        </ul>
      </Section>
    </Show>
  );
}
