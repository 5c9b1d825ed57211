import type { AuthDeps } from './auth-deps.ts';
import { mayMail } from './limits.ts';
import { mailAccountExists, mailConfirmationLink, type Recipient } from './mail.ts';
import { hasPassword } from './queries.ts';
import { cannotBeConfirmed } from './unconfirmable.ts';

/**
 * Mails the owner of an address that somebody signed up with it although it has an account. An unconfirmed account gets a new link to confirm
 * it, any other the way to sign in. The name and password just typed are dropped: they may be a stranger's.
 */
export async function mailKnownAddress(
  deps: AuthDeps,
  user: Recipient & { emailVerified: boolean },
): Promise<void> {
  const { sql, url, charge } = deps;
  const awaitsConfirmation = !user.emailVerified && (await hasPassword(sql, user.id));
  if (
    !(await mayMail(
      charge,
      awaitsConfirmation ? 'verify_email' : 'account_exists',
      user.email,
      user.emailVerified,
    ))
  )
    return;
  if (await cannotBeConfirmed(deps, user)) return;
  if (awaitsConfirmation) await mailConfirmationLink(deps, user, false);
  else await mailAccountExists(sql, url, user);
}
