import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { ClientFacts } from './accounts/queries.ts';

const shortened = (text: string | undefined): string | null =>
  text?.replaceAll('\0', '').slice(0, 400) || null;

/**
 * From where a call comes: the socket's own address. Headers such as `x-forwarded-for` are anybody's to write, so they
 * count only from a proxy that was configured.
 */
export function clientFacts(c: Context): ClientFacts {
  const { incoming } = (c.env ?? {}) as Partial<HttpBindings>;
  return {
    ipAddress: incoming?.socket.remoteAddress?.replace(/^::ffff:/u, '') ?? null,
    userAgent: shortened(c.req.header('user-agent')),
  };
}
