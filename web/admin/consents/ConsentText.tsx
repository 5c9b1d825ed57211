import { For, Show } from 'solid-js';
import { formatShortDate, t, tn } from '../../i18n.ts';
import { trpc } from '../../trpc.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { LoadMore } from '../../ui/LoadMore.tsx';
import { Page, Section } from '../../ui/Page.tsx';
import { createPaged, type Paged, rowsOf } from '../../ui/paged.ts';
import { may } from '../rights.ts';
import { NextConsentText, type Text, textsKey } from './NextConsentText.tsx';
import { Covers } from './Purposes.tsx';
import './consent-text.css';

/** The text that clients consent to: the current version, an editor for the next one, and the earlier ones. */
export default function ConsentText() {
  const query = createPaged<Text>(
    () => textsKey,
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
            <Show when={may('settings')}>
              <NextConsentText newest={current()} />
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
      fallback={
        <EmptyState
          title={t('admin.rights.noText')}
          text={t(may('settings') ? 'admin.rights.noTextText' : 'admin.rights.noTextAsk')}
        />
      }
    >
      {(text) => (
        <Section
          title={t('admin.rights.currentText', { version: text().version })}
          aside={
            <span class="small muted">
              {formatShortDate(text().createdAt)} · {tn('admin.rights.consentsToIt', text().consents)}
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
                      date: formatShortDate(text.createdAt),
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
