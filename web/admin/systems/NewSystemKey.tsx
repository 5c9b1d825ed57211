import { t } from '../../i18n.ts';
import { ShownOnce } from '../../ui/ShownOnce.tsx';

export type NewKey = { name: string; key: string };

/** Shows a key, once only. */
export function NewSystemKey(props: { made: NewKey; onClose: () => void }) {
  return (
    <ShownOnce
      words={{
        title: t('admin.keys.shownTitle', { name: props.made.name }),
        onceTitle: t('admin.keys.shownOnceTitle'),
        once: t('admin.keys.shownOnce'),
        label: t('admin.keys.key'),
        copy: t('admin.keys.copy'),
        copyFailed: t('admin.keys.copyFailed'),
        notCopied: t('admin.keys.notCopied'),
        closeAnyway: t('admin.keys.closeAnyway'),
      }}
      secret={props.made.key}
      onClose={() => props.onClose()}
    />
  );
}
