import { t } from '../../i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { type Member, nameOf } from './team.ts';

/** Why the only owner can neither be changed nor removed, and what to do first. */
export function LastOwner(props: { of: Member; onClose: () => void }) {
  return (
    <Dialog
      open
      title={t('admin.team.lastOwnerTitle', { name: nameOf(props.of) })}
      onClose={() => props.onClose()}
      actions={<Button onClick={() => props.onClose()}>{t('common.close')}</Button>}
    >
      <p>{t('admin.team.lastOwnerText')}</p>
    </Dialog>
  );
}
