import { type BetterAuthOptions, betterAuth } from 'better-auth';
import { APIError, createAuthMiddleware, getIP, isAPIError } from 'better-auth/api';
import { writeForCustomer } from '../customers/lock.ts';
import { isCustomer } from '../customers/queries.ts';
import { PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH, RESET_LINK_HOURS } from '../values/limits-and-periods.ts';
import { acceptEveryAddress } from './accept-every-address.ts';
import type { AuthDeps } from './auth-deps.ts';
import { createBeforeHook } from './before-action.ts';
import { rememberDevice } from './device.ts';
import { AccountsDialect } from './dialect.ts';
import { mailKnownAddress } from './known-address.ts';
import { mayMail } from './limits.ts';
import { mailConfirmationLink, mailPasswordChanged, mailResetLink } from './mail.ts';
import { deleteOlderLinks, recordSignIn } from './queries.ts';
import { afterReset } from './reset.ts';
import { tables } from './tables.ts';
import { cannotBeConfirmed } from './unconfirmable.ts';

/** Header with the address of the client. Our server sets it and overwrites what a client sent. */
export const CLIENT_ADDRESS_HEADER = 'x-lethe-client-address';

/** Of an IPv6 address only the network counts: whoever has one address of it has all of them. */
const clientAddressOptions = { ipAddressHeaders: [CLIENT_ADDRESS_HEADER], ipv6Subnet: 64 as const };
export const clientAddressIn = (headers: Headers): string =>
  getIP(headers, { advanced: { ipAddress: clientAddressOptions } }) ?? '';

const isSecure = (url: string) => url.startsWith('https:');
/** A browser accepts a `__Host-` cookie only by https and from this very host: no other host of the domain can set one. */
const cookiePrefix = (url: string) => (isSecure(url) ? '__Host-lethe' : 'lethe');
export const sessionCookieName = (url: string): string => `${cookiePrefix(url)}.session_token`;

const cookieSettings = (url: string) => ({
  cookiePrefix: cookiePrefix(url),
  // Otherwise the library puts its own `__Secure-` before our prefix.
  useSecureCookies: false,
  defaultCookieAttributes: { sameSite: 'lax', httpOnly: true, secure: isSecure(url), path: '/' } as const,
});

/** better-auth on our tables. The `before` hook refuses what is not allowed; the database hooks never query the pool. */
export function createAuth(deps: AuthDeps) {
  acceptEveryAddress();
  const { sql, url } = deps;
  const refusedSignUps = new WeakSet<Request>();
  const emailOfReset = new WeakMap<Request, string>();
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
    database: { dialect: new AccountsDialect(sql), type: 'postgres', transaction: true },
    ...tables,
    ...emailSettings(deps, emailOfReset),
    // `http.ts` charges the client address, before an action waits for its turn.
    rateLimit: { enabled: false },
    advanced: {
      ...cookieSettings(url),
      database: { generateId: 'uuid' },
      ipAddress: clientAddressOptions,
    },
    databaseHooks: {
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
    hooks: { before: createBeforeHook(deps, refusedSignUps), after: createAfterHook(deps, emailOfReset) },
  });
}

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
        if (request !== undefined) emailOfReset.set(request, user.email);
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

/** Runs after a successful action: remembers the device, records the sign-in, and ends older links after a password change. */
const createAfterHook = ({ sql, url }: AuthDeps, emailOfReset: WeakMap<Request, string>) =>
  createAuthMiddleware(async (ctx) => {
    const resetEmail = ctx.request && emailOfReset.get(ctx.request);
    if (resetEmail !== undefined) await rememberDevice(ctx, resetEmail);
    const { session, user } = ctx.context.newSession ?? {};
    // A refused action may have a new session too: the library prolonged the one that called.
    if (session === undefined || user === undefined || isAPIError(ctx.context.returned)) return;
    if (ctx.path === '/change-password') {
      await deleteOlderLinks(sql, session.userId);
      await mailPasswordChanged(sql, url, user);
    }
    if (ctx.path !== '/sign-in/email') return;
    await rememberDevice(ctx, user.email);
    const from = { ipAddress: session.ipAddress || null, userAgent: session.userAgent || null };
    if (await isCustomer(sql, session.userId)) {
      await writeForCustomer(sql, session.userId, (tx) => recordSignIn(tx, session.userId, from));
    }
  });
