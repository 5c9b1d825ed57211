import { useQueryClient } from '@tanstack/solid-query';
import { switchTwoFactorOff } from '../../accounts.ts';
import { t } from '../../i18n.ts';
import { meQuery } from '../../queries.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { moveFocusTo } from '../../ui/focus.ts';
import { toast } from '../../ui/Toast.tsx';
import { PasswordStep } from './PasswordStep.tsx';

export function SwitchOff(props: { onClose: () => void }) {
  const queries = useQueryClient();
  const switchOff = async (password: string) => {
    await switchTwoFactorOff(password);
    props.onClose();
    toast(t('account.twoFactor.switchedOff'));
    await queries.invalidateQueries({ queryKey: meQuery.queryKey });
    moveFocusTo(() => document.getElementById('two-factor'));
  };
  return (
    <Dialog open title={t('account.twoFactor.switchOff')} onClose={props.onClose}>
      <PasswordStep
        lead={t('account.twoFactor.switchOffLead')}
        action={t('account.twoFactor.switchOff')}
        send={switchOff}
        onClose={props.onClose}
      />
    </Dialog>
  );
}
