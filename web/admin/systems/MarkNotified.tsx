import { useMutation, useQueryClient } from '@tanstack/solid-query';
import { createSignal, Show } from 'solid-js';
import { formatNames, t } from '../../i18n.ts';
import { type Outputs, trpc } from '../../trpc.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FormFailure } from '../../ui/FormFailure.tsx';
import { failureOf } from '../../ui/failure.ts';
import { moveFocusTo } from '../../ui/focus.ts';
import { toast } from '../../ui/Toast.tsx';

type NotifiedSystem = Outputs['admin']['requests']['get']['notifiedSystems'][number];
type Props = { of: NotifiedSystem; tell: NonNullable<NotifiedSystem['tell']> };

/** A system without a valid key: the ids for notifying it in another way, and the button to record that. */
export function MarkNotified(props: Props) {
  const [asked, setAsked] = createSignal(false);
  return (
    <div class="tell stack">
      <p class="small">
        {t('admin.notified.deaf')} <span dir="auto">{idsWords(props)}</span>
      </p>
      <Button size="small" onClick={() => setAsked(true)}>
        {t('admin.notified.tellAsk')}
      </Button>
      <Show when={asked()}>
        <Confirm {...props} onClose={() => setAsked(false)} />
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
      toast(t('admin.notified.tellSent', { name: props.of.name }));
      props.onClose();
      await queries.invalidateQueries({ queryKey: ['admin', 'requests'] });
      moveFocusTo(() => document.getElementById('connected-systems'));
    },
  }));
  const names = () => allIdsOf(props.tell);
  return (
    <Dialog
      open
      title={t('admin.notified.tellTitle', { name: props.of.name })}
      onClose={() => props.onClose()}
      actions={
        <>
          <Button onClick={() => props.onClose()}>{t('common.cancel')}</Button>
          <Button tone="primary" busy={note.isPending} onClick={() => note.mutate()}>
            {t('admin.notified.tellSend')}
          </Button>
        </>
      }
    >
      <div class="stack">
        <p>{t('admin.notified.tellText', { name: props.of.name })}</p>
        <Show when={names().length > 0}>
          <p dir="auto">{t('admin.notified.tellForgets', { names: formatNames(names()) })}</p>
        </Show>
        <FormFailure text={note.isError ? failureOf(note.error).text : undefined} />
      </div>
    </Dialog>
  );
}

const idsOf = ({ externalIds, records }: Props['tell'], shared = false): string[] => [
  ...(shared ? [] : externalIds),
  ...records.flatMap((record) => (record.shared === shared ? [record.externalId] : [])),
];
const allIdsOf = (tell: Props['tell']): string[] => [...idsOf(tell), ...idsOf(tell, true)];

function idsWords({ of, tell }: Props): string {
  const own = idsOf(tell);
  const shared = idsOf(tell, true);
  const words = [
    ...(own.length > 0 ? [t('admin.notified.finds', { names: formatNames(own) })] : []),
    ...(shared.length > 0 ? [t('admin.notified.findsShared', { names: formatNames(shared) })] : []),
  ];
  if (words.length > 0) return words.join(' ');
  return t(of.linked ? 'admin.notified.findsNoMore' : 'admin.notified.findsNot');
}
