import { useQueryClient } from '@tanstack/solid-query';
import { OwnName } from '../../../server/accounts/schema.ts';
import { t } from '../../i18n.ts';
import { meQuery } from '../../queries.ts';
import { trpc } from '../../trpc.ts';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { FormFailure } from '../../ui/FormFailure.tsx';
import { createForm } from '../../ui/form.ts';
import { Section } from '../../ui/Page.tsx';
import { toast } from '../../ui/Toast.tsx';

/** The name by which the team knows an admin. */
export function ChangeName(props: { fullName: string }) {
  const queries = useQueryClient();
  const form = createForm({
    schema: OwnName,
    send: async (input) => {
      await trpc.admin.profile.update.mutate(input);
      await queries.invalidateQueries({ queryKey: meQuery.queryKey });
      toast(t('account.name.done'));
    },
  });
  return (
    <Section id="name" title={t('account.name.title')} text={t('account.name.what')}>
      <form class="stack" novalidate onSubmit={form.submit}>
        <Field
          label={t('account.name.field')}
          name="fullName"
          autocomplete="name"
          value={props.fullName}
          error={form.error('fullName')}
        />
        <FormFailure text={form.failure()} />
        <div class="row">
          <Button type="submit" tone="primary" busy={form.busy()}>
            {t('account.name.action')}
          </Button>
        </div>
      </form>
    </Section>
  );
}
