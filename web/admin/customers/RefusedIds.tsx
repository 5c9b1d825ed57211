import { Show } from 'solid-js';
import { formatShortDate, t, tryText } from '../../i18n.ts';
import { type Outputs, trpc } from '../../trpc.ts';
import { Section } from '../../ui/Page.tsx';
import { PagedTable } from '../../ui/PagedTable.tsx';
import { createPaged, type PageOf } from '../../ui/paged.ts';
import type { Column } from '../../ui/Table.tsx';

type Page = Outputs['admin']['customers']['refusedIds'];
type Row = Page['items'][number];
type Place = NonNullable<Page['nextCursor']>;

const columns: Column<Row>[] = [
  { head: t('admin.refusedIds.id'), main: true, free: true, cell: (row) => row.externalId },
  { head: t('admin.refusedIds.system'), free: true, cell: (row) => row.systemName },
  { head: t('admin.refusedIds.what'), cell: (row) => t(`admin.refusedIds.kind.${row.kind}`) },
  {
    head: t('admin.refusedIds.why'),
    cell: (row) => tryText(`admin.refusedIds.reason.${row.reason}`) ?? row.reason,
  },
  { head: t('admin.refusedIds.when'), keep: true, cell: (row) => formatShortDate(row.refusedAt) },
];

/** Ids of data about a client that systems sent and Lethe refused. */
export function RefusedIds(props: { customerId: string; first: PageOf<Row, Place> }) {
  const query = createPaged<Row, Place>(
    () => ['admin', 'clients', 'lists', props.customerId, 'refused-ids'],
    (cursor) => trpc.admin.customers.refusedIds.query({ customerId: props.customerId, cursor }),
    () => props.first,
  );
  return (
    <Show when={props.first.items.length > 0}>
      <Section title={t('admin.refusedIds.title')} text={t('admin.refusedIds.lead')}>
        <PagedTable query={query} caption={t('admin.refusedIds.title')} columns={columns} empty={null} />
      </Section>
    </Show>
  );
}
