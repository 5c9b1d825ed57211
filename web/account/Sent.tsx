import MailCheck from 'lucide-solid/icons/mail-check';
import { t } from '../i18n.ts';
import { ButtonLink } from '../ui/Button.tsx';
import { AccountPage } from './AccountPage.tsx';
import './sent.css';

/** The same page for every address, so that nobody learns who has an account. */
export function SentPage(props: { title: string; text: string }) {
  return (
    <AccountPage title={props.title}>
      <p class="sent">
        <MailCheck size={20} aria-hidden="true" />
        <span>{props.text}</span>
      </p>
      <p class="muted small">{t('account.sentHint')}</p>
      <div class="row">
        <ButtonLink href="/sign-in">{t('account.toSignIn')}</ButtonLink>
      </div>
    </AccountPage>
  );
}
