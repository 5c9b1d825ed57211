import { createSignal, type JSX, Match, Switch } from 'solid-js';
import { t } from '../i18n.ts';
import { Button } from '../ui/Button.tsx';
import { FormFailure } from '../ui/FormFailure.tsx';
import { failureOf } from '../ui/failure.ts';
import { AccountPage } from './AccountPage.tsx';
import { takeToken } from './fragment.ts';

/** A mailed link, what confirms it, and where the person goes afterwards. */
export type Step = { token: string; onDone: () => void; onDead: () => void };

type Props = {
  /** Section of `locales/en/account.ts` with its words. */
  words: 'verify' | 'changeEmail';
  /** What the person confirms with: a button, or a form of its own. */
  ask: (step: Step) => JSX.Element;
  /** Links shown after success, and where the link is no longer valid. */
  done: JSX.Element;
  dead: JSX.Element;
};

/** Opening the link only shows this page; the button confirms. A mail scanner that follows links changes nothing. */
export function OneTimeLink(props: Props) {
  const token = takeToken();
  const [state, setState] = createSignal<'ask' | 'done' | 'dead'>(token ? 'ask' : 'dead');
  return (
    <Switch>
      <Match when={state() === 'ask'}>
        {props.ask({ token, onDone: () => setState('done'), onDead: () => setState('dead') })}
      </Match>
      <Match when={state() === 'done'}>
        <AccountPage title={t(`account.${props.words}.doneTitle`)} lead={t(`account.${props.words}.done`)}>
          <div class="row">{props.done}</div>
        </AccountPage>
      </Match>
      <Match when={state() === 'dead'}>
        <AccountPage title={t(`account.${props.words}.deadTitle`)} lead={t(`account.${props.words}.dead`)}>
          <div class="row">{props.dead}</div>
        </AccountPage>
      </Match>
    </Switch>
  );
}

/** One button, where the session replaces the password. */
export function PressToConfirm(
  props: Pick<Step, 'onDead'> & { words: 'changeEmail'; confirm: () => Promise<void> },
) {
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
    void props
      .confirm()
      .catch(refused)
      .finally(() => setBusy(false));
  };
  return (
    <AccountPage title={t(`account.${props.words}.title`)} lead={t(`account.${props.words}.lead`)}>
      <FormFailure text={failure()} />
      <div class="row">
        <Button tone="primary" busy={busy()} onClick={confirm}>
          {t(`account.${props.words}.action`)}
        </Button>
      </div>
    </AccountPage>
  );
}
