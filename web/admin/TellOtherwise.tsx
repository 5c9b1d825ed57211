import { useMutation, useQueryClient } from '@tanstack/solid-query';
import { formatNames, t } from '../i18n.ts';
import { type Outputs, trpc } from '../trpc.ts';
import { Button } from '../ui/Button.tsx';
import { FormFailure } from '../ui/FormFailure.tsx';
import { failureOf } from '../ui/failure.ts';
import { toast } from '../ui/Toast.tsx';

type Told = Outputs['admin']['requests']['get']['toldServices'][number];

/** A service that no key of its own lets hear: what to tell it by another way, and the note that it was told. */
export function TellOtherwise(props: { of: Told; tell: NonNullable<Told['tell']> }) {
  const queries = useQueryClient();
  const note = useMutation(() => ({
    mutationFn: () => trpc.admin.erasures.told.mutate({ erasureId: props.of.erasureId }),
    onSuccess: async () => {
      toast(t('admin.told.tellSent', { name: props.of.name }));
      await queries.invalidateQueries({ queryKey: ['admin', 'requests'] });
    },
  }));
  return (
    <div class="tell stack">
      <p class="small">
        {t('admin.told.deaf')} <span dir="auto">{namesWords(props.of, props.tell)}</span>
      </p>
      <Button size="small" busy={note.isPending} onClick={() => note.mutate()}>
        {t('admin.told.tellSend')}
      </Button>
      <FormFailure text={note.isError ? failureOf(note.error).text : undefined} />
    </div>
  );
}

function namesWords({ linked }: Told, { externalId, records }: NonNullable<Told['tell']>): string {
  const names = externalId === null ? records.map((record) => record.externalId) : [externalId];
  if (names.length > 0) return t('admin.told.finds', { names: formatNames(names) });
  return t(linked ? 'admin.told.findsNoMore' : 'admin.told.findsNot');
}
