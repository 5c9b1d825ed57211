import { getSessionFromCtx } from 'better-auth/api';
import { twoFactor } from 'better-auth/plugins/two-factor';
import { AppError } from '../errors.ts';
import { SECOND_FACTOR_MINUTES } from '../values/limits-and-periods.ts';
import type { AuthContext, AuthDeps } from './auth-deps.ts';
import { clientAddressOf, findKnownDevice } from './device.ts';
import { chargeCode, IN_SESSION } from './limits.ts';
import { twoFactorTables } from './tables.ts';

/** The library's plugin. An app shows the server's host beside the code. */
export const twoFactorPlugin = (url: string) =>
  twoFactor({
    issuer: new URL(url).hostname,
    // In seconds.
    twoFactorCookieMaxAge: SECOND_FACTOR_MINUTES * 60,
    // It would lock out the owner for whoever knows the password. Our limits let known devices in.
    accountLockout: { enabled: false },
    schema: twoFactorTables,
  });

/** The plugin adds the field; the type of a user does not know it. */
export const hasTwoFactor = (user: object): boolean =>
  'twoFactorEnabled' in user && user.twoFactorEnabled === true;

/**
 * Runs before a code is checked. Charges the limits and uses the code of an app up. In a session only the code that completes the set-up
 * counts: any other would be a way to guess. Answers whether the code is for a sign-in. Errors: `two_factor_on`, `two_factor_off`, `wrong_code`, 429.
 */
export async function admitCode(deps: AuthDeps, ctx: AuthContext): Promise<{ isSignIn: boolean }> {
  const session = await getSessionFromCtx(ctx, { disableRefresh: true });
  const user = session?.user ?? (await findChallenged(ctx));
  // The library refuses: nobody has given a password.
  if (!user) return { isSignIn: false };
  const isOfApp = ctx.path === '/two-factor/verify-totp';
  if (session && hasTwoFactor(user)) throw new AppError('two_factor_on');
  if (session && !isOfApp) throw new AppError('two_factor_off');
  const device = session ? IN_SESSION : await findKnownDevice(ctx, user.email);
  await chargeCode(deps, { userId: user.id, from: clientAddressOf(ctx) }, device);
  if (isOfApp && (await deps.useCode(user.id, ctx.body.code)) === 'used')
    throw new AppError('wrong_code', { field: 'code' });
  return { isSignIn: !session };
}

/** Whoever gave the right password in this browser a moment ago. */
async function findChallenged(ctx: AuthContext) {
  const { name } = ctx.context.createAuthCookie('two_factor');
  const challenge = await ctx.getSignedCookie(name, ctx.context.secret);
  const found = challenge && (await ctx.context.internalAdapter.findVerificationValue(challenge));
  return found ? ctx.context.internalAdapter.findUserById(found.value) : null;
}
