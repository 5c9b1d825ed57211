import { useQueryClient } from '@tanstack/solid-query';
import { createSignal, Show } from 'solid-js';
import { t } from '../i18n.ts';
import { meQuery } from '../queries.ts';
import { trpc } from '../trpc.ts';
import { ButtonLink } from '../ui/Button.tsx';
import { failureOf } from '../ui/failure.ts';
import { useQuery } from '../ui/query.ts';
import { LinkWithPassword } from './LinkWithPassword.tsx';
import { OneTimeLink, PressToConfirm, type Step } from './OneTimeLink.tsx';

export default function ConfirmEmailChangePage() {
  return (
    <OneTimeLink
      words="changeEmail"
      ask={(step) => <Confirm {...step} />}
      done={
        <ButtonLink href="/sign-in" tone="primary">
          {t('account.signIn.action')}
        </ButtonLink>
      }
      dead={<ButtonLink href="/">{t('common.home')}</ButtonLink>}
    />
  );
}

/**
 * A person who is signed in to the account that asked only presses the button; the server says whether they are.
 * Everybody else enters the password of that account.
 */
function Confirm(props: Step) {
  const queries = useQueryClient();
  const me = useQuery(() => meQuery);
  const [another, setAnother] = createSignal(false);
  const mayPress = () => me.data !== undefined && me.data.role !== 'visitor' && !another();
  const confirm = async (password?: string) => {
    try {
      await trpc.account.confirmEmailChange.mutate({ token: props.token, ...(password && { password }) });
    } catch (error) {
      if (failureOf(error).kind !== 'password_required') throw error;
      setAnother(true);
      return;
    }
    // The change ends every session, also that of this browser.
    queries.clear();
    props.onDone();
  };
  return (
    <Show when={me.isSuccess || me.isError || me.fetchStatus === 'paused'}>
      <Show
        when={mayPress()}
        fallback={
          <LinkWithPassword
            words="changeEmail"
            lead={t('account.changeEmail.passwordLead')}
            send={confirm}
            onDead={props.onDead}
          />
        }
      >
        <PressToConfirm words="changeEmail" confirm={() => confirm()} onDead={props.onDead} />
      </Show>
    </Show>
  );
}
