import { useMutation, useQueryClient } from '@tanstack/solid-query';
import { Show } from 'solid-js';
import * as schema from '../../server/accounts/schema.ts';
import { formatDateTime, t } from '../i18n.ts';
import { Button } from '../ui/Button.tsx';
import { Facts } from '../ui/Facts.tsx';
import { Field } from '../ui/Field.tsx';
import { FormFailure } from '../ui/FormFailure.tsx';
import { failureOf } from '../ui/failure.ts';
import { moveFocusTo } from '../ui/focus.ts';
import { createForm } from '../ui/form.ts';
import { Loaded } from '../ui/Loaded.tsx';
import { Notice } from '../ui/Notice.tsx';
import { Section } from '../ui/Page.tsx';
import { useQuery } from '../ui/query.ts';
import { toast } from '../ui/Toast.tsx';

/** How customers and admins ask for their own address and change it: each by the procedures of their area. */
export interface EmailDoor {
  key: readonly string[];
  get: () => Promise<schema.OwnEmail>;
  change: (input: { newEmail: string }) => Promise<unknown>;
  cancel: () => Promise<unknown>;
}

/** The sign-in address, and a new one that waits for its link. */
export function ChangeEmail(props: { door: EmailDoor; text: string }) {
  const own = useQuery(() => ({ queryKey: props.door.key, queryFn: () => props.door.get() }));
  return (
    <Section id="email" title={t('account.email')} text={props.text}>
      <Loaded query={own}>
        {(data) => (
          <>
            <Facts items={[{ name: t('account.address.now'), value: data().email }]} />
            <Waiting door={props.door} own={data()} />
          </>
        )}
      </Loaded>
      <ChangeForm door={props.door} />
    </Section>
  );
}

/** The same for a usable and a refused address, so that nobody learns about other accounts. */
function Waiting(props: { door: EmailDoor; own: schema.OwnEmail }) {
  const queries = useQueryClient();
  const giveUp = useMutation(() => ({
    mutationFn: () => props.door.cancel(),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: props.door.key });
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

function ChangeForm(props: { door: EmailDoor }) {
  const queries = useQueryClient();
  const form = createForm({
    schema: schema.ChangeEmailInput,
    send: async (input, element) => {
      await props.door.change(input);
      element.reset();
      await queries.invalidateQueries({ queryKey: props.door.key });
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
