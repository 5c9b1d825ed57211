import type { Sql } from 'postgres';
import type { BlacklistKey } from '../blacklist/hmac.ts';
import { liftConfirmedAddress } from '../systems/erasures/erased-addresses.ts';

import { mailPasswordChanged, type Recipient } from './mail.ts';
import { isBlacklistedAccount } from './nowhere.ts';

import { deleteOlderLinks } from './queries.ts';
import { confirmAddress } from './unconfirmed-queries.ts';

/**
 * What follows a password that was set by a mailed link. The link was used up a moment ago, and every move of an address deletes the
 * links before it: so it was mailed to the address that the account had then, `user.email`, and whoever used it reads that mailbox. A
 * blacklisted address stays unconfirmed, as it does where its own link is asked for.
 */
export async function afterReset(
  { sql, url, blacklistKey }: { sql: Sql; url: string; blacklistKey: BlacklistKey },
  user: Recipient,
): Promise<void> {
  await deleteOlderLinks(sql, user.id);
  if (!(await isBlacklistedAccount({ sql, blacklistKey }, user))) {
    await confirmAddress(sql, user.id, user.email);
    await liftConfirmedAddress(sql, blacklistKey, user.email);
  }
  await mailPasswordChanged(sql, url, user);
}
