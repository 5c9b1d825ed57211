import { useNavigate } from '@solidjs/router';
import Inbox from 'lucide-solid/icons/inbox';
import { Show } from 'solid-js';
import { formatShortDate, t } from '../../i18n.ts';
import { type Outputs, trpc } from '../../trpc.ts';
import { createFilters } from '../../ui/filters.ts';
import { NothingListed } from '../../ui/NothingListed.tsx';
import { PagedTable } from '../../ui/PagedTable.tsx';
import { createPaged } from '../../ui/paged.ts';
import { SkeletonTable } from '../../ui/Skeleton.tsx';
import type { Column } from '../../ui/Table.tsx';
import { LoadedTogether } from '../../ui/Together.tsx';
import { may } from '../rights.ts';
import { createOverdueSystems, OverdueSystems, WaitingBadge } from '../systems/OverdueSystems.tsx';
import { PersonCell, StatusBadge, typeName } from '../words.tsx';
import { ApprovalBadge, ApprovalsWanted } from './ApprovalsWanted.tsx';
import { openRequest, requestHref } from './columns.tsx';
import { type Choices, createChoices, RequestFilters } from './RequestFilters.tsx';
import { TimeLeft } from './TimeLeft.tsx';

type Listed = Outputs['admin']['requests']['list'];
type Row = Listed['items'][number];
type Cursor = NonNullable<Listed['nextCursor']>;

const columns: Column<Row>[] = [
  {
    head: t('admin.requests.requester'),
    main: true,
    cell: (row) => <PersonCell person={row} hidden={!may('requests')} />,
  },
  {
    head: t('admin.requests.requestType'),
    cell: (row) => (
      <span>
        {typeName(row.type)}
        <span class="second">{t('admin.requests.one', { number: row.number })}</span>
      </span>
    ),
  },
  { head: t('admin.requests.requestDate'), keep: true, cell: (row) => formatShortDate(row.createdAt) },
  { head: t('admin.requests.timeLeft'), keep: true, cell: (row) => <TimeLeft request={row} /> },
  {
    head: t('admin.requests.processStatus'),
    cell: (row) => (
      <span>
        <StatusBadge status={row.status} />
        <AssignedTo row={row} />
        <ApprovalBadge row={row} />
        <WaitingBadge row={row} />
      </span>
    ),
  },
];

const noneFound = { title: t('admin.requests.noneFound'), text: t('admin.requests.noneFoundText') };
const noneFiltered = { title: t('admin.requests.noneFound'), text: t('admin.requests.noneFilteredText') };
const noMatch = () => (may('requests') ? noneFound : noneFiltered);
const noneOverdue = { title: t('admin.requests.noneOverdue'), text: t('admin.requests.noneOverdueText') };

/** Who looks after a pending request. */
const AssignedTo = (props: { row: Row }) => (
  <Show when={props.row.status === 'pending' && props.row.assignedTo}>
    {(name) => (
      <span class="second">
        <bdi>{props.row.isMine ? t('admin.assignment.me', { name: name() }) : name()}</bdi>
      </span>
    )}
  </Show>
);

function createRequests({ deadline, status, type, search, systems, approval, assigned }: Choices) {
  return createPaged<Row, Cursor>(
    () => [
      'admin',
      'requests',
      'list',
      status(),
      type(),
      search(),
      systems(),
      approval(),
      assigned(),
      deadline(),
    ],
    (cursor) =>
      trpc.admin.requests.list.query({
        cursor,
        status: status(),
        type: type(),
        search: search(),
        waitingForSystems: systems() === 'waiting',
        mine: assigned() === 'mine',
        awaitingApproval: approval() === 'waiting',
        order: deadline() ? 'due' : 'newest',
        overdue: deadline() === 'overdue',
      }),
  );
}

/** The tab Requests: who asks for what, since when, and how long is left. A role that sees no names cannot search for them. */
export default function RequestList() {
  const navigate = useNavigate();
  const filters = createFilters();
  const choices = createChoices(filters);
  const { deadline, type, search, systems, approval, assigned } = choices;
  const onlyOverdue = () =>
    deadline() === 'overdue' && !search() && !type() && !systems() && !approval() && !assigned();
  const overdue = createOverdueSystems();
  const query = createRequests(choices);
  return (
    <LoadedTogether queries={[overdue]} skeleton={<SkeletonTable rows={8} />}>
      <div class="stack">
        <ApprovalsWanted />
        <OverdueSystems query={overdue} />
        <RequestFilters filters={filters} choices={choices} />
        <PagedTable
          query={query}
          caption={t(deadline() ? 'admin.requests.captionDue' : 'admin.requests.caption')}
          columns={may('requests') ? [...columns, openRequest] : columns}
          empty={
            <NothingListed
              filters={filters}
              icon={<Inbox size={28} />}
              none={{ title: t('admin.requests.none'), text: t('admin.requests.noneText') }}
              noMatch={onlyOverdue() ? noneOverdue : noMatch()}
            />
          }
          {...(may('requests') && { onOpen: (row: Row) => navigate(requestHref(row)) })}
        />
      </div>
    </LoadedTogether>
  );
}
