import { A } from '@solidjs/router';
import MailCheck from 'lucide-solid/icons/mail-check';
import { Show } from 'solid-js';
import { formatZonedTime, t, tn, tryText } from '../../i18n.ts';
import { type Outputs, trpc } from '../../trpc.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Page } from '../../ui/Page.tsx';
import { PagedTable } from '../../ui/PagedTable.tsx';
import { createPaged } from '../../ui/paged.ts';
import type { Column } from '../../ui/Table.tsx';
import { PersonLink } from '../PersonLink.tsx';
import { may } from '../rights.ts';
import { reasonOf } from './delivery-reason.ts';
import { SendAgain } from './SendAgain.tsx';

type Row = Outputs['admin']['mail']['undelivered']['items'][number];

const nameOf = ({ template }: Row): string =>
  tryText(`admin.templates.names.${template}`) ?? t('admin.undelivered.testMessage');

const triedWords = ({ attempts, attemptedAt }: Row): string =>
  attemptedAt === null
    ? t('admin.undelivered.never')
    : tn('admin.undelivered.times', attempts, { date: formatZonedTime(attemptedAt) });

function Request(props: { row: Row }) {
  const words = () => t('admin.requests.one', { number: props.row.requestNumber ?? 0 });
  return (
    <Show when={props.row.requestNumber !== null}>
      <span class="second">
        <Show when={may('requests')} fallback={words()}>
          <A href={`/admin/requests/${props.row.requestId}`}>{words()}</A>
        </Show>
      </span>
    </Show>
  );
}

/** The client, or an address alone; by the right to see customers. */
function Recipient(props: { row: Row }) {
  const isErased = () => may('customers') && props.row.customerId === null && props.row.email === null;
  return (
    <Show
      when={isErased()}
      fallback={
        <PersonLink
          person={props.row}
          number={props.row.customerId === null ? undefined : t('admin.undelivered.forgotten')}
          hidden={!may('customers')}
        />
      }
    >
      {t('admin.undelivered.forgotten')}
    </Show>
  );
}

function What(props: { row: Row }) {
  return (
    <span>
      {reasonOf(props.row.code)}
      <span class="second">
        {props.row.nextAttemptAt === null
          ? t('admin.undelivered.givenUp')
          : t('admin.undelivered.next', { date: formatZonedTime(props.row.nextAttemptAt) })}
      </span>
    </span>
  );
}

const columns: Column<Row>[] = [
  {
    head: t('admin.undelivered.message'),
    main: true,
    cell: (row) => (
      <span>
        {nameOf(row)}
        <Request row={row} />
      </span>
    ),
  },
  { head: t('admin.undelivered.to'), free: true, cell: (row) => <Recipient row={row} /> },
  { head: t('admin.undelivered.why'), cell: (row) => <What row={row} /> },
  { head: t('admin.undelivered.tried'), cell: (row) => triedWords(row) },
  {
    head: t('admin.undelivered.sendAgain'),
    headUnseen: true,
    keep: true,
    cell: (row) => (
      <Show when={may('customers') && row.canBeSentAgain}>
        <SendAgain messageId={row.messageId} what={nameOf(row)} />
      </Show>
    ),
  },
];

/** Settings › Notification Templates › Undelivered Messages. */
export default function Undelivered() {
  const query = createPaged<Row>(
    () => ['admin', 'mail', 'undelivered'],
    (cursor) => trpc.admin.mail.undelivered.query({ cursor }),
  );
  return (
    <Page
      title={t('admin.undelivered.title')}
      crumbs={[t('admin.settings'), { label: t('admin.notificationTemplates'), href: '/admin/templates' }]}
      lead={t('admin.undelivered.lead')}
    >
      <PagedTable
        query={query}
        caption={t('admin.undelivered.list')}
        columns={columns}
        empty={
          <EmptyState
            icon={<MailCheck size={28} />}
            title={t('admin.undelivered.none')}
            text={t('admin.undelivered.noneText')}
          />
        }
      />
    </Page>
  );
}
