import type { Context } from 'hono';
import * as v from 'valibot';
import { AppError, type ErrorKind } from '../errors.ts';
import { clientFacts } from '../http/client-address.ts';
import { refuse } from '../http/refusals.ts';
import { isPageOfAnotherAccount, owesConsent, type Viewer } from '../http/session.ts';
import { translate } from '../http/translate.ts';
import { type LogRefusal, log } from '../runtime/log.ts';
import type { Charge } from '../runtime/rate-limit.ts';
import { type Auth, CLIENT_ADDRESS_HEADER, clientAddressIn } from './auth.ts';
import { answerInConstantTime } from './constant-time-answer.ts';
import { type DatabaseFailure, noteDatabaseFailure } from './dialect.ts';
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
  if (action === 'change-password') {
    const viewer = await viewerOf(c.req.raw);
    if (isPageOfAnotherAccount(viewer, c.req.header(PAGE_OF) ?? null)) return new AppError('other_account');
    if (owesConsent(viewer)) return new AppError('consent_required');
  }
  const headers = new Headers(c.req.raw.headers);
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
      answerForClosedAccount(action, error),
    );
  const skipsWait = CONSTANT_TIME_ACTIONS.get(action);
  const response = await (skipsWait === undefined ? answer() : answerInConstantTime(answer, skipsWait));
  if (response instanceof AppError) return response;
  const ok = response.ok || (action === 'sign-up/email' && response.status === 422);
  if (!ok) return translateRefusal(response);
  // One body for all: in the library's, the digits of a date reveal whether an account was created.
  const success = c.json({ status: true }, 200, { 'cache-control': 'no-store' });
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
const neverSkipsWait = () => false;

/** These actions hash nothing, so they do not wait in the queue for passwords. */
const ACTIONS_WITHOUT_PASSWORD = new Set<AccountAction>(['sign-out', 'request-password-reset']);

/**
 * These actions give the same answer whether or not the account exists, so they must also take the same time, letter or no letter.
 * The value says which answers need not wait. A sign-in also writes a letter, to an address that is not confirmed yet.
 */
const CONSTANT_TIME_ACTIONS = new Map<AccountAction, (answer: Answer) => boolean>([
  ['sign-up/email', neverSkipsWait],
  ['request-password-reset', neverSkipsWait],
  ['sign-in/email', (answer) => answer instanceof Response && answer.ok],
]);

/** A decision closed the account during the action: the answer is the one that a stranger would get. */
function answerForClosedAccount(action: AccountAction, error: unknown): Answer {
  if (translate(error).kind !== 'customer_closed') throw error;
  if (action === 'sign-in/email') return new AppError('wrong_credentials');
  if (action === 'change-password') return new AppError('sign_in_required');
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

/** The library's error codes that a person can do something about. */
const ERROR_KIND_OF_CODE: Record<string, ErrorKind> = {
  INVALID_EMAIL_OR_PASSWORD: 'wrong_credentials',
  // Another error would reveal that an address was free: a stranger could sign up with it and then try to sign in.
  EMAIL_NOT_VERIFIED: 'wrong_credentials',
  INVALID_TOKEN: 'token_invalid',
  TOKEN_EXPIRED: 'token_invalid',
  // The account was deleted while its link was used.
  USER_NOT_FOUND: 'token_invalid',
  UNAUTHORIZED: 'sign_in_required',
  // The account was closed a moment ago.
  CREDENTIAL_ACCOUNT_NOT_FOUND: 'sign_in_required',
  INVALID_PASSWORD: 'wrong_password',
};

/** Translates the library's refusal into an error of our catalog; the library's own words never leave the server. */
async function translateRefusal(response: Response): Promise<AppError> {
  if (response.status === 429) {
    return new AppError('too_many_requests', {
      retryAfter: Number(response.headers.get('retry-after')) || 60,
    });
  }
  const body: unknown = await response.json().catch(() => null);
  const code = typeof body === 'object' && body !== null && 'code' in body ? String(body.code) : '';
  const kind = ERROR_KIND_OF_CODE[code] ?? (response.status < 500 ? 'invalid_input' : 'internal_error');
  if (kind === 'internal_error') log('account_action_failed', { status: response.status });
  return new AppError(kind, { field: kind === 'wrong_password' ? 'currentPassword' : undefined });
}
