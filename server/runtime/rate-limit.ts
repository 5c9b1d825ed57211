import type { Sql } from 'postgres';

/** At most `max` attempts in `window` seconds. */
export interface RateLimit {
  window: number;
  max: number;
}

export interface ChargeResult {
  allowed: boolean;
  /** Seconds until the window ends; null while attempts are left. */
  retryAfter: number | null;
}

/**
 * Counts one attempt against a key in one statement, for all servers together. The table has keyed hashes only: it shows neither who
 * tried nor from where.
 */
export function createRateLimiter(sql: Sql, secret: string) {
  const imported = crypto.subtle.importKey(
    'raw',
    new TextEncoder().encode(`rate limit\0${secret}`),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['sign'],
  );
  return async function charge(what: string, { window, max }: RateLimit): Promise<ChargeResult> {
    const key = new Uint8Array(
      await crypto.subtle.sign('HMAC', await imported, new TextEncoder().encode(what)),
    );
    const seconds = `${window} seconds`;
    const [row] = await sql<[{ count: number; left: number }]>`
      insert into lethe.rate_limits as r (key, count, expires_at) values (${key}, 1, now() + ${seconds}::interval)
      on conflict (key) do update set
        count = case when r.expires_at <= now() then 1 else r.count + 1 end,
        window_started_at = case when r.expires_at <= now() then now() else r.window_started_at end,
        expires_at = case when r.expires_at <= now() then excluded.expires_at else r.expires_at end
      returning count, ceil(extract(epoch from expires_at - now()))::int as left`;
    return row.count <= max ? { allowed: true, retryAfter: null } : { allowed: false, retryAfter: row.left };
  };
}

export type Charge = ReturnType<typeof createRateLimiter>;
