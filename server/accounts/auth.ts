import { type BetterAuthOptions, betterAuth } from 'better-auth';
import { APIError, createAuthMiddleware, getSessionFromCtx } from 'better-auth/api';
import type { Sql } from 'postgres';
import type { BlacklistKey } from '../blacklist/hmac.ts';
import { isBlacklisted } from '../blacklist/queries.ts';
import { signUpIdentifiersOf } from '../blacklist/rules.ts';
import { writeForCustomer } from '../customers/lock.ts';
import { isCustomer } from '../customers/queries.ts';
import type { Charge } from '../rate-limit.ts';
import { acceptEveryAddress } from './any-address.ts';
import { addressOf, knownDevice, rememberDevice } from './device.ts';
import { AccountsDialect } from './dialect.ts';
import { chargeAttempt, chargeGuess, type Limits, mayMail } from './limits.ts';
import { mailConfirmationLink, mailPasswordNotice, mailResetLink } from './mail.ts';
import type { Passwords } from './passwords.ts';
import { forgetOlderLinks, isClosedAddress, isClosedResetLink, recordSignIn } from './queries.ts';
import { afterReset } from './reset.ts';
import { accountActions } from './schema.ts';
import { tables } from './tables.ts';
import { hashedResetIdentifier } from './tokens.ts';

export interface AuthDeps {
  sql: Sql;
  secret: string;
  url: string;
  trustedOrigins: string[];
  blacklistKey: BlacklistKey;
  charge: Charge;
  limits: Limits;
  passwords: Passwords;
}

type Ctx = Parameters<Parameters<typeof createAuthMiddleware>[0]>[0];

/** Written by our server alone, over whatever a client sent: the address a connection came from. */
export const CLIENT_ADDRESS_HEADER = 'x-lethe-client-address';
export const SESSION_COOKIE = 'lethe.session_token';

/** better-auth on our tables. What it may not do is decided in `before`; its database hooks never query the pool. */
export function createAuth(deps: AuthDeps) {
  acceptEveryAddress();
  const { sql, url } = deps;
  const refused = new WeakSet<Request>();
  const resetFor = new WeakMap<Request, string>();
  // Named for each path, since the library has rules of its own for some.
  const perAddress = { window: 60, max: deps.limits.addressPerMinute };
  return betterAuth({
    baseURL: url,
    basePath: '/api/auth',
    secret: deps.secret,
    trustedOrigins: deps.trustedOrigins,
    // Its log lines quote addresses.
    logger: { disabled: true },
    telemetry: { enabled: false },
    // What the database refuses is answered by `http.ts`, in the words of the action.
    onAPIError: { throw: true },
    database: { dialect: new AccountsDialect(sql), type: 'postgres', transaction: true },
    ...tables,
    ...byEmail(deps, resetFor),
    rateLimit: {
      enabled: true,
      window: 60,
      max: deps.limits.addressPerMinute,
      customRules: Object.fromEntries(
        Object.keys(accountActions).map((action) => [`/${action}`, perAddress]),
      ),
      customStorage: { consume: (key, rule) => deps.charge(`address\0${key}`, rule) },
    },
    advanced: {
      cookiePrefix: 'lethe',
      database: { generateId: 'uuid' },
      useSecureCookies: url.startsWith('https:'),
      defaultCookieAttributes: { sameSite: 'lax', httpOnly: true },
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS_HEADER], ipv6Subnet: 64 },
    },
    databaseHooks: {
      user: {
        create: {
          // The verdict was reached before; refusing here gives the very answer and work of a duplicate address.
          before: async (_user, ctx) => {
            if (ctx?.request !== undefined && refused.has(ctx.request)) throw new APIError('FORBIDDEN');
          },
        },
      },
    },
    hooks: { before: vetoes(deps, refused), after: afterwards(deps, resetFor) },
  });
}

/** Passwords, and the messages without which there is none. */
const byEmail = (deps: AuthDeps, resetFor: WeakMap<Request, string>) => {
  const { sql, url, charge, passwords } = deps;
  return {
    emailAndPassword: {
      enabled: true,
      requireEmailVerification: true,
      minPasswordLength: 12,
      maxPasswordLength: 128,
      password: passwords,
      revokeSessionsOnPasswordReset: true,
      onPasswordReset: ({ user }, request) => {
        if (request !== undefined) resetFor.set(request, user.email);
        return afterReset(deps, user);
      },
      sendResetPassword: async ({ user, token }) => {
        const may = await mayMail(charge, 'reset_password', user.email, user.emailVerified);
        if (may) await mailResetLink(sql, url, user, token);
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

/** Nobody can have this address: a reset asked for a closed account goes the way of an unknown one. */
const NOBODY = 'nobody@invalid.example';

/** Limits for whoever names an account, or guesses its password. */
async function chargeAccount(deps: AuthDeps, ctx: Ctx): Promise<void> {
  const from = addressOf(ctx);
  if (ctx.path === '/change-password') {
    const session = await getSessionFromCtx(ctx, { disableRefresh: true });
    // The library reads the person after the session: a star in between leaves no address, and no session either.
    const own: string | null | undefined = session?.user.email;
    if (!own) return;
    // Signed in: a device of the account, if a borrowed one.
    return chargeGuess(deps, { email: own, from }, 'signed in');
  }
  const email: unknown = ctx.body?.email;
  if (typeof email !== 'string') return;
  if (ctx.path !== '/sign-in/email') return chargeAttempt(deps, ctx.path, { email, from });
  return chargeGuess(deps, { email, from }, await knownDevice(ctx, email));
}

async function refuseClosedLink(sql: Sql, token: unknown): Promise<void> {
  if (typeof token !== 'string') return;
  if (await isClosedResetLink(sql, await hashedResetIdentifier(token))) {
    throw new APIError('BAD_REQUEST', { message: 'Invalid token', code: 'INVALID_TOKEN' });
  }
}

/** What happens before any of the library's own work: limits, and what a closed or blacklisted person meets. */
const vetoes = (deps: AuthDeps, refused: WeakSet<Request>) =>
  createAuthMiddleware(async (ctx) => {
    const { sql } = deps;
    const email: unknown = ctx.body?.email;
    await chargeAccount(deps, ctx);
    if (ctx.path === '/sign-up/email' && ctx.request !== undefined && typeof email === 'string') {
      const identifiers = await signUpIdentifiersOf(email, deps.blacklistKey);
      if (email === NOBODY || (await isBlacklisted(sql, identifiers))) refused.add(ctx.request);
      // The library hashes it within its transaction: whoever waits in line there keeps a connection from everybody.
      await deps.passwords.prepare(ctx.body.password);
    }
    if (
      ctx.path === '/request-password-reset' &&
      typeof email === 'string' &&
      (await isClosedAddress(sql, email))
    ) {
      return { context: { body: { ...ctx.body, email: NOBODY } } };
    }
    if (ctx.path === '/reset-password') await refuseClosedLink(sql, ctx.body?.token);
    return undefined;
  });

/** What a success leaves behind: a new session, or the address whose password was set. */
const afterwards = ({ sql, url }: AuthDeps, resetFor: WeakMap<Request, string>) =>
  createAuthMiddleware(async (ctx) => {
    const reset = ctx.request && resetFor.get(ctx.request);
    if (reset !== undefined) await rememberDevice(ctx, reset);
    const { session, user } = ctx.context.newSession ?? {};
    if (session === undefined || user === undefined) return;
    if (ctx.path === '/change-password') {
      await forgetOlderLinks(sql, session.userId);
      await mailPasswordNotice(sql, url, user);
    }
    if (ctx.path !== '/sign-in/email') return;
    await rememberDevice(ctx, user.email);
    const from = { ipAddress: session.ipAddress || null, userAgent: session.userAgent || null };
    if (await isCustomer(sql, session.userId)) {
      await writeForCustomer(sql, session.userId, (tx) => recordSignIn(tx, session.userId, from));
    }
  });
