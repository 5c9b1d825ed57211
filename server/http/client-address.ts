import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { ClientFacts } from '../accounts/queries.ts';
import { ipAddress } from '../values/ip-address.ts';

/** Sign-ins, sessions and consents store this much of `User-Agent`; browsers send less. */
export const USER_AGENT_CHARACTERS = 512;

const shortened = (text: string | undefined): string | null =>
  text?.replaceAll('\0', '').slice(0, USER_AGENT_CHARACTERS) || null;

/** Some proxies write the client's port behind its address, and brackets around IPv6. */
function addressIn(entry: string): string | null {
  const [, bracketed] = /^\[([^[\]]+)\](?::\d{1,5})?$/u.exec(entry) ?? [];
  const [, beforePort] = /^([\d.]+):\d{1,5}$/u.exec(entry) ?? [];
  return ipAddress(bracketed ?? beforePort ?? entry);
}

/**
 * The address a call comes from: the socket's own. Anybody can write `x-forwarded-for`, so it counts only where the socket is the
 * configured proxy's, and then only its last entry, which that proxy wrote. Without a client's own address all clients would share one limit.
 */
export function clientFacts(c: Context, proxy: string | null): ClientFacts {
  const { incoming } = (c.env ?? {}) as Partial<HttpBindings>;
  const remote = incoming?.socket.remoteAddress;
  const socket = remote === undefined ? null : (ipAddress(remote) ?? remote);
  const forwarded = c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() ?? '';
  return {
    ipAddress: (proxy !== null && socket === proxy ? addressIn(forwarded) : null) ?? socket,
    userAgent: shortened(c.req.header('user-agent')),
  };
}
