import { Navigate } from '@solidjs/router';
import InboxIcon from 'lucide-solid/icons/inbox';
import { For, Show } from 'solid-js';
import { formatZonedTime, t } from '../../i18n.ts';
import { meQuery } from '../../queries.ts';
import { trpc } from '../../trpc.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Page } from '../../ui/Page.tsx';
import { useQuery } from '../../ui/query.ts';
import { SkeletonTable } from '../../ui/Skeleton.tsx';
import './mailbox.css';

const everySeconds = 5;

/** Only a demo without a mail provider keeps its messages for reading. */
export default function Mailbox() {
  const me = useQuery(() => meQuery);
  return (
    <Show when={me.isSuccess}>
      <Show when={me.data?.role === 'admin' && me.data.mailbox} fallback={<Navigate href="/admin" />}>
        <Inbox />
      </Show>
    </Show>
  );
}

/** Addresses of web pages, and what stands between them. A period or comma behind an address belongs to its sentence. */
const partsOf = (body: string): string[] => body.split(/(https?:\/\/\S*[^\s.,:;)])/u);

/** In a tab of its own, as from a mail program: the mailbox stays. */
const Part = (props: { text: string }) => (
  <Show when={/^https?:\/\//u.test(props.text)} fallback={props.text}>
    <a href={props.text} target="_blank" rel="noopener noreferrer">
      {props.text}
    </a>
  </Show>
);

/** The messages that the demo would have sent, newest first. */
function Inbox() {
  const query = useQuery(() => ({
    queryKey: ['admin', 'mailbox'],
    queryFn: () => trpc.admin.mailbox.list.query({ limit: 100 }),
    refetchInterval: everySeconds * 1000,
  }));
  return (
    <Page title={t('admin.mailbox')} lead={t('admin.mail.lead')}>
      <Loaded query={query} skeleton={<SkeletonTable />}>
        {(data) => (
          <Show
            when={data().items.length > 0}
            fallback={
              <EmptyState
                icon={<InboxIcon size={28} />}
                title={t('admin.mail.none')}
                text={t('admin.mail.noneText')}
              />
            }
          >
            <ul class="mails" aria-label={t('admin.mail.list')}>
              {/* By id: a message that is open stays open when newer ones arrive. */}
              <For each={data().items.map((message) => message.id)}>
                {(id) => {
                  const message = () => data().items.find((one) => one.id === id);
                  return (
                    <li>
                      <details>
                        <summary>
                          <span class="mail-subject">{message()?.subject}</span>
                          <span class="small muted">
                            {t('admin.mail.to', { address: message()?.to ?? '' })} ·{' '}
                            {formatZonedTime(message()?.sentAt ?? '')}
                          </span>
                        </summary>
                        <p class="mail-body">
                          <For each={partsOf(message()?.body ?? '')}>{(part) => <Part text={part} />}</For>
                        </p>
                      </details>
                    </li>
                  );
                }}
              </For>
            </ul>
          </Show>
        )}
      </Loaded>
    </Page>
  );
}
