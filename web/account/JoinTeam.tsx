import { useNavigate } from '@solidjs/router';
import { useQueryClient } from '@tanstack/solid-query';
import { createSignal, Show } from 'solid-js';
import { t } from '../i18n.ts';
import { operatorQuery } from '../operator.ts';
import { type Outputs, trpc } from '../trpc.ts';
import { ButtonLink } from '../ui/Button.tsx';
import { Field } from '../ui/Field.tsx';
import { failureOf } from '../ui/failure.ts';
import { createForm } from '../ui/form.ts';
import { Loaded } from '../ui/Loaded.tsx';
import { useQuery } from '../ui/query.ts';
import { Skeleton } from '../ui/Skeleton.tsx';
import { toast } from '../ui/Toast.tsx';
import { AccountForm, NewPasswordField } from './AccountForm.tsx';
import { AccountPage } from './AccountPage.tsx';
import { takeToken } from './fragment.ts';
import { rememberAddress } from './joined.ts';
import { JoinTeam } from './schema.ts';

/** Whoever was invited to the team chooses a name and a password. */
export default function JoinTeamPage() {
  const token = takeToken();
  const [dead, setDead] = createSignal(token === '');
  return (
    <Show when={!dead()} fallback={<DeadInvitation />}>
      <Join token={token} onDead={() => setDead(true)} />
    </Show>
  );
}

/** Whether the link is to blame: it is used, withdrawn or expired, or was cut when it was copied. */
const isDead = (error: unknown): boolean => {
  const { kind, field } = failureOf(error);
  return kind === 'token_invalid' || (kind === 'invalid_input' && field === 'token');
};

type Props = { token: string; onDead: () => void };
type Invited = Outputs['team']['invitation'] & { operator: string };

/** Tells `onDead` if the link is to blame. */
const orDead = <Answer,>(call: Promise<Answer>, { onDead }: Props): Promise<Answer> =>
  call.catch((error: unknown) => {
    if (isDead(error)) onDead();
    throw error;
  });

const leadFor = ({ inviterName, operator }: Invited): string =>
  t('account.join.lead', { inviter: inviterName, operator });

/** Says who invites whom, as an invitation out of nowhere should, and then asks. */
function Join(props: Props) {
  const queries = useQueryClient();
  const query = useQuery(() => ({
    queryKey: ['team', 'invitation'],
    queryFn: async (): Promise<Invited> => {
      const operator = queries.fetchQuery(operatorQuery);
      const invited = await orDead(trpc.team.invitation.mutate({ token: props.token }), props);
      return { ...invited, operator: (await operator).operatorName ?? location.host };
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  }));
  return (
    <AccountPage title={t('account.join.title')} lead={query.data && leadFor(query.data)}>
      <Loaded query={query} skeleton={<Skeleton lines={8} />}>
        {(invited) => <JoinTeamForm {...props} invited={invited()} />}
      </Loaded>
    </AccountPage>
  );
}

function JoinTeamForm(props: Props & { invited: Invited }) {
  const navigate = useNavigate();
  const form = createForm({
    schema: JoinTeam,
    send: async (chosen) => {
      await orDead(trpc.team.join.mutate({ ...chosen, token: props.token }), props);
      rememberAddress(props.invited.email);
      toast(t('account.join.done'));
      navigate('/sign-in', { replace: true });
    },
  });
  return (
    <>
      <p>
        <strong>{t(`admin.team.roles.${props.invited.role}`)}</strong>{' '}
        <span class="second">{t(`admin.team.does.${props.invited.role}`)}</span>
      </p>
      <AccountForm form={form} action={t('account.join.action')}>
        <Field
          label={t('account.email')}
          hint={t('account.join.addressHint')}
          value={props.invited.email}
          autocomplete="username"
          readonly
        />
        <Field
          label={t('account.fullName')}
          name="fullName"
          autocomplete="name"
          error={form.error('fullName')}
        />
        <NewPasswordField form={form} label={t('account.password')} name="password" />
      </AccountForm>
      <p class="small muted">{t('account.join.recorded')}</p>
    </>
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
