import { initTRPC, TRPCError } from '@trpc/server';
import type { Sql } from 'postgres';
import type { Passwords } from './accounts/passwords.ts';
import type { UseCode } from './accounts/used-codes.ts';
import type { BlacklistKey } from './blacklist/hmac.ts';
import { AppError, type ErrorKind } from './errors.ts';
import {
  requireAdmin,
  requireConfirmation,
  requireCustomer,
  requireManagementOn,
  requireSignedIn,
} from './http/ladder.ts';
import { isPageOfAnotherAccount, owesConsent, type Viewer } from './http/session.ts';
import { causeName, problemOf, translate } from './http/translate.ts';
import type { Mailbox } from './notifications/mailbox.ts';
import type { MailProvider } from './notifications/schema.ts';
import type { Bell } from './runtime/bell.ts';
import type { ConcurrencyLimit } from './runtime/concurrency-limit.ts';
import { type LogRefusal, log } from './runtime/log.ts';
import type { Charge } from './runtime/rate-limit.ts';
import { admit } from './systems/keys/admit.ts';
import type { Scope } from './systems/keys/schema.ts';
import { hasRight } from './team/rules.ts';
import { CONFIRMATION_MINUTES, STRICT_CONFIRMATION_MINUTES } from './values/limits-and-periods.ts';
import type { Right } from './values/rights.ts';
import type { AllowedHost } from './webhooks/hosts.ts';

/** Everything that a procedure may use. `createApp(deps)` provides what lives longer than the call. */
export interface Context {
  viewer: Viewer;
  /** The account of the calling page, as the page states it; null for programs and for pages without an account. */
  pageOf: string | null;
  /** The pool for ordinary statements. */
  sql: Sql;
  /** The pool for decisions, with long timeouts. */
  decisions: Sql;
  /** The pool for batches of systems. */
  batches: Sql;
  blacklistKey: BlacklistKey;
  /** Counts an attempt, for all servers together. */
  charge: Charge;
  logRefusal: LogRefusal;
  /** The key that a system sent; null for people. */
  systemKey: string | null;
  /** Calls a minute for one system key in each scope. */
  callsPerMinute: number;
  /** Changes a minute for one person. */
  changesPerMinute: number;
  /** Limits simultaneous batches of one system on this server. */
  batchLimit: ConcurrencyLimit;
  /** Hashes and compares passwords, few at a time. */
  passwords: Passwords;
  /** Checks a code of an authenticator app and uses it up. */
  useCode: UseCode;
  /** Rings when a decision has notified systems. */
  erasureBell: Bell;
  /** Whom webhooks may call, and how their secrets are encrypted. */
  webhooks: { hosts: readonly AllowedHost[]; seal: (secret: string) => Promise<string> };
  /** Public address of this server, for links in letters. */
  url: string;
  /** Present in demo mode without a mail provider. */
  mailbox: Mailbox | null;
  /** Who takes the mail; null where nobody does. */
  mailProvider: MailProvider | null;
  /** Whether the sign-in page offers the provider of single sign-on. */
  singleSignOn: boolean;
  /** Whether an admin needs two-factor sign-in before the first decision. */
  secondFactorRequired: boolean;
  ipAddress: string | null;
  userAgent: string | null;
}

/** What a procedure declares beside its input and output. */
export interface Meta {
  /** The scope of a system key that opens it. */
  scope?: Scope;
  /** The right of an admin that opens it. */
  right?: Right;
}

const t = initTRPC
  .context<Context>()
  .meta<Meta>()
  .create({
    isDev: false,
    errorFormatter({ shape, error }) {
      const appError = error instanceof AppError ? error : translate(error);
      return {
        message: appError.message,
        code: shape.code,
        data: {
          code: shape.data.code,
          httpStatus: shape.data.httpStatus,
          kind: appError.kind satisfies ErrorKind,
          ...(appError.field === undefined ? {} : { field: appError.field }),
          ...(appError.kind === 'invalid_input' ? { problem: problemOf(error) } : {}),
        },
      };
    },
  });

/** Refusals because of who calls, or how often: an operator looks for these after an attack. */
const LOGGED_CODES = new Set<TRPCError['code']>(['UNAUTHORIZED', 'FORBIDDEN', 'TOO_MANY_REQUESTS']);
const isLoggedRefusal = ({ code, kind }: AppError) => LOGGED_CODES.has(code) || kind === 'wrong_password';

/** Turns every failure into an error of the catalog. Logs unexpected failures by name and code only. */
const reportFailures = t.middleware(async ({ ctx, next, path }) => {
  const result = await next();
  if (result.ok) return result;
  if (result.error instanceof AppError) {
    if (isLoggedRefusal(result.error)) ctx.logRefusal(result.error, `/trpc/${path}`, ctx.ipAddress);
    return result;
  }
  if (result.error.code === 'BAD_REQUEST') return result;
  const error = translate(result.error);
  if (error.kind === 'internal_error' || error.kind === 'database_full')
    log('procedure_failed', { path, cause: causeName(result.error) });
  throw error;
});

export const router = t.router;
export const mergeRouters = t.mergeRouters;
export const createCallerFactory = t.createCallerFactory;

/**
 * Counts the changes of each signed-in person, failed ones included: each call of a batch, on all servers together. Reading is not
 * counted. Systems have a limit of their own.
 */
const limitChanges = t.middleware(async ({ ctx, type, next }) => {
  const { viewer, charge, changesPerMinute } = ctx;
  if (type !== 'mutation' || viewer.role === 'visitor') return next();
  const person = viewer.role === 'admin' ? viewer.adminId : viewer.customerId;
  const { allowed, retryAfter } = await charge(`change\0${person}`, { window: 60, max: changesPerMinute });
  if (!allowed) throw new AppError('too_many_requests', { retryAfter });
  return next();
});

/** Any page may ask who is signed in. */
const WHO_IS_SIGNED_IN = 'account.me';

/** Refuses a page of another account: somebody else may have signed in meanwhile in another window of the same browser. */
const requireOwnPage = t.middleware(({ ctx, path, next }) => {
  if (path !== WHO_IS_SIGNED_IN && isPageOfAnotherAccount(ctx.viewer, ctx.pageOf))
    throw new AppError('other_account');
  return next();
});

/** A query without input counts as one with `{}`. A mutation must send `{}`: another site could send a call without a body. */
const defaultToEmptyInput = t.middleware(({ type, getRawInput, next }) =>
  type === 'query' ? next({ getRawInput: async () => (await getRawInput()) ?? {} }) : next(),
);
export const publicProcedure = t.procedure
  .use(reportFailures)
  .use(requireOwnPage)
  .use(limitChanges)
  .use(defaultToEmptyInput);

/** For whoever is signed in. Proves `ctx.userId`. */
export const signedInProcedure = publicProcedure.use(({ ctx, next }) => {
  const viewer = requireSignedIn(ctx.viewer);
  const userId = viewer.role === 'admin' ? viewer.adminId : viewer.customerId;
  return next({ ctx: { ...ctx, viewer, userId } });
});

/** An open customer, with or without consent. Proves `ctx.customerId`. */
export const signedInCustomerProcedure = publicProcedure.use(({ ctx, next }) => {
  const viewer = requireCustomer(ctx.viewer);
  return next({ ctx: { ...ctx, viewer, customerId: viewer.customerId } });
});

const whileManagementIsOn = t.middleware(({ ctx, next }) => {
  requireManagementOn(ctx.viewer);
  return next();
});

/**
 * For the Personal Data page: works without consent, but not while Personal Data Management is off. Even then, customers can see where
 * they stand, withdraw and cancel: those procedures are `signedInCustomerProcedure`s.
 */
export const personalDataProcedure = signedInCustomerProcedure.use(whileManagementIsOn);

/** For everything else of the client area: where the settings require consent, the customer must consent first. */
export const customerProcedure = signedInCustomerProcedure.use(({ ctx, next }) => {
  if (owesConsent(ctx.viewer)) throw new AppError('consent_required');
  return next();
});

/** For what a stranger at an open screen must not do: the customer must have entered the password a moment ago. */
export const freshCustomerProcedure = customerProcedure.use(({ ctx, next }) => {
  requireConfirmation(STRICT_CONFIRMATION_MINUTES, ctx.viewer);
  return next();
});

/** How lately an admin must have entered the password before a change by this right. A stolen session alone changes nothing of these. */
const CONFIRMED_WITHIN: Partial<Record<Right, number>> = {
  decide: CONFIRMATION_MINUTES,
  settings: STRICT_CONFIRMATION_MINUTES,
  keys: STRICT_CONFIRMATION_MINUTES,
  team: STRICT_CONFIRMATION_MINUTES,
};

/** For an admin whose role has the right. Proves `ctx.adminId`; `ctx.can` answers which other rights the role has. */
export const adminProcedure = (right: Right) =>
  publicProcedure.meta({ right }).use(({ ctx, type, next }) => {
    const viewer = requireAdmin(ctx.viewer);
    const can = (wanted: Right) => hasRight(viewer.teamRole, wanted);
    if (!can(right)) throw new AppError('right_missing');
    const minutes = CONFIRMED_WITHIN[right];
    if (type === 'mutation' && minutes !== undefined) {
      // The provider of single sign-on asks for a second factor itself, or not.
      if (ctx.secondFactorRequired && !viewer.twoFactor && !viewer.singleSignOn)
        throw new AppError('second_factor_required');
      requireConfirmation(minutes, viewer);
    }
    const confirmed = (within: number) => requireConfirmation(within, viewer);
    return next({ ctx: { ...ctx, viewer, adminId: viewer.adminId, can, requireConfirmation: confirmed } });
  });

/** For final decisions of an admin: not while Personal Data Management is off. */
export const decidingProcedure = adminProcedure('decide').use(whileManagementIsOn);

/** For a connected system, by its key. Proves `ctx.systemId` and `ctx.systemKeyId`. */
export const systemProcedure = (scope: Scope) =>
  publicProcedure.meta({ scope }).use(async ({ ctx, next }) => {
    const { systemId, systemKeyId } = await admit(ctx, scope);
    return next({ ctx: { ...ctx, systemId, systemKeyId } });
  });
