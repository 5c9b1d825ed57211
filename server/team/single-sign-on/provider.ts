import * as v from 'valibot';
import { AppError } from '../../errors.ts';
import { log } from '../../runtime/log.ts';
import { causeOf } from '../../runtime/schedule.ts';
import { PROVIDER_SECONDS } from '../../values/limits-and-periods.ts';
import { type Claims, claimAt } from './claims.ts';
import { hostOf, isProviderUrl, type SingleSignOn } from './variables.ts';

/* What Lethe asks the provider itself: its document, the tokens for a code, and the claims that the ID token leaves out. */

const ProviderUrl = v.pipe(v.string(), v.check(isProviderUrl, 'not_https'));
const Document = v.object({
  issuer: v.string(),
  authorization_endpoint: ProviderUrl,
  token_endpoint: ProviderUrl,
  jwks_uri: ProviderUrl,
  userinfo_endpoint: v.optional(ProviderUrl),
  id_token_signing_alg_values_supported: v.pipe(v.array(v.string()), v.minLength(1)),
  token_endpoint_auth_methods_supported: v.optional(v.array(v.string()), ['client_secret_basic']),
});
export type Provider = v.InferOutput<typeof Document>;

export const documentUrlOf = ({ issuer }: SingleSignOn): string =>
  `${issuer.replace(/\/$/u, '')}/.well-known/openid-configuration`;

/** Reads the provider's document. Whoever answers for another issuer is refused (OpenID Connect Discovery 4.3). Errors: `provider_unreachable`. */
export async function discover(sso: SingleSignOn): Promise<Provider> {
  const found = v.safeParse(Document, await ask(sso, 'discovery', documentUrlOf(sso)));
  if (!found.success) throw unreachable('discovery', 'document_incomplete');
  const provider = found.output;
  if (provider.issuer !== sso.issuer) throw unreachable('discovery', 'issuer_differs');
  for (const url of [provider.token_endpoint, provider.jwks_uri]) requireHost(sso, 'discovery', url);
  return provider;
}

/** The library takes an empty ID token for none, and would verify nothing. */
const Tokens = v.object({
  id_token: v.pipe(v.string(), v.minLength(1)),
  access_token: v.optional(v.string()),
});

export interface Code {
  code: string;
  redirectURI: string;
  codeVerifier?: string | undefined;
}

/** The tokens for a code. Without an ID token there is nothing to verify. Errors: `sign_on_failed`, `provider_unreachable`. */
export async function exchangeCode(
  sso: SingleSignOn,
  provider: Provider,
  { code, redirectURI, codeVerifier = '' }: Code,
): Promise<{ idToken: string; accessToken: string | undefined }> {
  const inHeader = provider.token_endpoint_auth_methods_supported.includes('client_secret_basic');
  const { clientId, clientSecret } = sso;
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectURI,
    code_verifier: codeVerifier,
    ...(inHeader ? {} : { client_id: clientId, client_secret: clientSecret }),
  });
  const login = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`;
  const headers: HeadersInit = inHeader ? { authorization: `Basic ${btoa(login)}` } : {};
  const answer = await ask(sso, 'token', provider.token_endpoint, { method: 'POST', headers, body });
  const tokens = v.safeParse(Tokens, answer);
  if (!tokens.success) throw new AppError('sign_on_failed', { cause: new Error('no_id_token') });
  return { idToken: tokens.output.id_token, accessToken: tokens.output.access_token };
}

/** Adds what the ID token leaves out. What the token says stands, and the answer must be about the same account (OpenID Connect Core 5.3.2). */
export async function completeClaims(
  sso: SingleSignOn,
  { userinfo_endpoint: endpoint }: Provider,
  { claims, accessToken }: { claims: Claims; accessToken: string | undefined },
): Promise<Claims> {
  const isComplete = ['email', 'email_verified', sso.roleClaim].every(
    (name) => claimAt(claims, name) !== undefined,
  );
  if (isComplete || endpoint === undefined || accessToken === undefined) return claims;
  const headers = { authorization: `Bearer ${accessToken}` };
  const answer = await ask(sso, 'userinfo', endpoint, { headers });
  if (!v.is(v.object({ sub: v.literal(String(claims.sub)) }), answer))
    throw new AppError('sign_on_failed', { cause: new Error('userinfo_of_another') });
  return { ...(answer as Claims), ...claims, email_verified: isVerifiedBy(claims, answer) };
}

/** Verified is the address beside which it is said, and no other. */
function isVerifiedBy(claims: Claims, answer: Claims): unknown {
  if (claims.email === undefined) return answer.email_verified;
  return claims.email_verified ?? (claims.email === answer.email ? answer.email_verified : undefined);
}

/** No redirect is followed: it could lead the secret or a token to another host. */
async function ask(sso: SingleSignOn, step: string, url: string, init: RequestInit = {}): Promise<unknown> {
  requireHost(sso, step, url);
  const signal = AbortSignal.timeout(PROVIDER_SECONDS * 1000);
  try {
    const response = await fetch(url, { ...init, redirect: 'error', signal });
    if (response.ok) return await response.json();
    await response.body?.cancel();
    if (response.status < 500 && step !== 'discovery')
      throw new AppError('sign_on_failed', { cause: new Error(`${step}_${response.status}`) });
    throw unreachable(step, String(response.status));
  } catch (error) {
    throw error instanceof AppError ? error : unreachable(step, causeOf(error));
  }
}

/** On Deno the permissions refuse other hosts too; here the log names the host that is missing in OIDC_HOSTS. */
function requireHost({ hosts }: SingleSignOn, step: string, url: string): void {
  if (!hosts.includes(hostOf(url))) throw unreachable(step, `${hostOf(url)} is not in OIDC_HOSTS`);
}

function unreachable(step: string, cause: string): AppError {
  log('provider_unreachable', { step, cause });
  return new AppError('provider_unreachable');
}
