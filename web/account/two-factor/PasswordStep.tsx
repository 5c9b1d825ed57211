import * as v from 'valibot';
import { t } from '../../i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { FormFailure } from '../../ui/FormFailure.tsx';
import { createForm } from '../../ui/form.ts';
import { PasswordField } from '../AccountForm.tsx';
import { LinkPassword } from '../schema.ts';

/** What happens, the password, and the button that does it. */
export function PasswordStep(props: {
  lead: string;
  action: string;
  send: (password: string) => Promise<unknown>;
  onClose: () => void;
}) {
  const form = createForm({
    schema: v.object(LinkPassword.entries),
    send: async ({ password }) => {
      await props.send(password);
    },
  });
  return (
    <form class="stack" novalidate onSubmit={form.submit}>
      <p>{props.lead}</p>
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
