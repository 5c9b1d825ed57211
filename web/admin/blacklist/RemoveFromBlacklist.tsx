import { useMutation, useQueryClient } from '@tanstack/solid-query';
import { createSignal, Show } from 'solid-js';
import { formatShortDate, t } from '../../i18n.ts';
import { type Outputs, trpc } from '../../trpc.ts';
import { Choice } from '../../ui/Choice.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { moveFocusTo, rememberRow } from '../../ui/focus.ts';
import { toast } from '../../ui/Toast.tsx';
import { claimWords } from './ClaimList.tsx';

type Entry = Outputs['admin']['blacklist']['list']['items'][number];

/** Says what removing an entry means, then removes one claim or all of them. */
export function RemoveFromBlacklist(props: { entry: Entry | undefined; onClose: () => void }) {
  return (
    <Show when={props.entry} keyed>
      {(entry) => <Confirm entry={entry} onClose={() => props.onClose()} />}
    </Show>
  );
}

const ALL = 'all';

function Confirm(props: { entry: Entry; onClose: () => void }) {
  const queries = useQueryClient();
  const row = rememberRow();
  const isOne = () => props.entry.claims.length === 1;
  const [chosen, setChosen] = createSignal<string>();
  const whole = () => isOne() || chosen() === ALL;
  const remove = useMutation(() => ({
    mutationFn: () =>
      trpc.admin.blacklist.remove.mutate({
        entryId: props.entry.entryId,
        ...(whole() ? { allClaims: true } : { claimId: chosen() }),
      }),
    onSuccess: async ({ claimsLeft }) => {
      toast(t(claimsLeft === 0 ? 'admin.entries.removed' : 'admin.entries.claimRemoved'));
      props.onClose();
      await queries.invalidateQueries({ queryKey: ['admin', 'blacklist'] });
      moveFocusTo(row);
    },
  }));
  return (
    <ConfirmDialog
      title={t('admin.entries.removeTitle', { number: props.entry.number })}
      mutation={remove}
      action={t(whole() ? 'admin.entries.removeSend' : 'admin.entries.removeClaim')}
      tone="danger"
      disabled={!isOne() && chosen() === undefined}
      onClose={() => props.onClose()}
    >
      <Show when={!isOne()}>
        <Claims entry={props.entry} chosen={chosen()} onChoose={setChosen} />
      </Show>
      <p>
        {whole()
          ? t('admin.entries.removeText', {
              effect: t(`admin.entries.removeEffects.${props.entry.kind}`),
            })
          : t('admin.entries.claimText')}
      </p>
    </ConfirmDialog>
  );
}

function Claims(props: { entry: Entry; chosen: string | undefined; onChoose: (claimId: string) => void }) {
  return (
    <Choice
      legend={t('admin.entries.keptBy')}
      name="claim"
      value={props.chosen}
      onChange={props.onChoose}
      options={[
        ...props.entry.claims.map((claim) => ({
          value: claim.claimId,
          label: claimWords(claim),
          text: t('admin.entries.claimUntil', { date: formatShortDate(claim.endsAt) }),
        })),
        { value: ALL, label: t('admin.entries.allClaims'), text: t('admin.entries.allClaimsText') },
      ]}
    />
  );
}
