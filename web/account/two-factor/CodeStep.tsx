import { createSignal, Show } from 'solid-js';
import * as v from 'valibot';
import { AppCode, RecoveryCode } from '../../../server/accounts/schema.ts';
import { giveCode, giveRecoveryCode } from '../../accounts.ts';
import { t } from '../../i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { failureOf } from '../../ui/failure.ts';
import { createForm } from '../../ui/form.ts';
import { AccountForm } from '../AccountForm.tsx';
import { CodeField, focusSoon } from './CodeField.tsx';

interface Step {
  onRight: () => Promise<void>;
  /** The password has to be entered again; `text` says why. */
  onExpired: (text: string) => void;
}

/** The second step of a sign-in: a code of the app, or a recovery code. */
export function CodeStep(props: Step) {
  const [lost, setLost] = createSignal(false);
  return (
    <>
      <Show when={lost()} fallback={<ByApp {...props} />}>
        <ByRecoveryCode {...props} />
      </Show>
      <div class="row">
        <Button tone="quiet" onClick={() => setLost(!lost())}>
          {t(lost() ? 'account.twoFactor.useApp' : 'account.twoFactor.useRecoveryCode')}
        </Button>
      </div>
    </>
  );
}

/** Sends a code, and goes back to the password where the server does not remember it any more. */
const createCodeForm = (step: Step, code: typeof AppCode | typeof RecoveryCode, send: typeof giveCode) =>
  createForm({
    schema: v.object({ code }),
    send: async (given) => {
      try {
        await send(given.code);
      } catch (error) {
        const { kind, text } = failureOf(error);
        if (kind !== 'second_factor_expired') throw error;
        step.onExpired(text);
        return;
      }
      await step.onRight();
    },
  });

function ByApp(props: Step) {
  const form = createCodeForm(props, AppCode, giveCode);
  return (
    <AccountForm form={form} action={t('account.signIn.action')}>
      <p>{t('account.twoFactor.enterCode')}</p>
      <CodeField form={form} takesFocus />
    </AccountForm>
  );
}

function ByRecoveryCode(props: Step) {
  const form = createCodeForm(props, RecoveryCode, giveRecoveryCode);
  return (
    <AccountForm form={form} action={t('account.signIn.action')}>
      <p>{t('account.twoFactor.enterRecoveryCode')}</p>
      <Field
        label={t('account.twoFactor.recoveryCode')}
        name="code"
        ref={focusSoon}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        error={form.error('code')}
      />
    </AccountForm>
  );
}
