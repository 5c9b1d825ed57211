import { useMutation, useQueryClient } from '@tanstack/solid-query';
import { createSignal, Show } from 'solid-js';
import { formatNames, t } from '../../i18n.ts';
import { type Outputs, trpc } from '../../trpc.ts';
import { Button } from '../../ui/Button.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { moveFocusTo } from '../../ui/focus.ts';
import { toast } from '../../ui/Toast.tsx';

type NotifiedSystem = Outputs['admin']['requests']['get']['notifiedSystems'][number];
type Props = { of: NotifiedSystem; ids: NonNullable<NotifiedSystem['idsToPassOn']> };

/** A system without a valid key: the ids for notifying it in another way, and the button to record that. */
export function MarkNotified(props: Props) {
  const [open, setOpen] = createSignal(false);
  return (
    <div class="mark-notified stack">
      <p class="small">
        {t('admin.notified.noValidKey')} <span dir="auto">{idsWords(props)}</span>
      </p>
      <Button size="small" onClick={() => setOpen(true)}>
        {t('admin.notified.markOpen')}
      </Button>
      <Show when={open()}>
        <Confirm {...props} onClose={() => setOpen(false)} />
      </Show>
    </div>
  );
}

/** Says what Lethe records and which ids it deletes, then does it. */
function Confirm(props: Props & { onClose: () => void }) {
  const queries = useQueryClient();
  const note = useMutation(() => ({
    mutationFn: () => trpc.admin.erasures.markNotified.mutate({ erasureId: props.of.erasureId }),
    onSuccess: async () => {
      toast(t('admin.notified.marked', { name: props.of.name }));
      props.onClose();
      await queries.invalidateQueries({ queryKey: ['admin', 'requests'] });
      moveFocusTo(() => document.getElementById('connected-systems'));
    },
  }));
  const names = () => allIdsOf(props.ids);
  return (
    <ConfirmDialog
      title={t('admin.notified.markTitle', { name: props.of.name })}
      mutation={note}
      action={t('admin.notified.markSend')}
      onClose={() => props.onClose()}
    >
      <p>{t('admin.notified.markText', { name: props.of.name })}</p>
      <Show when={names().length > 0}>
        <p dir="auto">{t('admin.notified.markDeletes', { names: formatNames(names()) })}</p>
      </Show>
    </ConfirmDialog>
  );
}

const idsOf = ({ externalIds, records }: Props['ids'], shared = false): string[] => [
  ...(shared ? [] : externalIds),
  ...records.flatMap((record) => (record.shared === shared ? [record.externalId] : [])),
];
const allIdsOf = (ids: Props['ids']): string[] => [...idsOf(ids), ...idsOf(ids, true)];

function idsWords({ of, ids }: Props): string {
  const own = idsOf(ids);
  const shared = idsOf(ids, true);
  const words = [
    ...(own.length > 0 ? [t('admin.notified.knowsBy', { names: formatNames(own) })] : []),
    ...(shared.length > 0 ? [t('admin.notified.knowsByShared', { names: formatNames(shared) })] : []),
  ];
  if (words.length > 0) return words.join(' ');
  return t(of.linked ? 'admin.notified.idsDeleted' : 'admin.notified.idsUnknown');
}
