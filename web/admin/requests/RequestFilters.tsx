import { Show } from 'solid-js';
import * as v from 'valibot';
import { RequestStatus, RequestType } from '../../../server/requests/schema.ts';
import { t } from '../../i18n.ts';
import { FilterBar, FilterSearch, FilterSelect } from '../../ui/Filters.tsx';
import type { Filters } from '../../ui/filters.ts';
import { may } from '../rights.ts';
import { requestStatuses, requestTypes, statusName, typeName } from '../words.tsx';

const Waiting = v.picklist(['waiting']);
const Mine = v.picklist(['mine']);
/** Both list only pending requests, the earliest deadline first. */
const Deadline = v.picklist(['due', 'overdue']);

/** What the filters say; a role without a right has no filter for what it cannot see. */
export function createChoices(filters: Filters) {
  const deadline = () => filters.picked('deadline', Deadline);
  const status = () => (deadline() ? 'pending' : filters.picked('status', RequestStatus));
  const type = () => filters.picked('type', RequestType);
  const search = () => (may('requests') && filters.search()) || undefined;
  const systems = () => filters.picked('systems', Waiting);
  const approval = () => filters.picked('approval', Waiting);
  const assigned = () => (may('decide') ? filters.picked('assigned', Mine) : undefined);
  return { deadline, status, type, search, systems, approval, assigned };
}

export type Choices = ReturnType<typeof createChoices>;

/** The filters, each kept in the address. */
export function RequestFilters(props: { filters: Filters; choices: Choices }) {
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
        value={props.choices.status()}
        filters={props.filters}
        disabled={props.choices.deadline() !== undefined}
      />
      <FilterSelect
        label={t('admin.requests.filterType')}
        name="type"
        all={t('admin.requests.anyType')}
        options={requestTypes.map((value) => ({ value, label: typeName(value) }))}
        value={props.choices.type()}
        filters={props.filters}
      />
      <WaitingFilters filters={props.filters} choices={props.choices} />
      <FilterSelect
        label={t('admin.requests.deadline')}
        name="deadline"
        all={t('admin.requests.anyDeadline')}
        options={Deadline.options.map((value) => ({ value, label: t(`admin.requests.deadlines.${value}`) }))}
        value={props.choices.deadline()}
        filters={props.filters}
      />
    </FilterBar>
  );
}

/** For whose answer a request waits: systems, another admin, or the viewer who looks after it. */
function WaitingFilters(props: { filters: Filters; choices: Choices }) {
  return (
    <>
      <FilterSelect
        label={t('admin.notified.filter')}
        name="systems"
        all={t('admin.notified.anySystem')}
        options={[{ value: 'waiting', label: t('admin.notified.waiting') }]}
        value={props.choices.systems()}
        filters={props.filters}
      />
      <FilterSelect
        label={t('admin.proposals.filter')}
        name="approval"
        all={t('admin.proposals.anyApproval')}
        options={[{ value: 'waiting', label: t('admin.proposals.waiting') }]}
        value={props.choices.approval()}
        filters={props.filters}
      />
      <Show when={may('decide')}>
        <FilterSelect
          label={t('admin.assignment.filter')}
          name="assigned"
          all={t('admin.assignment.anybody')}
          options={[{ value: 'mine', label: t('admin.assignment.mine') }]}
          value={props.choices.assigned()}
          filters={props.filters}
        />
      </Show>
    </>
  );
}
