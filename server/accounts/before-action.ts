import { APIError, createAuthMiddleware, getSessionFromCtx } from 'better-auth/api';
import { isBlacklisted } from '../blacklist/queries.ts';
import { signUpIdentifiersOf } from '../blacklist/rules.ts';
import { AppError } from '../errors.ts';
import { hashResetIdentifier } from '../values/tokens.ts';
import {
  createUserForHandedIn,
  findResetLink,
  isBlockedAddress,
  isClosedAddress,
} from './address-queries.ts';
import type { AuthContext, AuthDeps } from './auth-deps.ts';
import { clientAddressOf, findKnownDevice } from './device.ts';
import { chargeAttempt, chargeGuess, IN_SESSION } from './limits.ts';
import { isEasyToGuess } from './password-strength.ts';
import { admitCode, hasTwoFactor } from './two-factor.ts';

/** An address that nobody can have: a reset for a closed account runs as one for an unknown address. */
const NOBODY = 'nobody@invalid.example';

interface Notes {
  refusedSignUps: WeakSet<Request>;
  /** The calls whose code is for a sign-in, and not for a set-up. */
  codesOfSignIn: WeakSet<Request>;
}

/** Runs before the library's own work: charges the limits, and refuses closed and blacklisted people. */
export const createBeforeHook = (deps: AuthDeps, { refusedSignUps, codesOfSignIn }: Notes) =>
  createAuthMiddleware(async (ctx) => {
    const { sql } = deps;
    switch (ctx.path) {
      case '/sign-up/email':
        await chargeForNamedAccount(deps, ctx);
        return refuseSignUp(deps, ctx, refusedSignUps);
      case '/change-password':
        return refuseIfEasy(ctx.body.newPassword, 'newPassword', await chargeForOwnAccount(deps, ctx));
      case '/two-factor/enable':
      case '/two-factor/disable':
      case '/two-factor/generate-backup-codes':
        await chargeForOwnAccount(deps, ctx);
        return requireTwoFactor(ctx, ctx.path !== '/two-factor/enable');
      case '/two-factor/verify-totp':
      case '/two-factor/verify-backup-code': {
        const { isSignIn } = await admitCode(deps, ctx);
        if (isSignIn && ctx.request) codesOfSignIn.add(ctx.request);
        return undefined;
      }
      case '/reset-password':
        return refuseIfEasy(ctx.body.newPassword, 'newPassword', await requireOpenLink(deps, ctx.body.token));
      case '/request-password-reset':
        await chargeForNamedAccount(deps, ctx);
        if (await isClosedAddress(sql, ctx.body.email))
          return { context: { body: { ...ctx.body, email: NOBODY } } };
        await createUserForHandedIn(sql, ctx.body.email);
        return undefined;
      default:
        return chargeForNamedAccount(deps, ctx);
    }
  });

/** Charges the limits of anybody who names an account or guesses its password. */
async function chargeForNamedAccount(deps: AuthDeps, ctx: AuthContext): Promise<void> {
  const email: unknown = ctx.body?.email;
  if (typeof email !== 'string') return;
  const from = clientAddressOf(ctx);
  if (ctx.path !== '/sign-in/email') return chargeAttempt(deps, ctx.path, { email, from });
  return chargeGuess(deps, { email, from }, await findKnownDevice(ctx, email));
}

/** Charges the limits of a signed-in person; returns their address. */
async function chargeForOwnAccount(deps: AuthDeps, ctx: AuthContext): Promise<string | null> {
  const session = await getSessionFromCtx(ctx, { disableRefresh: true });
  // The library reads the user after the session. If the person was erased in between, there is neither address nor session.
  const own: string | null | undefined = session?.user.email;
  if (!own) return null;
  await chargeGuess(deps, { email: own, from: clientAddressOf(ctx) }, IN_SESSION);
  return own;
}

/** Errors: `two_factor_on`, `two_factor_off`. */
async function requireTwoFactor(ctx: AuthContext, on: boolean): Promise<void> {
  const session = await getSessionFromCtx(ctx, { disableRefresh: true });
  if (session && hasTwoFactor(session.user) !== on)
    throw new AppError(on ? 'two_factor_off' : 'two_factor_on');
}

async function refuseSignUp(
  deps: AuthDeps,
  ctx: AuthContext,
  refusedSignUps: WeakSet<Request>,
): Promise<void> {
  const { email, password } = ctx.body as { email: string; password: string };
  refuseIfEasy(password, 'password', email);
  const identifiers = await signUpIdentifiersOf(email, deps.blacklistKey);
  const isRefused =
    email === NOBODY ||
    (await isBlacklisted(deps.sql, identifiers)) ||
    (await isBlockedAddress(deps.sql, email));
  if (isRefused && ctx.request !== undefined) refusedSignUps.add(ctx.request);
  // The library hashes inside its transaction. Waiting for a turn there would keep a connection from everybody else.
  await deps.passwords.prepare(password);
}

/** Refuses the link of a closed customer. Returns the address that the link was mailed to, or null if the link is unknown. */
async function requireOpenLink({ sql }: AuthDeps, token: string): Promise<string | null> {
  const link = await findResetLink(sql, await hashResetIdentifier(token));
  if (link?.closed) throw new APIError('BAD_REQUEST', { message: 'Invalid token', code: 'INVALID_TOKEN' });
  return link?.email ?? null;
}

function refuseIfEasy(password: string, field: string, address: string | null): void {
  if (isEasyToGuess(password, address)) throw new AppError('password_too_easy', { field });
}
