import type { Sql } from 'postgres';
import { AppError } from '../errors.ts';
import type { Charge } from '../rate-limit.ts';
import { hashOfServiceKey } from './key.ts';
import { findServiceKey, type HeldKey } from './queries.ts';
import type { Scope } from './schema.ts';

/** A call of a service: the key it showed, and how many calls a minute it has in each scope. */
export interface Caller {
  sql: Sql;
  charge: Charge;
  serviceKey: string | null;
  callsPerMinute: number;
}

/** A check is one indexed read, and is asked for before each mail of a newsletter. */
const CHECKS = 10;

/**
 * Who calls, by the key alone: a session does not open this door. Each procedure of a batch is charged to
 * its scope, so that a service that asks about many people still hears of erasures. Errors: `service_key_required`,
 * `service_key_invalid`, `service_key_revoked`, `service_key_expired`, `scope_missing`, `too_many_requests`.
 */
export async function admit(
  { sql, charge, serviceKey, callsPerMinute }: Caller,
  scope: Scope,
): Promise<{ recipientId: string }> {
  const key = await holderOf(sql, serviceKey);
  const max = scope === 'consents:read' ? callsPerMinute * CHECKS : callsPerMinute;
  const { allowed, retryAfter } = await charge(`service\0${key.keyId}\0${scope}`, { window: 60, max });
  if (!allowed) throw new AppError('too_many_requests', { retryAfter });
  if (!key.scopes.includes(scope)) throw new AppError('scope_missing');
  return { recipientId: key.recipientId };
}

/**
 * A key that is good now: to be asked again by whoever has waited. Errors: `service_key_required`, `service_key_invalid`,
 * `service_key_revoked`, `service_key_expired`.
 */
export async function holderOf(sql: Sql, serviceKey: string | null): Promise<HeldKey> {
  if (serviceKey === null) throw new AppError('service_key_required');
  const key = await findServiceKey(sql, await hashOfServiceKey(serviceKey));
  if (key === undefined) throw new AppError('service_key_invalid');
  if (key.revoked) throw new AppError('service_key_revoked');
  if (key.expired) throw new AppError('service_key_expired');
  return key;
}
