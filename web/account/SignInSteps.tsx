import { createSignal, Show } from 'solid-js';
import { signIn } from '../accounts.ts';
import { t } from '../i18n.ts';
import { FormFailure } from '../ui/FormFailure.tsx';
import { createForm } from '../ui/form.ts';
import { AccountForm, EmailField, PasswordField } from './AccountForm.tsx';
import { SignIn } from './schema.ts';
import { CodeStep } from './two-factor/CodeStep.tsx';

/** The password, and a code where the account wants one. `email`: whoever is expected. */
export function SignInSteps(props: { email?: string; onSignedIn: () => Promise<void> }) {
  const [codeMissing, setCodeMissing] = createSignal(false);
  const [expired, setExpired] = createSignal<string>();
  const form = createForm({
    schema: SignIn,
    send: async ({ email, password }) => {
      setExpired(undefined);
      if (await signIn(email, password)) setCodeMissing(true);
      else await props.onSignedIn();
    },
  });
  return (
    <Show
      when={codeMissing()}
      fallback={
        <>
          <FormFailure text={expired()} />
          <AccountForm form={form} action={t('account.signIn.action')}>
            <EmailField form={form} value={props.email} />
            <PasswordField form={form} />
          </AccountForm>
        </>
      }
    >
      <CodeStep
        onRight={() => props.onSignedIn()}
        onExpired={(text) => {
          setExpired(text);
          setCodeMissing(false);
        }}
      />
    </Show>
  );
}
