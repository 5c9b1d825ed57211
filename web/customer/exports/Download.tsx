import { useMutation, useQueryClient } from '@tanstack/solid-query';
import DownloadIcon from 'lucide-solid/icons/download';
import { createSignal } from 'solid-js';
import { SCHEMA_PATH } from '../../../server/exports/rules.ts';
import { t } from '../../i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { FormFailure } from '../../ui/FormFailure.tsx';
import { failureOf } from '../../ui/failure.ts';
import { Section } from '../../ui/Page.tsx';
import { toast } from '../../ui/Toast.tsx';
import { ConfirmPassword } from '../accounts/ConfirmPassword.tsx';
import { refreshInventory } from '../queries.ts';
import { downloadPersonalData } from './export.ts';

/** Downloads everything as one file. Asks for the password first if the sign-in is not fresh. */
export function Download() {
  const [confirming, setConfirming] = createSignal(false);
  const queries = useQueryClient();
  const download = useMutation(() => ({
    mutationFn: downloadPersonalData,
    onSuccess: () => toast(t('customer.download.done')),
    onError: (error) => {
      if (failureOf(error).kind === 'fresh_sign_in_required') setConfirming(true);
    },
    onSettled: () => refreshInventory(queries),
  }));
  const failure = () => {
    if (!download.error) return undefined;
    const { kind, text } = failureOf(download.error);
    return kind === 'fresh_sign_in_required' ? undefined : text;
  };
  const confirmed = () => {
    setConfirming(false);
    download.mutate();
  };
  return (
    <Section id="download-data" title={t('customer.download.title')} text={t('customer.download.what')}>
      <p>{t('customer.download.how')}</p>
      <FormFailure text={failure()} />
      <div class="row">
        <Button
          tone="primary"
          icon={<DownloadIcon size={18} />}
          busy={download.isPending}
          onClick={() => download.mutate()}
        >
          {download.isPending ? t('customer.download.busy') : t('customer.download.action')}
        </Button>
      </div>
      <p class="small muted">{t('customer.download.recorded')}</p>
      <p class="small muted">
        {t('customer.download.schema')} <a href={SCHEMA_PATH}>{location.origin + SCHEMA_PATH}</a>
      </p>
      <ConfirmPassword
        open={confirming()}
        text={t('customer.confirm.text')}
        action={t('customer.confirm.action')}
        onClose={() => setConfirming(false)}
        onConfirmed={confirmed}
      />
    </Section>
  );
}
