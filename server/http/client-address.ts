import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import * as v from 'valibot';
import type { ClientFacts } from '../accounts/queries.ts';

/** Sign-ins, sessions and consents store this much of `User-Agent`; browsers send less. */
export const USER_AGENT_CHARACTERS = 512;

const shortened = (text: string | undefined): string | null =>
  text?.replaceAll('\0', '').slice(0, USER_AGENT_CHARACTERS) || null;

/**
 * The address a call comes from: the socket's own. Anybody can write `x-forwarded-for`, so it counts only where the socket is the
 * configured proxy's, and then only its last entry, which that proxy wrote.
 */
export function clientFacts(c: Context, proxy: string | null): ClientFacts {
  const { incoming } = (c.env ?? {}) as Partial<HttpBindings>;
  const socket = incoming?.socket.remoteAddress?.replace(/^::ffff:/u, '') ?? null;
  const forwardedAddress = c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim();
  return {
    ipAddress:
      proxy !== null && socket === proxy && v.is(v.pipe(v.string(), v.ip()), forwardedAddress)
        ? forwardedAddress
        : socket,
    userAgent: shortened(c.req.header('user-agent')),
  };
}
