import { t } from '../../i18n.ts';
import { ShownOnce } from '../../ui/ShownOnce.tsx';

/** Shows the secret of a webhook, once only. */
export function NewSecret(props: { url: string; secret: string; replaced?: boolean; onClose: () => void }) {
  return (
    <ShownOnce
      words={{
        title: t('admin.webhooks.secretTitle', { url: props.url }),
        onceTitle: t('admin.webhooks.secretOnceTitle'),
        once: t(props.replaced ? 'admin.webhooks.secretReplaced' : 'admin.webhooks.secretOnce'),
        label: t('admin.webhooks.secret'),
        copy: t('admin.webhooks.copySecret'),
        copyFailed: t('admin.webhooks.copyFailed'),
        notCopied: t('admin.webhooks.notCopied'),
        closeAnyway: t('admin.webhooks.closeAnyway'),
      }}
      secret={props.secret}
      onClose={() => props.onClose()}
    />
  );
}
