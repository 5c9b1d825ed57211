import { useNavigate } from '@solidjs/router';
import Eye from 'lucide-solid/icons/eye';
import Pencil from 'lucide-solid/icons/pencil';
import { formatShortDate, t } from '../../i18n.ts';
import { type Outputs, trpc } from '../../trpc.ts';
import { Badge } from '../../ui/Badge.tsx';
import { IconLink } from '../../ui/Button.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Page } from '../../ui/Page.tsx';
import { useQuery } from '../../ui/query.ts';
import { SkeletonTable } from '../../ui/Skeleton.tsx';
import { type Column, Table } from '../../ui/Table.tsx';
import { may } from '../rights.ts';
import { Delivery } from './Delivery.tsx';

type Template = Outputs['admin']['templates']['list']['items'][number];

const columns: Column<Template>[] = [
  {
    head: t('admin.templates.template'),
    main: true,
    cell: (row) => (
      <span>
        {t(`admin.templates.names.${row.name}`)}
        <span class="second">{t(`admin.templates.when.${row.name}`)}</span>
      </span>
    ),
  },
  { head: t('admin.templates.subjectHead'), cell: (row) => row.subject },
  {
    head: t('admin.templates.state'),
    cell: (row) => (
      <Badge tone={row.isDefault ? 'neutral' : 'accent'}>
        {row.isDefault || !row.updatedAt
          ? t('admin.templates.default')
          : t('admin.templates.changed', { date: formatShortDate(row.updatedAt) })}
      </Badge>
    ),
  },
  {
    head: t('common.edit'),
    headUnseen: true,
    cell: (row) => (
      <IconLink
        href={`/admin/templates/${row.name}`}
        label={t(may('settings') ? 'admin.templates.edit' : 'admin.templates.read', {
          name: t(`admin.templates.names.${row.name}`),
        })}
        icon={may('settings') ? <Pencil size={18} /> : <Eye size={18} />}
      />
    ),
  },
];

/** Settings › Notification Templates. */
export default function TemplateList() {
  const navigate = useNavigate();
  const query = useQuery(() => ({
    queryKey: ['admin', 'templates', 'list'],
    queryFn: () => trpc.admin.templates.list.query({}),
  }));
  return (
    <Page
      title={t('admin.notificationTemplates')}
      crumbs={[t('admin.settings')]}
      lead={t('admin.templates.lead')}
    >
      <Delivery />
      <Loaded query={query} skeleton={<SkeletonTable />}>
        {(data) => (
          <Table
            caption={t('admin.templates.list')}
            columns={columns}
            rows={data().items}
            onOpen={(row) => navigate(`/admin/templates/${row.name}`)}
          />
        )}
      </Loaded>
    </Page>
  );
}
