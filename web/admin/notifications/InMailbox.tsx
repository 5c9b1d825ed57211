import { A } from '@solidjs/router';
import { Show } from 'solid-js';
import { t } from '../../i18n.ts';
import { meQuery } from '../../queries.ts';
import { useQuery } from '../../ui/query.ts';
import { may } from '../rights.ts';

/** Whether messages stay in the demo's mailbox, and this admin may read them there. */
export function createMailboxCheck(): () => boolean {
  const me = useQuery(() => meQuery);
  return () => me.data?.role === 'admin' && me.data.mailbox && may('customers');
}

/** Where the demo's messages are read. Nothing where mail leaves, or for a role that may not read them. */
export function InMailbox() {
  const isInMailbox = createMailboxCheck();
  return (
    <Show when={isInMailbox()}>
      <p class="small">
        {t('admin.mail.here')} <A href="/admin/mailbox">{t('admin.mailbox')}</A>.
      </p>
    </Show>
  );
}
