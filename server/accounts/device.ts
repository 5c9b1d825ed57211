import { type createAuthMiddleware, getIP } from 'better-auth/api';
import { hex } from '../../db/hex.ts';
import { sha256 } from '../values/tokens.ts';

/**
 * The cookie of a device on which somebody signed in to an account or set its password (OWASP, "Slow Down Online Guessing
 * Attacks with Device Cookies"). It grants no access: it only keeps strangers' guesses from counting against the owner.
 * It contains random bits and a signed hash, no address.
 */

type AuthContext = Parameters<Parameters<typeof createAuthMiddleware>[0]>[0];

const DAYS = 180;
const deviceCookie = (ctx: AuthContext) => ctx.context.createAuthCookie('device', { maxAge: DAYS * 86_400 });

const sealNonce = async (nonce: string, email: string) =>
  hex(await sha256(`device\0${nonce}\0${email.toLowerCase()}`));

/** Marks this device as one of the account with this address. */
export async function rememberDevice(ctx: AuthContext, email: string): Promise<void> {
  const nonce = hex(crypto.getRandomValues(new Uint8Array(16)));
  const { name, attributes } = deviceCookie(ctx);
  await ctx.setSignedCookie(
    name,
    `${nonce}.${await sealNonce(nonce, email)}`,
    ctx.context.secret,
    attributes,
  );
}

/** The id of this device, or null where nobody has signed in to the account on it. */
export async function findKnownDevice(ctx: AuthContext, email: string): Promise<string | null> {
  const value = await ctx.getSignedCookie(deviceCookie(ctx).name, ctx.context.secret);
  const [nonce, sealed] = (value || '').split('.');
  return nonce && sealed === (await sealNonce(nonce, email)) ? nonce : null;
}

export const clientAddressOf = (ctx: AuthContext): string =>
  (ctx.headers && getIP(ctx.headers, ctx.context.options)) ?? '';
