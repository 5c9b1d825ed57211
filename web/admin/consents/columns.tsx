import { formatBytes, formatZonedTime, t } from '../../i18n.ts';
import { Badge, type Tone } from '../../ui/Badge.tsx';
import type { Column } from '../../ui/Table.tsx';
import type { ConsentRow, ListedDownload } from '../customers/client-lists.ts';

/** Columns of the consents and the downloads, for the lists of everybody and of one client. */

export const actionName = (action: ConsentRow['action']) => t(`admin.rights.actions.${action}`);

export const consentColumns: Column<ConsentRow>[] = [
  {
    head: t('admin.rights.action'),
    cell: (row) => (
      <Badge tone={row.action === 'granted' ? 'done' : 'neutral'}>{actionName(row.action)}</Badge>
    ),
  },
  {
    head: t('admin.rights.version'),
    keep: true,
    cell: (row) => t('admin.rights.versionNumber', { version: row.textVersion }),
  },
  { head: t('admin.rights.when'), keep: true, cell: (row) => formatZonedTime(row.at) },
];

const tones: Record<ListedDownload['outcome'], Tone> = {
  running: 'waits',
  complete: 'done',
  aborted: 'destroys',
};

export const downloadColumns: Column<ListedDownload>[] = [
  { head: t('admin.rights.started'), keep: true, cell: (row) => formatZonedTime(row.startedAt) },
  { head: t('admin.rights.size'), align: 'end', cell: (row) => formatBytes(row.bytes) },
  {
    head: t('admin.rights.arrival'),
    cell: (row) => <Badge tone={tones[row.outcome]}>{t(`admin.rights.outcome.${row.outcome}`)}</Badge>,
  },
];
