import { useQueryClient } from '@tanstack/solid-query';
import { t } from '../i18n.ts';
import { trpc } from '../trpc.ts';
import { ButtonLink } from '../ui/Button.tsx';
import { OneTimeLink, PressToConfirm } from './OneTimeLink.tsx';

/** Every session ends with the change, the one of this browser included. */
export default function ConfirmEmailChangePage() {
  const queries = useQueryClient();
  const confirm = async (token: string) => {
    await trpc.account.confirmEmailChange.mutate({ token });
    queries.clear();
  };
  return (
    <OneTimeLink
      words="changeEmail"
      ask={(step) => <PressToConfirm {...step} words="changeEmail" confirm={confirm} />}
      done={
        <ButtonLink href="/sign-in" tone="primary">
          {t('account.signIn.action')}
        </ButtonLink>
      }
      dead={<ButtonLink href="/">{t('common.home')}</ButtonLink>}
    />
  );
}
