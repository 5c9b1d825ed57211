import type { JSX } from 'solid-js';
import { t } from '../i18n.ts';
import { Button } from '../ui/Button.tsx';
import { Field } from '../ui/Field.tsx';
import { FormFailure } from '../ui/FormFailure.tsx';
import type { Form } from '../ui/form.ts';
import { SecretField } from '../ui/SecretField.tsx';

/** The fields of an account page, the failure of the whole form, and the button that sends it. */
export function AccountForm(props: { form: Form; action: string; children: JSX.Element }) {
  return (
    <form class="stack" data-discardable="" novalidate onSubmit={(event) => props.form.submit(event)}>
      {props.children}
      <FormFailure text={props.form.failure()} />
      <Button type="submit" tone="primary" busy={props.form.busy()}>
        {props.action}
      </Button>
    </form>
  );
}

export function EmailField(props: { form: Form; value?: string | undefined }) {
  return (
    <Field
      label={t('account.email')}
      name="email"
      type="email"
      autocomplete="username"
      value={props.value}
      error={props.form.error('email')}
    />
  );
}

/** The current password of the account. */
export function PasswordField(props: { form: Form }) {
  return (
    <SecretField
      label={t('account.password')}
      name="password"
      autocomplete="current-password"
      error={props.form.error('password')}
    />
  );
}

/** The new password of the account. */
export function NewPasswordField(props: { form: Form; label: string; name: 'password' | 'newPassword' }) {
  return (
    <SecretField
      label={props.label}
      name={props.name}
      autocomplete="new-password"
      hint={t('account.passwordHint')}
      error={props.form.error(props.name)}
    />
  );
}
