import { useNavigate } from '@solidjs/router';
import Inbox from 'lucide-solid/icons/inbox';
import { Show } from 'solid-js';
import * as v from 'valibot';
import { RequestStatus, RequestType } from '../../../server/requests/schema.ts';
import { formatShortDate, t } from '../../i18n.ts';
import { type Outputs, trpc } from '../../trpc.ts';
import { FilterBar, FilterSearch, FilterSelect } from '../../ui/Filters.tsx';
import { createFilters, type Filters } from '../../ui/filters.ts';
import { NothingListed } from '../../ui/NothingListed.tsx';
import { PagedTable } from '../../ui/PagedTable.tsx';
import { createPaged } from '../../ui/paged.ts';
import { SkeletonTable } from '../../ui/Skeleton.tsx';
import type { Column } from '../../ui/Table.tsx';
import { LoadedTogether } from '../../ui/Together.tsx';
import { may } from '../rights.ts';
import { createOverdueSystems, OverdueSystems, WaitingBadge } from '../systems/OverdueSystems.tsx';
import { PersonCell, requestStatuses, requestTypes, StatusBadge, statusName, typeName } from '../words.tsx';
import { ApprovalBadge, ApprovalsWanted } from './ApprovalsWanted.tsx';
import { openRequest, requestHref } from './columns.tsx';
import { TimeLeft } from './TimeLeft.tsx';

const Waiting = v.picklist(['waiting']);
const Mine = v.picklist(['mine']);
/** Both list only pending requests, the earliest deadline first. */
const Deadline = v.picklist(['due', 'overdue']);

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

/** The filters, each kept in the address. */
function RequestFilters(props: {
  filters: Filters;
  status: RequestStatus | undefined;
  type: RequestType | undefined;
  systems: 'waiting' | undefined;
  approval: 'waiting' | undefined;
  assigned: 'mine' | undefined;
  deadline: v.InferOutput<typeof Deadline> | undefined;
}) {
  return (
    <FilterBar>
      <Show when={may('requests')}>
        <FilterSearch
          label={t('admin.requests.search')}
          placeholder={t('admin.requests.searchHint')}
          filters={props.filters}
        />
      </Show>
      <FilterSelect
        label={t('admin.requests.filterStatus')}
        name="status"
        all={t('admin.requests.anyStatus')}
        options={requestStatuses.map((value) => ({ value, label: statusName(value) }))}
        value={props.status}
        filters={props.filters}
        disabled={props.deadline !== undefined}
      />
      <FilterSelect
        label={t('admin.requests.filterType')}
        name="type"
        all={t('admin.requests.anyType')}
        options={requestTypes.map((value) => ({ value, label: typeName(value) }))}
        value={props.type}
        filters={props.filters}
      />
      <WaitingFilters
        filters={props.filters}
        systems={props.systems}
        approval={props.approval}
        assigned={props.assigned}
      />
      <FilterSelect
        label={t('admin.requests.deadline')}
        name="deadline"
        all={t('admin.requests.anyDeadline')}
        options={Deadline.options.map((value) => ({ value, label: t(`admin.requests.deadlines.${value}`) }))}
        value={props.deadline}
        filters={props.filters}
      />
    </FilterBar>
  );
}

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

/** For whose answer a request waits: systems, another admin, or the viewer who looks after it. */
function WaitingFilters(props: {
  filters: Filters;
  systems: 'waiting' | undefined;
  approval: 'waiting' | undefined;
  assigned: 'mine' | undefined;
}) {
  return (
    <>
      <FilterSelect
        label={t('admin.notified.filter')}
        name="systems"
        all={t('admin.notified.anySystem')}
        options={[{ value: 'waiting', label: t('admin.notified.waiting') }]}
        value={props.systems}
        filters={props.filters}
      />
      <FilterSelect
        label={t('admin.proposals.filter')}
        name="approval"
        all={t('admin.proposals.anyApproval')}
        options={[{ value: 'waiting', label: t('admin.proposals.waiting') }]}
        value={props.approval}
        filters={props.filters}
      />
      <Show when={may('decide')}>
        <FilterSelect
          label={t('admin.assignment.filter')}
          name="assigned"
          all={t('admin.assignment.anybody')}
          options={[{ value: 'mine', label: t('admin.assignment.mine') }]}
          value={props.assigned}
          filters={props.filters}
        />
      </Show>
    </>
  );
}

/** What the filters say; a role without a right has no filter for what it cannot see. */
function createChoices(filters: Filters) {
  const deadline = () => filters.picked('deadline', Deadline);
  const status = () => (deadline() ? 'pending' : filters.picked('status', RequestStatus));
  const type = () => filters.picked('type', RequestType);
  const search = () => (may('requests') && filters.search()) || undefined;
  const systems = () => filters.picked('systems', Waiting);
  const approval = () => filters.picked('approval', Waiting);
  const assigned = () => (may('decide') ? filters.picked('assigned', Mine) : undefined);
  return { deadline, status, type, search, systems, approval, assigned };
}

type Choices = ReturnType<typeof createChoices>;
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
  const { deadline, status, type, search, systems, approval, assigned } = choices;
  const onlyOverdue = () =>
    deadline() === 'overdue' && !search() && !type() && !systems() && !approval() && !assigned();
  const overdue = createOverdueSystems();
  const query = createRequests(choices);
  return (
    <LoadedTogether queries={[overdue]} skeleton={<SkeletonTable rows={8} />}>
      <div class="stack">
        <ApprovalsWanted />
        <OverdueSystems query={overdue} />
        <RequestFilters
          filters={filters}
          status={status()}
          type={type()}
          systems={systems()}
          approval={approval()}
          assigned={assigned()}
          deadline={deadline()}
        />
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
