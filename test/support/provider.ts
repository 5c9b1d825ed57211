import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider } from 'oidc-provider';
import type { SingleSignOn } from '../../server/team/single-sign-on/variables.ts';
import type { Client } from './client.ts';

/** What the provider says of a person. `sub` is its name for the account. */
export type Account = { sub: string; email?: string; [claim: string]: unknown };

/** What becomes of an ID token on its way: nothing, or another token. */
export type Tamper = (idToken: string, key: CryptoKey) => Promise<string>;

/** The same without one claim. */
export const without = <T extends Record<string, unknown>>(claims: T, name: string): T => ({
  ...claims,
  [name]: undefined,
});

export interface TestProvider {
  issuer: string;
  /** As the environment would configure it. */
  settings: SingleSignOn;
  /** Begins to serve, once the address of Lethe is known. */
  serve(lethe: string, options?: { inIdToken?: boolean }): void;
  /** Who signs in from now on; undefined: they cancel. */
  person: Account | undefined;
  tamper: Tamper | undefined;
  /** Changes its own document. */
  document: (found: Record<string, unknown>) => Record<string, unknown>;
  /** Changes what it says of the person when it is asked. */
  claims: (of: Record<string, unknown>) => Record<string, unknown>;
  /** Sends whoever asks for its document somewhere else. */
  redirect: string | undefined;
  /** Answers nothing any more: neither yes nor no. */
  hang: boolean;
  /** Paths that were asked, in order. */
  asked: string[];
  stop(): Promise<void>;
}

const CLIENT = { client_id: 'lethe', client_secret: 'a/secret:of+the%provider' };

/** A real OpenID Connect provider on this machine. Nobody types a password: `person` has just done so. */
export async function startProvider(): Promise<TestProvider> {
  let answer = (_: IncomingMessage, response: ServerResponse): unknown => response.writeHead(503).end();
  const server = createServer((request, response) => {
    provider.asked.push((request.url ?? '').split('?')[0] ?? '');
    if (!provider.hang) void answer(request, response);
  });
  const issuer = `http://127.0.0.1:${await listen(server)}`;
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const key = { ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: 'today' };
  const provider: TestProvider = {
    issuer,
    settings: settingsOf(issuer),
    serve(lethe, { inIdToken = true } = {}) {
      answer = serving(
        provider,
        new Provider(issuer, configurationOf(provider, { lethe, key, inIdToken })),
        privateKey,
      );
    },
    person: undefined,
    tamper: undefined,
    document: (found) => found,
    claims: (of) => of,
    redirect: undefined,
    hang: false,
    asked: [],
    stop: () => stop(server),
  };
  return provider;
}

const settingsOf = (issuer: string): SingleSignOn => ({
  issuer,
  clientId: CLIENT.client_id,
  clientSecret: CLIENT.client_secret,
  scopes: ['openid', 'profile', 'email', 'groups'],
  roleClaim: 'groups',
  roles: new Map([
    ['privacy-owners', 'owner'],
    ['privacy-officers', 'officer'],
    ['help-desk', 'support'],
    ['auditors', 'auditor'],
  ]),
  hosts: [new URL(issuer).host],
});

const configurationOf = (
  provider: TestProvider,
  { lethe, key, inIdToken }: { lethe: string; key: object; inIdToken: boolean },
) => ({
  clients: [
    {
      ...CLIENT,
      redirect_uris: [`${lethe}/api/auth/callback/oidc`],
      id_token_signed_response_alg: 'ES256',
    },
  ],
  jwks: { keys: [key] },
  cookies: { keys: ['a key of the test'] },
  claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'], groups: ['groups'] },
  scopes: ['openid', 'profile', 'email', 'groups'],
  conformIdTokenClaims: !inIdToken,
  pkce: { required: () => true },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
  findAccount: (_: unknown, sub: string) => ({ accountId: sub, claims: () => provider.person ?? { sub } }),
  ttl: { AccessToken: 60, AuthorizationCode: 60, IdToken: 60, Interaction: 600, Session: 3600, Grant: 3600 },
});

function serving(provider: TestProvider, real: Provider, key: CryptoKey) {
  real.use(async (ctx, next) => {
    await next();
    const body = ctx.body as Record<string, unknown>;
    if (ctx.oidc?.route === 'discovery') ctx.body = provider.document(body);
    if (ctx.oidc?.route === 'discovery' && provider.redirect) ctx.redirect(provider.redirect);
    if (ctx.oidc?.route === 'userinfo') ctx.body = provider.claims(body);
    if (ctx.oidc?.route === 'token' && provider.tamper && typeof body.id_token === 'string')
      ctx.body = { ...body, id_token: await provider.tamper(body.id_token, key) };
  });
  const callback = real.callback();
  return async (request: IncomingMessage, response: ServerResponse) =>
    request.url?.startsWith('/interaction/')
      ? finish(provider, real, request, response)
      : callback(request, response);
}

/** Signs `person` in and agrees to everything; without one, the person has pressed "cancel". */
async function finish(
  { person }: TestProvider,
  real: Provider,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const { prompt, params, session } = await real.interactionDetails(request, response);
  if (person === undefined)
    return real.interactionFinished(request, response, { error: 'access_denied', error_description: 'no' });
  if (prompt.name === 'login')
    return real.interactionFinished(request, response, { login: { accountId: person.sub } });
  const grant = new real.Grant({ accountId: session?.accountId ?? '', clientId: params.client_id });
  grant.addOIDCScope('openid profile email groups');
  return real.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
}

/** A browser's cookies at the provider, so that a second sign-in asks for no password. */
export type Jar = Map<string, string>;

/** Follows the provider's pages until it sends the browser back; answers the address in Lethe. */
export async function followProvider(start: string, jar: Jar = new Map()): Promise<string> {
  let url = new URL(start);
  const { host } = url;
  for (let step = 0; step < 10 && url.host === host; step += 1) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    // oxlint-disable-next-line no-await-in-loop -- one page leads to the next
    const response = await fetch(url, { redirect: 'manual', headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/u.exec(line) ?? [];
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    const location = response.headers.get('location');
    // oxlint-disable-next-line no-await-in-loop -- the same
    if (location === null) throw new Error(`${response.status} at ${url.pathname}: ${await response.text()}`);
    url = new URL(location, url);
  }
  return url.href;
}

/** Presses the button and comes back: the path in Lethe, which nobody has opened yet. */
export async function comeBack(
  client: Client,
  { again = false, jar }: { again?: boolean; jar?: Jar } = {},
): Promise<string> {
  const started = await client.post('/api/auth/single-sign-on', { again });
  if (!started.ok) throw new Error(`the press answered ${started.status}: ${await started.text()}`);
  const { url } = (await started.json()) as { url: string };
  const back = new URL(await followProvider(url, jar));
  return `${back.pathname}${back.search}`;
}

/** A whole sign-in; answers where the browser lands. */
export async function signOn(client: Client, options?: { again?: boolean; jar?: Jar }): Promise<string> {
  const response = await client.fetch(await comeBack(client, options));
  return response.headers.get('location') ?? `${response.status}`;
}

function listen(server: Server): Promise<number> {
  return new Promise((done) => {
    server.listen(0, '127.0.0.1', () => done((server.address() as AddressInfo).port));
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });
}
