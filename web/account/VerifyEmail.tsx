import { createSignal, Match, Switch } from 'solid-js';
import { t } from '../i18n.ts';
import { trpc } from '../trpc.ts';
import { Button, ButtonLink } from '../ui/Button.tsx';
import { FormFailure } from '../ui/FormFailure.tsx';
import { failureOf } from '../ui/failure.ts';
import { Standalone } from '../ui/Standalone.tsx';
import { takeToken } from './fragment.ts';

/** The link only shows this page; the press of the button confirms. A mail scanner that follows links changes nothing. */
export default function VerifyEmailPage() {
  const token = takeToken();
  const [state, setState] = createSignal<'ask' | 'done' | 'dead'>(token ? 'ask' : 'dead');
  return (
    <Switch>
      <Match when={state() === 'ask'}>
        <Confirm token={token} onDone={() => setState('done')} onDead={() => setState('dead')} />
      </Match>
      <Match when={state() === 'done'}>
        <Standalone title={t('account.verify.doneTitle')} lead={t('account.verify.done')}>
          <div class="row">
            <ButtonLink href="/sign-in" tone="primary">
              {t('account.signIn.action')}
            </ButtonLink>
          </div>
        </Standalone>
      </Match>
      <Match when={state() === 'dead'}>
        <Standalone title={t('account.verify.deadTitle')} lead={t('account.verify.dead')}>
          <div class="row">
            <ButtonLink href="/sign-in">{t('account.toSignIn')}</ButtonLink>
            <ButtonLink href="/sign-up" tone="quiet">
              {t('account.signIn.signUp')}
            </ButtonLink>
          </div>
        </Standalone>
      </Match>
    </Switch>
  );
}

function Confirm(props: { token: string; onDone: () => void; onDead: () => void }) {
  const [busy, setBusy] = createSignal(false);
  const [failure, setFailure] = createSignal<string>();
  const refused = (error: unknown) => {
    const { kind, text } = failureOf(error);
    if (kind === 'token_invalid' || kind === 'invalid_input') props.onDead();
    else setFailure(text);
  };
  const confirm = () => {
    setBusy(true);
    setFailure(undefined);
    void trpc.account.verifyEmail
      .mutate({ token: props.token })
      .then(props.onDone, refused)
      .finally(() => setBusy(false));
  };
  return (
    <Standalone title={t('account.verify.title')} lead={t('account.verify.lead')}>
      <FormFailure text={failure()} />
      <div class="row">
        <Button tone="primary" busy={busy()} onClick={confirm}>
          {t('account.verify.action')}
        </Button>
      </div>
    </Standalone>
  );
}
