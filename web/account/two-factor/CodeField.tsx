import { t } from '../../i18n.ts';
import { Field } from '../../ui/Field.tsx';
import type { Form } from '../../ui/form.ts';

/** A code of the authenticator app. Phones offer it above the keyboard. */
export function CodeField(props: { form: Form; hint?: string; takesFocus?: boolean }) {
  return (
    <Field
      label={t('account.twoFactor.code')}
      name="code"
      ref={(input) => props.takesFocus && focusSoon(input)}
      inputmode="numeric"
      autocomplete="one-time-code"
      {...(props.hint === undefined ? {} : { hint: props.hint })}
      error={props.form.error('code')}
    />
  );
}

/** The field before it has just gone, and the focus with it. Solid puts the new one into the page in a task of its own. */
export const focusSoon = (input: HTMLInputElement): void => {
  setTimeout(() => input.focus());
};
