import { useMutation, useQueryClient } from '@tanstack/solid-query';
import DownloadIcon from 'lucide-solid/icons/download';
import { SCHEMA_PATH } from '../../../server/exports/rules.ts';
import { t } from '../../i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { FormFailure } from '../../ui/FormFailure.tsx';
import { failureOf } from '../../ui/failure.ts';
import { Section } from '../../ui/Page.tsx';
import { toast } from '../../ui/Toast.tsx';
import { refreshInventory } from '../queries.ts';
import { downloadPersonalData } from './export.ts';

/** Downloads everything as one file. Asks for the password first if the sign-in is not fresh. */
export function Download() {
  const queries = useQueryClient();
  const download = useMutation(() => ({
    mutationFn: downloadPersonalData,
    onSuccess: () => toast(t('customer.download.done')),
    onSettled: () => refreshInventory(queries),
  }));
  const failure = () => (download.error ? failureOf(download.error).text : undefined);
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
    </Section>
  );
}
