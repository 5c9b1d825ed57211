import { type BetterAuthOptions, betterAuth } from 'better-auth';
import { APIError, getIP } from 'better-auth/api';
import type { Sql } from 'postgres';
import { PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH, RESET_LINK_HOURS } from '../values/limits-and-periods.ts';
import { acceptEveryAddress } from './accept-every-address.ts';
import { createAfterHook } from './after-action.ts';
import type { AuthContext, AuthDeps } from './auth-deps.ts';
import { createBeforeHook } from './before-action.ts';
import { AccountsDialect } from './dialect.ts';
import { mailKnownAddress } from './known-address.ts';
import { mayMail } from './limits.ts';
import { mailConfirmationLink, mailResetLink } from './mail.ts';
import { afterReset } from './reset.ts';
import { tables } from './tables.ts';
import { hasTwoFactor, twoFactorPlugin } from './two-factor.ts';
import { cannotBeConfirmed } from './unconfirmable.ts';

/** Header with the address of the client. Our server sets it and overwrites what a client sent. */
export const CLIENT_ADDRESS_HEADER = 'x-lethe-client-address';

/** Of an IPv6 address only the network counts: whoever has one address of it has all of them. */
export const clientAddressOptions = { ipAddressHeaders: [CLIENT_ADDRESS_HEADER], ipv6Subnet: 64 as const };
export const clientAddressIn = (headers: Headers): string =>
  getIP(headers, { advanced: { ipAddress: clientAddressOptions } }) ?? '';

/** The library keeps the network with a session. Its owner looks for the address, to know it again. */
export const ownAddressOf = (ctx: Pick<AuthContext, 'headers'> | null) => ({
  ipAddress: ctx?.headers?.get(CLIENT_ADDRESS_HEADER) || null,
});

const isSecure = (url: string) => url.startsWith('https:');
/** A browser accepts a `__Host-` cookie only by https and from this very host: no other host of the domain can set one. */
const cookiePrefix = (url: string) => (isSecure(url) ? '__Host-lethe' : 'lethe');
export const sessionCookieName = (url: string): string => `${cookiePrefix(url)}.session_token`;
/** Of somebody on the way to the provider of single sign-on. */
export const stateCookieName = (url: string): string => `${cookiePrefix(url)}.state`;

/** Also of the library's other instance, for single sign-on: both read each other's sessions. */
export const cookieSettings = (url: string) => ({
  cookiePrefix: cookiePrefix(url),
  // Otherwise the library puts its own `__Secure-` before our prefix.
  useSecureCookies: false,
  defaultCookieAttributes: { sameSite: 'lax', httpOnly: true, secure: isSecure(url), path: '/' } as const,
});

export const databaseSettings = (sql: Sql) => ({
  dialect: new AccountsDialect(sql),
  type: 'postgres' as const,
  schemaName: 'lethe',
  transaction: true,
});

/** better-auth on our tables. The `before` hook refuses what is not allowed; the database hooks never query the pool. */
export function createAuth(deps: AuthDeps) {
  acceptEveryAddress();
  const { sql, url } = deps;
  const refusedSignUps = new WeakSet<Request>();
  const emailOfReset = new WeakMap<Request, string>();
  const codesOfSignIn = new WeakSet<Request>();
  return betterAuth({
    baseURL: url,
    basePath: '/api/auth',
    secret: deps.secret,
    trustedOrigins: deps.trustedOrigins,
    // The library's log lines quote addresses.
    logger: { disabled: true },
    telemetry: { enabled: false },
    // `http.ts` turns errors of the database into the answer of the action.
    onAPIError: { throw: true },
    // Whatever the search path of a session: behind a pooler it is not ours.
    database: databaseSettings(sql),
    ...tables,
    plugins: [twoFactorPlugin(url)],
    ...emailSettings(deps, emailOfReset),
    // `http.ts` charges the client address, before an action waits for its turn.
    rateLimit: { enabled: false },
    advanced: {
      ...cookieSettings(url),
      database: { generateId: 'uuid' },
      ipAddress: clientAddressOptions,
    },
    databaseHooks: {
      session: { create: { before: beginSession } },
      user: {
        create: {
          // The `before` hook has already decided. A refusal here costs the same work and gives the same answer as a duplicate address.
          before: async (_user, ctx) => {
            if (ctx?.request !== undefined && refusedSignUps.has(ctx.request))
              throw new APIError('FORBIDDEN');
          },
        },
      },
    },
    hooks: {
      before: createBeforeHook(deps, { refusedSignUps, codesOfSignIn }),
      after: createAfterHook(deps, { emailOfReset, codesOfSignIn }),
    },
  });
}

/** A new password proves less than a code does: with two-factor sign-in, the renewed session keeps the time of its last proof. */
const beginSession = async (session: object, ctx: AuthContext | null) => {
  const before = ctx?.path === '/change-password' ? ctx.context.session : null;
  const keepsProof = before && hasTwoFactor(before.user);
  return {
    data: {
      ...session,
      ...ownAddressOf(ctx),
      ...(keepsProof && { confirmedAt: before.session.confirmedAt }),
    },
  };
};

/** In seconds. */
const HOUR = 3600;

/** Rules for passwords, and the letters that confirm an address or reset a password. */
const emailSettings = (deps: AuthDeps, emailOfReset: WeakMap<Request, string>) => {
  const { sql, url, charge, passwords } = deps;
  return {
    emailAndPassword: {
      enabled: true,
      requireEmailVerification: true,
      minPasswordLength: PASSWORD_MIN_LENGTH,
      maxPasswordLength: PASSWORD_MAX_LENGTH,
      resetPasswordTokenExpiresIn: RESET_LINK_HOURS * HOUR,
      password: passwords,
      revokeSessionsOnPasswordReset: true,
      onPasswordReset: ({ user }, request) => {
        // With two-factor sign-in, a device is known only once a code was entered on it.
        if (request !== undefined && !hasTwoFactor(user)) emailOfReset.set(request, user.email);
        return afterReset(deps, user);
      },
      onExistingUserSignUp: ({ user }) => mailKnownAddress(deps, user),
      sendResetPassword: async ({ user, token }) => {
        const may = await mayMail(charge, 'reset_password', user.email, user.emailVerified);
        if (may && !(await cannotBeConfirmed(deps, user))) await mailResetLink(sql, url, user, token);
      },
    },
    emailVerification: {
      sendOnSignUp: true,
      sendOnSignIn: true,
      sendVerificationEmail: async ({ user }, request) => {
        if (!(await mayMail(charge, 'verify_email', user.email))) return;
        const isNew = request !== undefined && new URL(request.url).pathname.endsWith('/sign-up/email');
        await mailConfirmationLink(deps, user, isNew);
      },
    },
  } satisfies Partial<BetterAuthOptions>;
};

export type Auth = ReturnType<typeof createAuth>;
