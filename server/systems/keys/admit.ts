import type { Sql } from 'postgres';
import { AppError } from '../../errors.ts';
import type { Charge } from '../../runtime/rate-limit.ts';
import { hashOfSystemKey } from './key.ts';
import { findSystemKey, type HeldKey } from './queries.ts';
import type { Scope } from './schema.ts';

/** A call of a system: the key it showed, and how many calls a minute it has in each scope. */
export interface Caller {
  sql: Sql;
  charge: Charge;
  systemKey: string | null;
  callsPerMinute: number;
}

/** A check is one indexed read, and is asked for before each mail of a newsletter. */
const CHECKS = 10;

/**
 * Who calls, by the key alone: a session does not open this door. Each procedure of a batch is charged to
 * its scope, so that a system that asks about many people still hears of erasures. Errors: `system_key_required`,
 * `system_key_invalid`, `system_key_revoked`, `system_key_expired`, `scope_missing`, `too_many_requests`.
 */
export async function admit(
  { sql, charge, systemKey, callsPerMinute }: Caller,
  scope: Scope,
): Promise<{ systemId: string }> {
  const key = await holderOf(sql, systemKey);
  const max = scope === 'consents:read' ? callsPerMinute * CHECKS : callsPerMinute;
  const { allowed, retryAfter } = await charge(`system\0${key.keyId}\0${scope}`, { window: 60, max });
  if (!allowed) throw new AppError('too_many_requests', { retryAfter });
  if (!key.scopes.includes(scope)) throw new AppError('scope_missing');
  return { systemId: key.systemId };
}

/**
 * A key that is good now: to be asked again by whoever has waited. Errors: `system_key_required`, `system_key_invalid`,
 * `system_key_revoked`, `system_key_expired`.
 */
export async function holderOf(sql: Sql, systemKey: string | null): Promise<HeldKey> {
  if (systemKey === null) throw new AppError('system_key_required');
  const key = await findSystemKey(sql, await hashOfSystemKey(systemKey));
  if (key === undefined) throw new AppError('system_key_invalid');
  if (key.revoked) throw new AppError('system_key_revoked');
  if (key.expired) throw new AppError('system_key_expired');
  return key;
}
