import { A } from '@solidjs/router';
import ScrollText from 'lucide-solid/icons/scroll-text';
import { Show } from 'solid-js';
import * as v from 'valibot';
import { ACTIONS } from '../../../server/audit/rules.ts';
import { Day, Uuid } from '../../../server/values/schema.ts';
import { formatZonedTime, t } from '../../i18n.ts';
import { Field } from '../../ui/Field.tsx';
import { FilterBar, FilterSelect } from '../../ui/Filters.tsx';
import { createFilters, type Filters } from '../../ui/filters.ts';
import { NothingListed } from '../../ui/NothingListed.tsx';
import { Page } from '../../ui/Page.tsx';
import { PagedTable } from '../../ui/PagedTable.tsx';
import type { Column } from '../../ui/Table.tsx';
import { may } from '../rights.ts';
import { type AuditFilters, createActors, createAudit } from './audit.ts';
import { detailsOf } from './details.ts';
import { actorOf, customerIdOf, type Entry, sentenceOf } from './entry.ts';

const Actor = v.union([Uuid, v.picklist(['lethe', 'systems'])]);
const Action = v.picklist(ACTIONS);
const RequestNumber = v.pipe(v.string(), v.regex(/^[1-9]\d{0,15}$/u), v.transform(Number));

const columns: Column<Entry>[] = [
  {
    head: t('admin.audit.what'),
    main: true,
    cell: (row) => (
      <span>
        {sentenceOf(row)}
        <span class="second">{detailsOf(row)}</span>
        <Show when={may('customers') && customerIdOf(row)}>
          {(customerId) => (
            <A class="second" href={`/admin/clients/${customerId()}`}>
              {t('admin.audit.client')}
            </A>
          )}
        </Show>
      </span>
    ),
  },
  { head: t('admin.audit.who'), keep: true, cell: (row) => <bdi>{actorOf(row)}</bdi> },
  {
    head: t('admin.audit.about'),
    keep: true,
    blank: (row) => row.requestNumber === null,
    cell: (row) => (
      <Show when={row.requestNumber}>
        {(number) => (
          <Show when={may('requests')} fallback={t('admin.requests.one', { number: number() })}>
            <A href={`/admin/requests/${row.requestId}`}>{t('admin.requests.one', { number: number() })}</A>
          </Show>
        )}
      </Show>
    ),
  },
  { head: t('admin.audit.when'), keep: true, cell: (row) => formatZonedTime(row.at) },
];

function DayFilter(props: { label: string; name: string; value: string | undefined; filters: Filters }) {
  return (
    <Field
      label={props.label}
      name={props.name}
      type="date"
      typed={props.value ?? ''}
      onChange={(event) => props.filters.pick(props.name, event.currentTarget.value)}
    />
  );
}

function AuditFilterBar(props: { filters: Filters; picked: AuditFilters }) {
  const actors = createActors();
  const people = () => [
    { value: 'lethe', label: t('admin.audit.lethe') },
    { value: 'systems', label: t('admin.audit.systems') },
    ...actors(),
  ];
  return (
    <FilterBar>
      <FilterSelect
        label={t('admin.audit.filterWho')}
        name="by"
        all={t('admin.audit.anybody')}
        options={people()}
        value={props.picked.actor}
        filters={props.filters}
      />
      <FilterSelect
        label={t('admin.audit.filterWhat')}
        name="act"
        all={t('admin.audit.anything')}
        options={ACTIONS.map((value) => ({ value, label: t(`admin.audit.acts.${value}`) }))}
        value={props.picked.action}
        filters={props.filters}
      />
      <Field
        label={t('admin.audit.filterRequest')}
        name="request"
        inputmode="numeric"
        typed={props.picked.requestNumber?.toString() ?? ''}
        onChange={(event) => props.filters.pick('request', event.currentTarget.value.replaceAll(/\D/gu, ''))}
      />
      <DayFilter
        label={t('admin.audit.from')}
        name="from"
        value={props.picked.from}
        filters={props.filters}
      />
      <DayFilter
        label={t('admin.audit.until')}
        name="until"
        value={props.picked.until}
        filters={props.filters}
      />
    </FilterBar>
  );
}

/** Clients › Audit: every act of every admin and of Lethe, for owners and auditors. */
export default function Audit() {
  const filters = createFilters();
  const picked = (): AuditFilters => ({
    actor: filters.picked('by', Actor),
    action: filters.picked('act', Action),
    requestNumber: filters.picked('request', RequestNumber),
    from: filters.picked('from', Day),
    until: filters.picked('until', Day),
  });
  const query = createAudit(picked);
  return (
    <Page title={t('admin.audit.title')} crumbs={[t('admin.clients')]} lead={t('admin.audit.lead')}>
      <div class="stack">
        <AuditFilterBar filters={filters} picked={picked()} />
        <PagedTable
          query={query}
          caption={t('admin.audit.caption')}
          columns={columns}
          empty={
            <NothingListed
              filters={filters}
              icon={<ScrollText size={28} />}
              none={{ title: t('admin.audit.none'), text: t('admin.audit.noneText') }}
              noMatch={{ title: t('admin.audit.noneFound'), text: t('admin.audit.noneFoundText') }}
            />
          }
        />
      </div>
    </Page>
  );
}
