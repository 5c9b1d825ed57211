import type { createAuthMiddleware } from 'better-auth/api';
import type { Sql } from 'postgres';
import type { BlacklistKey } from '../blacklist/hmac.ts';
import type { Charge } from '../rate-limit.ts';
import type { Limits } from './limits.ts';
import type { Passwords } from './passwords.ts';

export interface AuthDeps {
  sql: Sql;
  secret: string;
  url: string;
  trustedOrigins: string[];
  blacklistKey: BlacklistKey;
  charge: Charge;
  limits: Limits;
  passwords: Passwords;
}

/** An action of the library under way. */
export type Ctx = Parameters<Parameters<typeof createAuthMiddleware>[0]>[0];
