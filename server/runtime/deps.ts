import type { Pools } from '../../db/connect.ts';
import type { Limits } from '../accounts/limits.ts';
import type { Passwords } from '../accounts/passwords.ts';
import type { BlacklistKey } from '../blacklist/hmac.ts';
import type { Assets } from '../http/assets.ts';
import type { Mailbox } from '../notifications/mailbox.ts';
import type { SingleSignOn } from '../team/single-sign-on/variables.ts';
import type { AllowedHost } from '../webhooks/hosts.ts';
import type { Bell } from './bell.ts';

/** Everything that the app needs from outside: `main.ts` creates it, and tests pass their own. */
export interface Deps {
  pools: Pools;
  /** The public address, for links and as a trusted origin. */
  url: string;
  /** Signs sessions and tokens. */
  secret: string;
  blacklistKey: BlacklistKey;
  /** Whether an admin needs two-factor sign-in before the first decision; not unless given. */
  secondFactorRequired?: boolean;
  /** The provider where admins sign in; none unless given. */
  singleSignOn?: SingleSignOn | undefined;
  /** Address of the proxy whose `x-forwarded-for` counts; null where there is none. */
  proxy: string | null;
  /** Present in demo mode without a mail provider. */
  mailbox: Mailbox | null;
  /** Who takes the mail where there is no mailbox. */
  mailProvider?: 'smtp' | 'resend' | undefined;
  /** Whom webhooks may call; nobody unless given. */
  webhookHosts?: readonly AllowedHost[];
  /** Rings when a decision has notified systems. */
  erasureBell: Bell;
  /** Calls a minute for one system key in each scope; `CALLS_PER_MINUTE` unless given. */
  callsPerMinute?: number;
  /** Changes a minute for one signed-in person; `CHANGES_PER_MINUTE` unless given. */
  changesPerMinute?: number;
  /** Limits that differ from accounts/limits.ts. */
  limits?: Partial<Limits>;
  /** Tests pass one with another limit than accounts/passwords.ts. */
  passwords?: Passwords;
  /** The web build; null where the server serves no pages. */
  assets: Assets | null;
}
