import type { Sql } from 'postgres';
import { AppError } from '../../errors.ts';
import type { Charge } from '../../runtime/rate-limit.ts';
import { hashOfSystemKey } from './key.ts';
import { findSystemKey, type StoredKey } from './queries.ts';
import type { Scope } from './schema.ts';

/** Ten a second on average, in each scope: enough for a busy system, few enough to notice one that runs wild. */
export const CALLS_PER_MINUTE = 600;

/** A call of a system: its key, and how many calls a minute a key has in each scope. */
export interface SystemCall {
  sql: Sql;
  charge: Charge;
  systemKey: string | null;
  callsPerMinute: number;
}

/** Consent checks have ten times the limit: each is one indexed read, and a newsletter asks before each mail. */
const CONSENT_CHECK_FACTOR = 10;

/**
 * Identifies the calling system by its key alone; a session is not accepted. Each procedure of a batch counts against its own scope, so that
 * a system that sends many customers can still read erasures. Errors: `system_key_required`, `system_key_invalid`, `system_key_revoked`,
 * `system_key_expired`, `scope_missing`, `too_many_requests`.
 */
export async function admit(
  { sql, charge, systemKey, callsPerMinute }: SystemCall,
  scope: Scope,
): Promise<{ systemId: string; systemKeyId: string }> {
  const key = await requireValidKey(sql, systemKey);
  const max = scope === 'consents:read' ? callsPerMinute * CONSENT_CHECK_FACTOR : callsPerMinute;
  const { allowed, retryAfter } = await charge(`system\0${key.keyId}\0${scope}`, { window: 60, max });
  if (!allowed) throw new AppError('too_many_requests', { retryAfter });
  if (!key.scopes.includes(scope)) throw new AppError('scope_missing');
  return { systemId: key.systemId, systemKeyId: key.keyId };
}

/**
 * Returns the key if it is valid now; a procedure that has waited must check again. Errors: `system_key_required`, `system_key_invalid`,
 * `system_key_revoked`, `system_key_expired`.
 */
export async function requireValidKey(sql: Sql, systemKey: string | null): Promise<StoredKey> {
  if (systemKey === null) throw new AppError('system_key_required');
  const key = await findSystemKey(sql, await hashOfSystemKey(systemKey));
  if (key === undefined) throw new AppError('system_key_invalid');
  if (key.revoked) throw new AppError('system_key_revoked');
  if (key.expired) throw new AppError('system_key_expired');
  return key;
}
