import type { createAuthMiddleware } from 'better-auth/api';
import type { Sql } from 'postgres';
import type { BlacklistKey } from '../blacklist/hmac.ts';
import type { Charge } from '../runtime/rate-limit.ts';
import type { Limits } from './limits.ts';
import type { Passwords } from './passwords.ts';
import type { UseCode } from './used-codes.ts';

export interface AuthDeps {
  sql: Sql;
  secret: string;
  url: string;
  trustedOrigins: string[];
  blacklistKey: BlacklistKey;
  charge: Charge;
  limits: Limits;
  passwords: Passwords;
  useCode: UseCode;
}

/** What the server needs when somebody follows the link of a letter. */
export type LinkDeps = Pick<AuthDeps, 'sql' | 'charge' | 'blacklistKey' | 'passwords'>;

/** The context that better-auth passes to a hook. */
export type AuthContext = Parameters<Parameters<typeof createAuthMiddleware>[0]>[0];
