import type { Context } from 'hono';
import * as v from 'valibot';
import { codeOf, UNIQUE_VIOLATION } from '../../db/errors.ts';
import { AppError } from '../errors.ts';
import { clientFacts } from '../http/client-address.ts';
import { requireConfirmation } from '../http/ladder.ts';
import { refuse } from '../http/refusals.ts';
import { isPageOfAnotherAccount, owesConsent, type Viewer } from '../http/session.ts';
import { translate } from '../http/translate.ts';
import type { LogRefusal } from '../runtime/log.ts';
import type { Charge } from '../runtime/rate-limit.ts';
import { STRICT_CONFIRMATION_MINUTES } from '../values/limits-and-periods.ts';
import { type Auth, CLIENT_ADDRESS_HEADER, clientAddressIn, sessionCookieName } from './auth.ts';
import { answerInConstantTime } from './constant-time-answer.ts';
import { type DatabaseFailure, noteDatabaseFailure } from './dialect.ts';
import { bodyOf, translateRefusal } from './library-answers.ts';
import type { Passwords } from './passwords.ts';
import { PAGE_OF } from './rules.ts';
import { type AccountAction, accountActions } from './schema.ts';

export interface AccountActionDeps {
  auth: Auth;
  proxy: string | null;
  viewerOf: (request: Request) => Promise<Viewer>;
  logRefusal: LogRefusal;
  passwords: Passwords;
  charge: Charge;
  /** Attempts from one client address at each action. */
  addressPerMinute: number;
}

/** Answers POST /api/auth/… for the few open account actions (`methods.ts` refuses other methods); any other path is `not_found`. */
export async function answerAccountAction(deps: AccountActionDeps, c: Context): Promise<Response> {
  const action = c.req.path.replace(/^\/api\/auth\//u, '');
  if (!isAction(action)) throw new AppError('not_found');
  const answer = await performAction(deps, action, c);
  if (answer instanceof Response) return answer;
  deps.logRefusal(answer, `/api/auth/${action}`, clientFacts(c, deps.proxy).ipAddress);
  return refuse(c, answer);
}

/** Returns the answer, or the reason for a refusal. Throws when the input is invalid or the server failed. */
async function performAction(
  { auth, proxy, viewerOf, passwords, charge, addressPerMinute }: AccountActionDeps,
  action: AccountAction,
  c: Context,
): Promise<Answer> {
  const headers = new Headers(c.req.raw.headers);
  if (OWN_ACTIONS.has(action)) {
    const viewer = await viewerOf(c.req.raw);
    requireOwner(viewer, action, c.req.header(PAGE_OF) ?? null);
    // The library knows nothing of a session that ended unused.
    if (viewer.role === 'visitor') dropSession(headers, sessionCookieName(auth.options.baseURL));
  }
  const { ipAddress, userAgent } = clientFacts(c, proxy);
  headers.set(CLIENT_ADDRESS_HEADER, ipAddress ?? '');
  // The library stores it with the session.
  headers.set('user-agent', userAgent ?? '');
  headers.delete('content-length');
  // Before the action waits for its turn: whoever is over the limit must not take the places of others.
  const attempts = { window: 60, max: addressPerMinute };
  const { allowed, retryAfter } = await charge(`address\0${action}\0${clientAddressIn(headers)}`, attempts);
  if (!allowed) return new AppError('too_many_requests', { retryAfter });
  const body = JSON.stringify(parseBody(action, await c.req.text()));
  // Drops the query: a token belongs in the body, not in logs.
  const address = new URL(`/api/auth/${action}`, c.req.url);
  const call = () => callLibrary(auth, new Request(address, { method: 'POST', headers, body }));
  const answer = () =>
    (ACTIONS_WITHOUT_PASSWORD.has(action) ? call() : passwords.runAction(call)).catch((error: unknown) =>
      answerForRace(action, error),
    );
  const skipsWait = CONSTANT_TIME_ACTIONS.get(action);
  const response = await (skipsWait === undefined ? answer() : answerInConstantTime(answer, skipsWait));
  if (response instanceof AppError) return response;
  const ok = response.ok || (action === 'sign-up/email' && response.status === 422);
  if (!ok) return translateRefusal(action, response);
  const success = c.json(await bodyOf(action, response), 200, { 'cache-control': 'no-store' });
  for (const cookie of response.headers.getSetCookie()) success.headers.append('set-cookie', cookie);
  return success;
}

/** Returns the library's answer. Throws the error of the database when the library refused because of it. */
async function callLibrary(auth: Auth, request: Request): Promise<Response> {
  const failure: DatabaseFailure = {};
  const response = await noteDatabaseFailure(failure, () => auth.handler(request));
  if (!response.ok && failure.error !== undefined) throw failure.error;
  return response;
}

type Answer = Response | AppError;

/** Actions of somebody who is signed in. A code is one of them while it is set up; at a sign-in nobody is signed in yet. */
const OWN_ACTIONS = new Set<AccountAction>([
  'change-password',
  'two-factor/enable',
  'two-factor/disable',
  'two-factor/generate-backup-codes',
  'two-factor/verify-totp',
  'two-factor/verify-backup-code',
]);

/** With two-factor sign-in, a session and the password are not enough for these: a code must have been entered a moment ago. */
const ACTIONS_AFTER_A_CODE = new Set<AccountAction>([
  'change-password',
  'two-factor/disable',
  'two-factor/generate-backup-codes',
]);

/** Errors: `other_account`, `consent_required`, `fresh_sign_in_required`. */
function requireOwner(viewer: Viewer, action: AccountAction, pageOf: string | null): void {
  if (isPageOfAnotherAccount(viewer, pageOf)) throw new AppError('other_account');
  if (owesConsent(viewer)) throw new AppError('consent_required');
  if (viewer.role !== 'visitor' && viewer.twoFactor && ACTIONS_AFTER_A_CODE.has(action))
    requireConfirmation(STRICT_CONFIRMATION_MINUTES, viewer);
}

function dropSession(headers: Headers, name: string): void {
  const cookies = headers.get('cookie')?.split(';') ?? [];
  headers.set('cookie', cookies.filter((cookie) => cookie.split('=')[0]?.trim() !== name).join(';'));
}

const neverSkipsWait = () => false;

/** These actions hash nothing, so they do not wait in the queue for passwords. */
const ACTIONS_WITHOUT_PASSWORD = new Set<AccountAction>([
  'sign-out',
  'request-password-reset',
  'two-factor/verify-totp',
  'two-factor/verify-backup-code',
]);

/**
 * These actions give the same answer whether or not the account exists, so they must also take the same time, letter or no letter.
 * The value says which answers need not wait. A sign-in also writes a letter, to an address that is not confirmed yet.
 */
const CONSTANT_TIME_ACTIONS = new Map<AccountAction, (answer: Answer) => boolean>([
  ['sign-up/email', neverSkipsWait],
  ['request-password-reset', neverSkipsWait],
  ['sign-in/email', (answer) => answer instanceof Response && answer.ok],
]);

/** Something else happened during the action. Where a decision closed the account, the answer is the one that a stranger would get. */
function answerForRace(action: AccountAction, error: unknown): Answer {
  // The same set-up was begun in another window at this moment.
  if (action === 'two-factor/enable' && codeOf(error) === UNIQUE_VIOLATION)
    return new AppError('edited_meanwhile');
  if (translate(error).kind !== 'customer_closed') throw error;
  if (action === 'sign-in/email') return new AppError('wrong_credentials');
  if (OWN_ACTIONS.has(action)) return new AppError('sign_in_required');
  return action === 'reset-password' ? new AppError('token_invalid') : Response.json({});
}

const isAction = (action: string): action is AccountAction => Object.hasOwn(accountActions, action);

/** Errors: `invalid_input`, with the field. */
function parseBody(action: AccountAction, text: string): unknown {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (cause) {
    throw new AppError('invalid_input', { cause });
  }
  const parsed = v.safeParse(accountActions[action], given);
  if (parsed.success) return parsed.output;
  throw new AppError('invalid_input', { field: v.getDotPath(parsed.issues[0]) ?? undefined });
}
