import FileText from 'lucide-solid/icons/file-text';
import HandHelping from 'lucide-solid/icons/hand-helping';
import { ConsentAction } from '../../../server/consents/schema.ts';
import { t } from '../../i18n.ts';
import { type Outputs, trpc } from '../../trpc.ts';
import { ButtonLink } from '../../ui/Button.tsx';
import { FilterBar, FilterSelect } from '../../ui/Filters.tsx';
import { createFilters } from '../../ui/filters.ts';
import { NothingListed } from '../../ui/NothingListed.tsx';
import { PagedTable } from '../../ui/PagedTable.tsx';
import { createPaged } from '../../ui/paged.ts';
import type { Column } from '../../ui/Table.tsx';
import { PersonLink } from '../PersonLink.tsx';
import { may } from '../rights.ts';
import { actionName, consentColumns } from './columns.tsx';
import './list-head.css';

type Row = Outputs['admin']['consents']['list']['items'][number];

const actions = ['granted', 'withdrawn'] as const;

const columns: Column<Row>[] = [
  {
    head: t('admin.rights.customer'),
    main: true,
    cell: (row) => (
      <PersonLink
        person={row}
        number={t('admin.rights.consentNumber', { number: row.number })}
        hidden={!may('customers')}
      />
    ),
  },
  ...consentColumns,
];

/** The tab Consents: who agreed or withdrew, when, and to which text. */
export default function ConsentList() {
  const filters = createFilters();
  const action = () => filters.picked('action', ConsentAction);
  const query = createPaged<Row>(
    () => ['admin', 'consents', 'list', action()],
    (cursor) => trpc.admin.consents.list.query({ cursor, action: action() }),
  );
  return (
    <div class="stack">
      <div class="list-head">
        <FilterBar>
          <FilterSelect
            label={t('admin.rights.action')}
            name="action"
            all={t('admin.rights.anyAction')}
            options={actions.map((value) => ({ value, label: actionName(value) }))}
            value={action()}
            filters={filters}
          />
        </FilterBar>
        <ButtonLink href="/admin/consent-text" icon={<FileText size={18} />}>
          {t('admin.rights.consentText')}
        </ButtonLink>
      </div>
      <PagedTable
        query={query}
        caption={t('admin.rights.consentsCaption')}
        columns={columns}
        empty={
          <NothingListed
            filters={filters}
            icon={<HandHelping size={28} />}
            none={{ title: t('admin.rights.noConsents'), text: t('admin.rights.noConsentsText') }}
            noMatch={{
              title: t('admin.rights.noConsentsFound'),
              text: t('admin.rights.noConsentsFoundText'),
            }}
          />
        }
      />
    </div>
  );
}
