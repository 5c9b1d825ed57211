import { AsyncLocalStorage } from 'node:async_hooks';
import { betterAuth } from 'better-auth';
import { createAuthMiddleware } from 'better-auth/api';
import { genericOAuth } from 'better-auth/plugins/generic-oauth';
import { decodeJwt } from 'jose';
import { clientAddressOptions, cookieSettings, databaseSettings, ownAddressOf } from '../../accounts/auth.ts';
import type { AuthDeps } from '../../accounts/auth-deps.ts';
import { recordEntry } from '../../accounts/record-entry.ts';
import { tables } from '../../accounts/tables.ts';
import { AppError } from '../../errors.ts';
import { personIn, provedAtOf, requireForUs, roleOf, subjectOf } from './claims.ts';
import { admitMember, putOut } from './member.ts';
import { completeClaims, documentUrlOf, exchangeCode, type Provider } from './provider.ts';
import { PROVIDER } from './rules.ts';
import type { SingleSignOn } from './variables.ts';

export type SignOnDeps = Pick<AuthDeps, 'sql' | 'url' | 'secret' | 'trustedOrigins' | 'charge'> & {
  singleSignOn: SingleSignOn;
};

/** One return from the provider: what the library's callbacks find out on the way. */
export interface Attempt {
  provedAt?: Date;
  /** Why it ended; the library would forget the reason. */
  failure?: unknown;
}
export const attempts = new AsyncLocalStorage<Attempt>();

/**
 * The library with its OpenID Connect plugin, for one provider whose document has been read. An instance of its own: the plugin asks the
 * provider while it starts, and the other account actions must not wait for that. It signs nobody up and links nothing: before the library looks,
 * `admitMember` has made the admin whose account this is.
 */
export const createSignOn = (deps: SignOnDeps, provider: Provider) =>
  betterAuth({
    baseURL: deps.url,
    basePath: '/api/auth',
    secret: deps.secret,
    trustedOrigins: deps.trustedOrigins,
    logger: { disabled: true },
    telemetry: { enabled: false },
    onAPIError: { throw: true, errorURL: '/sign-in' },
    database: databaseSettings(deps.sql),
    ...tables,
    // The provider's tokens are of no more use, and are not kept.
    account: { ...tables.account, updateAccountOnSignIn: false, accountLinking: { enabled: false } },
    plugins: [plugin(deps, provider)],
    rateLimit: { enabled: false },
    advanced: {
      ...cookieSettings(deps.url),
      database: { generateId: 'uuid' },
      ipAddress: clientAddressOptions,
    },
    databaseHooks: {
      session: {
        create: {
          before: async (session, ctx) => {
            const provedAt = attempts.getStore()?.provedAt;
            if (provedAt === undefined) throw new AppError('sign_on_failed');
            return { data: { ...session, ...ownAddressOf(ctx), confirmedAt: provedAt } };
          },
        },
      },
    },
    hooks: {
      after: createAuthMiddleware(async (ctx) => {
        if (ctx.context.newSession) await recordEntry(deps, ctx, ctx.context.newSession);
      }),
    },
  });
export type SignOn = ReturnType<typeof createSignOn>;

const plugin = (deps: SignOnDeps, provider: Provider) => {
  const { singleSignOn: sso } = deps;
  return genericOAuth({
    config: [
      {
        providerId: PROVIDER,
        clientId: sso.clientId,
        clientSecret: sso.clientSecret,
        scopes: sso.scopes,
        discoveryUrl: documentUrlOf(sso),
        // With headers, a redirect stays on this host.
        discoveryHeaders: { accept: 'application/json' },
        authorizationUrl: provider.authorization_endpoint,
        // The plugin reads them from a document of its own; these have been checked.
        tokenUrl: provider.token_endpoint,
        requireIdTokenVerification: true,
        disableSignUp: true,
        getToken: (code) => noting(() => exchangeCode(sso, provider, code)),
        getUserInfo: (tokens) => noting(() => admit(deps, provider, tokens)),
        accountSubject: ({ profile }) => subjectOf(sso, profile),
      },
    ],
  });
};

/** Runs once the plugin has verified the ID token. Answers what the library compares with it. */
async function admit(
  { sql, singleSignOn: sso }: SignOnDeps,
  provider: Provider,
  { idToken, accessToken }: { idToken?: string | undefined; accessToken?: string | undefined },
) {
  if (!idToken) throw new AppError('sign_on_failed');
  const stated = decodeJwt(idToken);
  requireForUs(sso, stated);
  const provedAt = provedAtOf(stated);
  const claims = await completeClaims(sso, provider, { claims: stated, accessToken });
  const subject = subjectOf(sso, stated);
  const role = roleOf(sso, claims);
  if (role === null) return putOut(sql, subject);
  const person = personIn(claims);
  await admitMember(sql, { ...person, subject, role });
  const attempt = attempts.getStore();
  if (attempt) attempt.provedAt = provedAt;
  return { sub: String(stated.sub), email: person.email, emailVerified: true, name: person.fullName };
}

async function noting<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const attempt = attempts.getStore();
    if (attempt) attempt.failure = error;
    throw error;
  }
}
