import type { AuthDeps } from './auth-deps.ts';
import { mayMail } from './limits.ts';
import { mailAccountExists, mailConfirmationLink, type Recipient } from './mail.ts';
import { cannotBeConfirmed } from './nowhere.ts';
import { hasPassword } from './queries.ts';

/**
 * Tells a mailbox, and nobody else, that somebody signed up with an address that has an account: a new link to confirm it where that was never
 * done, else how to get in. The name and the password that were typed now are forgotten: they may be a stranger's.
 */
export async function mailKnownAddress(
  deps: AuthDeps,
  user: Recipient & { emailVerified: boolean },
): Promise<void> {
  const { sql, url, charge } = deps;
  const waits = !user.emailVerified && (await hasPassword(sql, user.id));
  if (!(await mayMail(charge, waits ? 'verify_email' : 'account_exists', user.email, user.emailVerified)))
    return;
  if (await cannotBeConfirmed(deps, user)) return;
  if (waits) await mailConfirmationLink(deps, user, false);
  else await mailAccountExists(sql, url, user);
}
