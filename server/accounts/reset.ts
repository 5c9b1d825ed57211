import type { Sql } from 'postgres';
import type { BlacklistKey } from '../blacklist/hmac.ts';
import { liftConfirmedAddress } from '../systems/erasures/erased-addresses.ts';
import { recordOwnAct } from './admin-queries.ts';
import { mailPasswordChanged, type Recipient } from './mail.ts';
import { deleteOlderLinks } from './queries.ts';
import { isBlacklistedAccount } from './unconfirmable.ts';
import { confirmAddress } from './unconfirmed-queries.ts';

/**
 * Runs after somebody set a password by a mailed link, and confirms the address. Every change of an address deletes older links, so this
 * link went to `user.email` and proves that its user reads that mailbox. A blacklisted address stays unconfirmed.
 */
export async function afterReset(
  { sql, url, blacklistKey }: { sql: Sql; url: string; blacklistKey: BlacklistKey },
  user: Recipient,
): Promise<void> {
  await deleteOlderLinks(sql, user.id);
  await recordOwnAct(sql, user.id, 'own_password_changed');
  if (!(await isBlacklistedAccount({ sql, blacklistKey }, user))) {
    await confirmAddress(sql, user.id, user.email);
    await liftConfirmedAddress(sql, blacklistKey, user.email);
  }
  await mailPasswordChanged(sql, url, user);
}
