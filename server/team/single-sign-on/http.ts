import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import { CLIENT_ADDRESS_HEADER, clientAddressIn, stateCookieName } from '../../accounts/auth.ts';
import { endOwnSession } from '../../accounts/sessions/queries.ts';
import { AppError } from '../../errors.ts';
import { clientFacts } from '../../http/client-address.ts';
import type { Viewer } from '../../http/session.ts';
import { translate } from '../../http/translate.ts';
import { type LogRefusal, log } from '../../runtime/log.ts';
import { causeOf } from '../../runtime/schedule.ts';
import { MAX_AGE } from './claims.ts';
import { openSignOn } from './open.ts';
import { CALLBACK_PATH, PROVIDER, START_PATH } from './rules.ts';
import { SignOnStart, SignOnStarted } from './schema.ts';
import { type Attempt, attempts, type SignOn, type SignOnDeps } from './sign-on.ts';
import { forBrowser, forLibrary, stateIn } from './state-cookie.ts';

export interface SignOnRoutesDeps extends SignOnDeps {
  proxy: string | null;
  viewerOf: (request: Request) => Promise<Viewer>;
  logRefusal: LogRefusal;
  /** Attempts from one client address. */
  addressPerMinute: number;
}

/** Where the browser goes after the provider: to the first page, or to one that says that the window can be closed. */
const LANDING = '/';
const LANDING_AGAIN = '/signed-in-again';

/** The two calls of single sign-on: the press of the button, and the return from the provider. */
export function singleSignOnRoutes(deps: SignOnRoutesDeps): Hono {
  const signOn = openSignOn(deps);
  const app = new Hono();
  app.post(START_PATH, async (c) => {
    const headers = await headersOf(deps, c);
    const again = parseStart(await c.req.text());
    return start(deps, await signOn(), headers, again);
  });
  app.get(CALLBACK_PATH, async (c) => {
    try {
      // First, so that a stranger over the limit makes us ask nobody.
      const headers = await headersOf(deps, c);
      return await complete(deps, await signOn(), headers, c);
    } catch (error) {
      // The person sees a page of ours: nobody reads an answer in JSON here.
      const refusal = translate(error);
      if (refusal.kind === 'internal_error') log('single_sign_on_failed', { cause: causeOf(error) });
      if (refusal.cause instanceof Error) log('single_sign_on_refused', { cause: codeIn(refusal.cause) });
      deps.logRefusal(refusal, CALLBACK_PATH, clientFacts(c, deps.proxy).ipAddress);
      return redirect(`/sign-in#${refusal.kind}`);
    }
  });
  return app;
}

/** What the library may know of a call. Charges the client's address. Errors: `too_many_requests`. */
async function headersOf(
  { proxy, charge, addressPerMinute }: SignOnRoutesDeps,
  c: Context,
): Promise<Headers> {
  const { ipAddress, userAgent } = clientFacts(c, proxy);
  const headers = new Headers({
    cookie: c.req.header('cookie') ?? '',
    [CLIENT_ADDRESS_HEADER]: ipAddress ?? '',
    'user-agent': userAgent ?? '',
  });
  const key = `address\0single-sign-on\0${clientAddressIn(headers)}`;
  const { allowed, retryAfter } = await charge(key, { window: 60, max: addressPerMinute });
  if (!allowed) throw new AppError('too_many_requests', { retryAfter });
  return headers;
}

/** Errors: `invalid_input`. */
function parseStart(text: string): boolean {
  try {
    return v.parse(SignOnStart, JSON.parse(text)).again;
  } catch (cause) {
    throw new AppError('invalid_input', { cause });
  }
}

/**
 * Answers the provider's address. The library keeps state, nonce and PKCE verifier for the return. `max_age` makes the provider say when the
 * person signed in there.
 */
async function start(
  { url }: SignOnDeps,
  signOn: SignOn,
  headers: Headers,
  again: boolean,
): Promise<Response> {
  headers.set('content-type', 'application/json');
  headers.set('origin', new URL(url).origin);
  const body = JSON.stringify({
    provider: PROVIDER,
    callbackURL: again ? LANDING_AGAIN : LANDING,
    disableRedirect: true,
    additionalParams: again ? { max_age: '0', prompt: 'login' } : { max_age: String(MAX_AGE) },
  });
  const request = new Request(`${url}/api/auth/sign-in/social`, { method: 'POST', headers, body });
  const answer = await signOn.handler(request);
  if (!answer.ok) throw new Error(`sign-in/social answered ${answer.status}`);
  const started = v.parse(v.object(SignOnStarted.entries), await answer.json());
  const begun = Response.json(started, { headers: { 'cache-control': 'no-store' } });
  return withCookies(begun, answer, { url, state: stateIn(new URL(started.url).searchParams) });
}

/** Errors: `sign_on_failed` and what `admitMember` refuses. */
async function complete(
  deps: SignOnRoutesDeps,
  signOn: SignOn,
  headers: Headers,
  c: Context,
): Promise<Response> {
  const before = await deps.viewerOf(c.req.raw);
  const attempt: Attempt = {};
  const { search, searchParams } = new URL(c.req.url);
  const way = { url: deps.url, state: stateIn(searchParams) };
  headers.set('cookie', cookiesOf(headers, way));
  const request = new Request(`${deps.url}${CALLBACK_PATH}${search}`, { headers });
  const answer = await attempts
    .run(attempt, () => signOn.handler(request))
    .catch((error: unknown) => {
      throw attempt.failure ?? error;
    });
  if (attempt.failure !== undefined) throw attempt.failure;
  const target = answer.headers.get('location') ?? '';
  if (target !== LANDING && target !== LANDING_AGAIN) {
    log('single_sign_on_refused', { cause: causeIn(target) });
    throw new AppError('sign_on_failed');
  }
  // The browser has a new session now. Nobody would use the old one again, and it would stay open until it runs out.
  if (before.role === 'admin') await endOwnSession(deps.sql, before.adminId, before.sessionId);
  return withCookies(redirect(target), answer, way);
}

/** The library's own names for what went wrong; anything else may be text of the provider, or of whoever called. */
const LIBRARY_CAUSES = new Set([
  'state_mismatch',
  'state_not_found',
  'no_code',
  'issuer_mismatch',
  'invalid_code',
  'nonce_binding_missing',
  'unable_to_get_user_info',
]);

function causeIn(target: string): string {
  const cause = new URLSearchParams(target.split('?')[1]).get('error') ?? '';
  return LIBRARY_CAUSES.has(cause) ? cause : 'other';
}

/** Our own code for what a token or an answer of the provider lacks. */
const codeIn = ({ message }: Error): string => (/^[a-z]+(?:_[a-z\d]+)+$/u.test(message) ? message : 'other');

const redirect = (location: string) =>
  new Response(null, { status: 302, headers: { location, 'cache-control': 'no-store' } });

/** One way to the provider and back. */
interface Way {
  url: string;
  state: string | null;
}

function cookiesOf(headers: Headers, { url, state }: Way): string {
  const cookies = headers.get('cookie') ?? '';
  return state === null ? cookies : forLibrary(cookies, stateCookieName(url), state);
}

function withCookies(answer: Response, from: Response, { url, state }: Way): Response {
  for (const line of from.headers.getSetCookie()) {
    const own = state === null ? line : forBrowser(line, stateCookieName(url), state);
    answer.headers.append('set-cookie', own);
  }
  return answer;
}
