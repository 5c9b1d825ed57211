import { useMutation, useQueryClient } from '@tanstack/solid-query';
import { Show } from 'solid-js';
import * as schema from '../../../server/accounts/schema.ts';
import { formatDateTime, t } from '../../i18n.ts';
import { type Outputs, trpc } from '../../trpc.ts';
import { Button } from '../../ui/Button.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { Field } from '../../ui/Field.tsx';
import { FormFailure } from '../../ui/FormFailure.tsx';
import { failureOf } from '../../ui/failure.ts';
import { moveFocusTo } from '../../ui/focus.ts';
import { createForm } from '../../ui/form.ts';
import { Loaded } from '../../ui/Loaded.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Section } from '../../ui/Page.tsx';
import { useQuery } from '../../ui/query.ts';
import { toast } from '../../ui/Toast.tsx';
import { emailQuery } from '../queries.ts';

type Own = Outputs['customer']['email']['get'];

/** The sign-in address, and a new one that waits for its link. */
export function ChangeEmail() {
  const own = useQuery(() => emailQuery);
  return (
    <Section id="email" title={t('account.email')} text={t('account.address.what')}>
      <Loaded query={own}>
        {(data) => (
          <>
            <Facts items={[{ name: t('account.address.now'), value: data().email }]} />
            <Waiting own={data()} />
          </>
        )}
      </Loaded>
      <ChangeForm />
    </Section>
  );
}

/** The same for a usable and a refused address, so that nobody learns about other accounts. */
function Waiting(props: { own: Own }) {
  const queries = useQueryClient();
  const giveUp = useMutation(() => ({
    mutationFn: () => trpc.customer.email.cancel.mutate({}),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: emailQuery.queryKey });
      toast(t('account.address.givenUp'));
      moveFocusTo(() => document.getElementById('email'));
    },
  }));
  return (
    <Show when={props.own.newEmail}>
      {(address) => (
        <Notice
          tone="waits"
          title={t('account.address.waits', { address: address() })}
          action={
            <Button size="small" busy={giveUp.isPending} onClick={() => giveUp.mutate()}>
              {t('account.address.giveUp')}
            </Button>
          }
        >
          <p>{t('account.address.waitsText', { time: formatDateTime(props.own.expiresAt ?? '') })}</p>
          <FormFailure text={giveUp.error ? failureOf(giveUp.error).text : undefined} />
        </Notice>
      )}
    </Show>
  );
}

function ChangeForm() {
  const queries = useQueryClient();
  const form = createForm({
    schema: schema.ChangeEmailInput,
    send: async (input, element) => {
      await trpc.customer.email.change.mutate(input);
      element.reset();
      await queries.invalidateQueries({ queryKey: emailQuery.queryKey });
      toast(t('account.address.unless'));
    },
  });
  return (
    <form class="stack" novalidate onSubmit={form.submit}>
      <Field
        label={t('account.address.new')}
        name="newEmail"
        type="email"
        autocomplete="email"
        hint={t('account.address.hint')}
        error={form.error('newEmail')}
      />
      <FormFailure text={form.failure()} />
      <div class="row">
        <Button type="submit" tone="primary" busy={form.busy()}>
          {t('account.address.action')}
        </Button>
      </div>
    </form>
  );
}
