import { useNavigate } from '@solidjs/router';
import { createSignal, Show } from 'solid-js';
import { t } from '../i18n.ts';
import { trpc } from '../trpc.ts';
import { ButtonLink } from '../ui/Button.tsx';
import { Field } from '../ui/Field.tsx';
import { failureOf } from '../ui/failure.ts';
import { createForm } from '../ui/form.ts';
import { toast } from '../ui/Toast.tsx';
import { AccountForm, NewPasswordField } from './AccountForm.tsx';
import { AccountPage } from './AccountPage.tsx';
import { takeToken } from './fragment.ts';
import { JoinTeam } from './schema.ts';

/** Whoever was invited to the team chooses a name and a password. */
export default function JoinTeamPage() {
  const token = takeToken();
  const [dead, setDead] = createSignal(token === '');
  return (
    <Show when={!dead()} fallback={<DeadInvitation />}>
      <JoinTeamForm token={token} onDead={() => setDead(true)} />
    </Show>
  );
}

/** Whether the link is to blame: it is used, withdrawn or expired, or was cut when it was copied. */
const isDead = (error: unknown): boolean => {
  const { kind, field } = failureOf(error);
  return kind === 'token_invalid' || (kind === 'invalid_input' && field === 'token');
};

function JoinTeamForm(props: { token: string; onDead: () => void }) {
  const navigate = useNavigate();
  const form = createForm({
    schema: JoinTeam,
    send: async (chosen) => {
      try {
        await trpc.team.join.mutate({ ...chosen, token: props.token });
      } catch (error) {
        if (!isDead(error)) throw error;
        props.onDead();
        return;
      }
      toast(t('account.join.done'));
      navigate('/sign-in', { replace: true });
    },
  });
  return (
    <AccountPage title={t('account.join.title')} lead={t('account.join.lead')}>
      <AccountForm form={form} action={t('account.join.action')}>
        <Field
          label={t('account.fullName')}
          name="fullName"
          autocomplete="name"
          error={form.error('fullName')}
        />
        <NewPasswordField form={form} label={t('account.password')} name="password" />
      </AccountForm>
    </AccountPage>
  );
}

function DeadInvitation() {
  return (
    <AccountPage title={t('account.join.deadTitle')} lead={t('account.join.dead')}>
      <div class="row">
        <ButtonLink href="/sign-in">{t('account.toSignIn')}</ButtonLink>
      </div>
    </AccountPage>
  );
}
