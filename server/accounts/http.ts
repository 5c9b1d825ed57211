import type { Context } from 'hono';
import * as v from 'valibot';
import { AppError, type ErrorKind } from '../errors.ts';
import { clientFacts } from '../http/client-address.ts';
import { refuse } from '../http/refusals.ts';
import { isPageOfAnotherAccount, owesConsent, type Viewer } from '../http/session.ts';
import { type LogRefusal, log } from '../runtime/log.ts';
import { translate } from '../trpc.ts';
import { type Auth, CLIENT_ADDRESS_HEADER } from './auth.ts';
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
}

/** POST /api/auth/… for the few account actions (`methods.ts` lets no other method in); everything else there is nothing. */
export async function answerAccountAction(door: AccountActionDeps, c: Context): Promise<Response> {
  const action = c.req.path.replace(/^\/api\/auth\//u, '');
  if (!isAction(action)) throw new AppError('not_found');
  const answer = await performAction(door, action, c);
  if (answer instanceof Response) return answer;
  door.logRefusal(answer, `/api/auth/${action}`, clientFacts(c, door.proxy).ipAddress);
  return refuse(c, answer);
}

/** What was done, or why it was refused. Throws what is wrong with the input or the server. */
async function performAction(
  { auth, proxy, viewerOf, passwords }: AccountActionDeps,
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
  // The library keeps it with the session.
  headers.set('user-agent', userAgent ?? '');
  headers.delete('content-length');
  const body = JSON.stringify(parseBody(action, await c.req.text()));
  // Without a query: a token belongs into the body, not into logs.
  const address = new URL(`/api/auth/${action}`, c.req.url);
  const ask = () => callLibrary(auth, new Request(address, { method: 'POST', headers, body }));
  const answer = () =>
    (ACTIONS_WITHOUT_PASSWORD.has(action) ? ask() : passwords.during(ask)).catch((error: unknown) =>
      answerForClosedAccount(action, error),
    );
  const atOnce = CONSTANT_TIME_ACTIONS.get(action);
  const response = await (atOnce === undefined ? answer() : answerInConstantTime(answer, atOnce));
  if (response instanceof AppError) return response;
  const ok = response.ok || (action === 'sign-up/email' && response.status === 422);
  if (!ok) return translateRefusal(response);
  // One body for all: the library's tells by a digit of a date whether an account was made.
  const done = c.json({ status: true }, 200, { 'cache-control': 'no-store' });
  for (const cookie of response.headers.getSetCookie()) done.headers.append('set-cookie', cookie);
  return done;
}

/** The library's; where it refuses because the database failed, that failure. */
async function callLibrary(auth: Auth, request: Request): Promise<Response> {
  const trouble: DatabaseFailure = {};
  const response = await noteDatabaseFailure(trouble, () => auth.handler(request));
  if (!response.ok && trouble.error !== undefined) throw trouble.error;
  return response;
}

type Answer = Response | AppError;
const alwaysWaits = () => false;

/** Nothing is hashed for these, and so they wait for no one. */
const ACTIONS_WITHOUT_PASSWORD = new Set<AccountAction>(['sign-out', 'request-password-reset']);

/**
 * They answer alike whether or not there is such an account, and so must take alike, a message written or not; by what need
 * not wait for it. A sign-in writes one to an address that is not confirmed yet.
 */
const CONSTANT_TIME_ACTIONS = new Map<AccountAction, (answer: Answer) => boolean>([
  ['sign-up/email', alwaysWaits],
  ['request-password-reset', alwaysWaits],
  ['sign-in/email', (answer) => answer instanceof Response && answer.ok],
]);

/** A decision came between: the answer is the one a stranger would get. */
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

/** The library's codes that a person can do something about. */
const ERROR_KIND_OF_CODE: Record<string, ErrorKind> = {
  INVALID_EMAIL_OR_PASSWORD: 'wrong_credentials',
  // Whoever signs up with an address and then in would learn by another word that it was free.
  EMAIL_NOT_VERIFIED: 'wrong_credentials',
  INVALID_TOKEN: 'token_invalid',
  TOKEN_EXPIRED: 'token_invalid',
  // Its account went away while the link was used.
  USER_NOT_FOUND: 'token_invalid',
  UNAUTHORIZED: 'sign_in_required',
  // Its account was closed a moment ago.
  CREDENTIAL_ACCOUNT_NOT_FOUND: 'sign_in_required',
  INVALID_PASSWORD: 'wrong_password',
};

/** The library's refusal as the catalogue has it; its own words stay here. */
async function translateRefusal(response: Response): Promise<AppError> {
  if (response.status === 429) {
    // Ours names the one, the library's own limiter the other.
    const seconds = response.headers.get('retry-after') ?? response.headers.get('x-retry-after');
    return new AppError('too_many_requests', { retryAfter: Number(seconds) || 60 });
  }
  const body: unknown = await response.json().catch(() => null);
  const code = typeof body === 'object' && body !== null && 'code' in body ? String(body.code) : '';
  const kind = ERROR_KIND_OF_CODE[code] ?? (response.status < 500 ? 'invalid_input' : 'internal_error');
  if (kind === 'internal_error') log('account_action_failed', { status: response.status });
  return new AppError(kind, { field: kind === 'wrong_password' ? 'currentPassword' : undefined });
}
