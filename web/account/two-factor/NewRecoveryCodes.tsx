import { createSignal, Show } from 'solid-js';
import { makeRecoveryCodes } from '../../accounts.ts';
import { t } from '../../i18n.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { PasswordStep } from './PasswordStep.tsx';
import { RecoveryCodes } from './RecoveryCodes.tsx';

/** Replaces the recovery codes, and shows the new ones once. */
export function NewRecoveryCodes(props: { onClose: () => void }) {
  const [codes, setCodes] = createSignal<string[]>();
  return (
    <Show
      when={codes()}
      fallback={
        <Dialog open title={t('account.twoFactor.newCodes')} onClose={props.onClose}>
          <PasswordStep
            lead={t('account.twoFactor.newCodesLead')}
            action={t('account.twoFactor.makeCodes')}
            send={async (password) => setCodes(await makeRecoveryCodes(password))}
            onClose={props.onClose}
          />
        </Dialog>
      }
    >
      {(made) => <RecoveryCodes codes={made()} onClose={props.onClose} />}
    </Show>
  );
}
