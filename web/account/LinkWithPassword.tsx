import type { JSX } from 'solid-js';
import { t } from '../i18n.ts';
import { failureOf } from '../ui/failure.ts';
import { createForm } from '../ui/form.ts';
import { AccountForm, PasswordField } from './AccountForm.tsx';
import { AccountPage } from './AccountPage.tsx';
import type { Step } from './OneTimeLink.tsx';
import { LinkPassword } from './schema.ts';

/** A mailed link that also needs the password: the link proves the mailbox, the password proves the account. */
export function LinkWithPassword(
  props: Pick<Step, 'onDead'> & {
    words: 'verify' | 'changeEmail';
    lead: string;
    send: (password: string) => Promise<void>;
    children?: JSX.Element;
  },
) {
  const form = createForm({
    schema: LinkPassword,
    send: ({ password }) =>
      props.send(password).catch((error: unknown) => {
        const { kind } = failureOf(error);
        if (kind !== 'token_invalid' && kind !== 'invalid_input') throw error;
        props.onDead();
      }),
  });
  return (
    <AccountPage title={t(`account.${props.words}.title`)} lead={props.lead}>
      <AccountForm form={form} action={t(`account.${props.words}.action`)}>
        <PasswordField form={form} />
      </AccountForm>
      {props.children}
    </AccountPage>
  );
}
