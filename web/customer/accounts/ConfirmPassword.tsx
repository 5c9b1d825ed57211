import * as v from 'valibot';
import { PasswordField } from '../../account/AccountForm.tsx';
import { signIn } from '../../accounts.ts';
import { t } from '../../i18n.ts';
import { trpc } from '../../trpc.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FormFailure } from '../../ui/FormFailure.tsx';
import { createForm } from '../../ui/form.ts';

const Password = v.object({ password: v.pipe(v.string(), v.minLength(1, 'required')) });

type Props = { text: string; action: string; onClose: () => void; onConfirmed: () => void };

/** Asks for the password again, so that a stranger at an open screen gets no further. */
export function ConfirmPassword(props: Props & { open: boolean }) {
  return (
    <Dialog open={props.open} title={t('customer.confirm.title')} onClose={() => props.onClose()}>
      <PasswordForm {...props} />
    </Dialog>
  );
}

function PasswordForm(props: Props) {
  const form = createForm({
    schema: Password,
    send: async ({ password }) => {
      const { email } = await trpc.customer.me.query({});
      await signIn(email, password);
      props.onConfirmed();
    },
  });
  return (
    <form class="stack" novalidate onSubmit={form.submit}>
      <p>{props.text}</p>
      <PasswordField form={form} />
      <FormFailure text={form.failure()} />
      <div class="row end">
        <Button onClick={() => props.onClose()}>{t('common.cancel')}</Button>
        <Button type="submit" tone="primary" busy={form.busy()}>
          {props.action}
        </Button>
      </div>
    </form>
  );
}
