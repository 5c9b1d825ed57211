import { useQueryClient } from '@tanstack/solid-query';
import { createSignal, lazy, Match, Show, Suspense, Switch } from 'solid-js';
import * as v from 'valibot';
import { AppCode } from '../../../server/accounts/schema.ts';
import { giveCode, startTwoFactor, type TwoFactorStart } from '../../accounts.ts';
import { t } from '../../i18n.ts';
import { meQuery } from '../../queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FormFailure } from '../../ui/FormFailure.tsx';
import { createForm } from '../../ui/form.ts';
import { toast } from '../../ui/Toast.tsx';
import { CodeField } from './CodeField.tsx';
import { PasswordStep } from './PasswordStep.tsx';
import { RecoveryCodes } from './RecoveryCodes.tsx';
import './two-factor.css';

/** Only this step needs it. */
const QrCode = lazy(() => import('./QrCode.tsx'));

/** The password, the secret for the app, a first code, and then the recovery codes. */
export function SetUp(props: { onClose: () => void }) {
  const queries = useQueryClient();
  const [started, setStarted] = createSignal<TwoFactorStart>();
  const [isOn, setOn] = createSignal(false);
  const proved = async () => {
    setOn(true);
    await queries.invalidateQueries({ queryKey: meQuery.queryKey });
  };
  const finish = () => {
    props.onClose();
    toast(t('account.twoFactor.switchedOn'));
  };
  return (
    <Show
      when={isOn() ? started() : undefined}
      fallback={
        <Dialog open title={t('account.twoFactor.setUpTitle')} onClose={props.onClose}>
          <Switch>
            <Match when={started()}>
              {(start) => <FirstCode start={start()} onRight={proved} onClose={props.onClose} />}
            </Match>
            <Match when={!started()}>
              <PasswordStep
                lead={t('account.twoFactor.setUpLead')}
                action={t('common.continue')}
                send={async (password) => setStarted(await startTwoFactor(password))}
                onClose={props.onClose}
              />
            </Match>
          </Switch>
        </Dialog>
      }
    >
      {(start) => <RecoveryCodes codes={start().backupCodes} onClose={finish} />}
    </Show>
  );
}

/** The app shows a right code only if it has the secret. */
function FirstCode(props: { start: TwoFactorStart; onRight: () => Promise<void>; onClose: () => void }) {
  const form = createForm({
    schema: v.object({ code: AppCode }),
    send: async ({ code }) => {
      await giveCode(code);
      await props.onRight();
    },
  });
  const secret = () => new URL(props.start.totpURI).searchParams.get('secret') ?? '';
  return (
    <form class="stack" novalidate onSubmit={form.submit}>
      <p>{t('account.twoFactor.scan')}</p>
      <Suspense fallback={<div class="qr-code" />}>
        <QrCode text={props.start.totpURI} label={t('account.twoFactor.qrCode')} />
      </Suspense>
      <p class="small muted">
        {t('account.twoFactor.byHand')} <code class="secret">{inGroups(secret())}</code>
      </p>
      <CodeField form={form} hint={t('account.twoFactor.firstCode')} />
      <FormFailure text={form.failure()} />
      <div class="row end">
        <Button onClick={() => props.onClose()}>{t('common.cancel')}</Button>
        <Button type="submit" tone="primary" busy={form.busy()}>
          {t('account.twoFactor.switchOn')}
        </Button>
      </div>
    </form>
  );
}

/** Four letters at a time can be typed without losing the place. */
const inGroups = (secret: string) => secret.replaceAll(/(.{4})(?=.)/gu, '$1 ');
