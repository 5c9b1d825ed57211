import type { Pools } from '../../db/connect.ts';
import type { Limits } from '../accounts/limits.ts';
import type { Passwords } from '../accounts/passwords.ts';
import type { BlacklistKey } from '../blacklist/hmac.ts';
import type { Assets } from '../http/assets.ts';
import type { Mailbox } from '../notifications/mailbox.ts';
import type { Bell } from '../systems/erasures/bell.ts';

/** What the product needs from outside; `main.ts` gathers it, tests give their own. */
export interface Deps {
  pools: Pools;
  /** The public address, for links and as a trusted origin. */
  url: string;
  /** Signs sessions and tokens. */
  secret: string;
  blacklistKey: BlacklistKey;
  demo: boolean;
  /** The one address whose `x-forwarded-for` is believed. */
  proxy: string | null;
  /** Present in demo mode without a Resend key. */
  mailbox: Mailbox | null;
  /** Rings when a decision has told systems of an erasure. */
  erasureBell: Bell;
  /** Calls a minute that one system key has in each scope; `CALLS_PER_MINUTE` unless given. */
  callsPerMinute?: number;
  /** Changes a minute that one signed-in person has; `CHANGES_PER_MINUTE` unless given. */
  changesPerMinute?: number;
  /** Where they differ from those of accounts/limits.ts. */
  limits?: Partial<Limits>;
  /** With another bound than that of accounts/passwords.ts. */
  passwords?: Passwords;
  /** The web build; null where nobody looks at pages. */
  assets: Assets | null;
}
