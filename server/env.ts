import * as v from 'valibot';
import { DEMO_PASSWORD } from '../db/demo/accounts.ts';
import { StartRefused } from '../db/errors.ts';
import { isVerified } from '../db/tls.ts';
import { isLoopback } from './runtime/loopback.ts';
import { type MailProvider, mailProviderOf } from './runtime/mail-provider.ts';
import { postgresUrl } from './runtime/postgres-url.ts';
import { hasVariety } from './runtime/secret-strength.ts';
import { parseSmtpUrl, smtpUrl } from './runtime/smtp-url.ts';
import {
  hostList,
  issuerUrl,
  roleMap,
  type SingleSignOn,
  signOnHostsOf,
  singleSignOnOf,
} from './team/single-sign-on/variables.ts';
import { emailAddress, senderAddress } from './values/email-address.ts';
import { ipAddress } from './values/ip-address.ts';
import { readUrl } from './values/url.ts';
import { type AllowedHost, parseWebhookHosts } from './webhooks/hosts.ts';

/** The environment of the server, which `main.ts` parses once. */
export interface Env {
  port: number;
  host: string;
  databaseUrl: string;
  /** The same database without a pooler; undefined where DATABASE_URL leads to the database itself. */
  directUrl: string | undefined;
  /** Path of the certificate of the database's authority. */
  databaseCa: string | undefined;
  demo: boolean;
  /** The first admin, created where the database has none. */
  admin: { email: string; password: string } | null;
  secret: string;
  blacklistKey: string;
  /** The public address, without a slash at its end. */
  url: string;
  /** Address of the proxy whose `x-forwarded-for` counts; null where there is none. */
  proxy: string | null;
  /** Who takes the mail; null where nobody does. */
  mail: MailProvider | null;
  /** Where admins sign in beside Lethe itself; null where nowhere. */
  singleSignOn: SingleSignOn | null;
  /** Whom webhooks may call. */
  webhookHosts: AllowedHost[];
}

/** For the launcher, which permits the server these hosts. */
export { parseSmtpUrl, parseWebhookHosts, signOnHostsOf };

/** Whether other machines can reach this address. An address that cannot be parsed counts as public. */
export function isPublic(url: string): boolean {
  const read = readUrl(url);
  return read === null || !isLoopback(read.hostname);
}

/** The first variable that lets other machines reach the server; null where none does. */
export function findOpeningVariable(
  read: (name: 'HOST' | 'LETHE_URL' | 'LETHE_PROXY') => string | undefined,
): 'HOST' | 'LETHE_URL' | 'LETHE_PROXY' | null {
  if (!isLoopback(read('HOST') || '127.0.0.1')) return 'HOST';
  if (isPublic(read('LETHE_URL') || 'http://localhost')) return 'LETHE_URL';
  return read('LETHE_PROXY') ? 'LETHE_PROXY' : null;
}

const httpUrl = v.pipe(
  v.string('is missing'),
  v.check((text) => hasProtocol(text, 'http:', 'https:'), 'must be an http:// or https:// address'),
  v.transform((text) => text.replace(/\/+$/, '')),
);
/** An origin, written as browsers write it: Lethe builds links with it and compares browsers' origins with it. */
const publicUrl = v.pipe(
  httpUrl,
  v.check(isOrigin, 'must end with the host or port: no path, query or credentials'),
  v.transform((text) => new URL(text).origin),
);
const secret = v.pipe(
  v.string('is missing'),
  v.minLength(32, 'must have at least 32 characters'),
  v.check(hasVariety, 'must be random: this one repeats itself or counts on'),
);

/** An address in the one form in which addresses are stored and compared. */
const addressBy = (form: (text: string) => string | null, message: string) =>
  v.pipe(
    v.string(),
    v.check((text) => form(text) !== null, message),
    v.transform((text) => form(text) ?? ''),
  );

const DatabaseVariables = {
  DATABASE_URL: postgresUrl,
  LETHE_DIRECT_URL: v.optional(postgresUrl),
  LETHE_DATABASE_CA: v.optional(v.string()),
};

const Variables = v.object({
  PORT: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,5}$/, 'must be a port number'),
      v.transform(Number),
      v.minValue(1, 'must be a port number'),
      v.maxValue(65_535, 'must be a port number'),
    ),
    '3000',
  ),
  HOST: v.optional(
    v.pipe(v.string(), v.regex(/^[\w.:-]+$/, 'must be an address or a host name')),
    '127.0.0.1',
  ),
  ...DatabaseVariables,
  LETHE_DEMO: v.optional(v.picklist(['0', '1'], 'must be 0 or 1'), '0'),
  LETHE_ADMIN_EMAIL: v.optional(addressBy(emailAddress, 'must be an e-mail address')),
  LETHE_ADMIN_PASSWORD: v.optional(v.pipe(v.string(), v.minLength(12, 'must have at least 12 characters'))),
  LETHE_SECRET: secret,
  LETHE_BLACKLIST_KEY: secret,
  LETHE_URL: v.optional(publicUrl),
  LETHE_PROXY: v.optional(addressBy(ipAddress, 'must be the IP address of your proxy')),
  RESEND_API_KEY: v.optional(v.pipe(v.string(), v.regex(/^\S+$/, 'must not contain blanks'))),
  RESEND_FROM: v.optional(addressBy(senderAddress, 'must contain an e-mail address')),
  RESEND_BASE_URL: v.optional(httpUrl),
  SMTP_URL: v.optional(smtpUrl),
  OIDC_ISSUER: v.optional(issuerUrl),
  OIDC_CLIENT_ID: v.optional(v.pipe(v.string(), v.regex(/^\S+$/, 'must not contain blanks'))),
  OIDC_CLIENT_SECRET: v.optional(v.pipe(v.string(), v.regex(/^\S+$/, 'must not contain blanks'))),
  OIDC_SCOPES: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^openid(?: [\w:./-]+)*$/, 'must begin with openid, with one blank between scopes'),
    ),
  ),
  OIDC_ROLE_CLAIM: v.optional(v.string()),
  OIDC_ROLES: v.optional(roleMap),
  OIDC_HOSTS: v.optional(hostList),
  LETHE_WEBHOOK_HOSTS: v.optional(
    v.pipe(
      v.string(),
      v.check(
        (text) => parseWebhookHosts(text) !== null,
        'must be a list of public hosts: hooks.example,hooks.example:8443',
      ),
      v.transform((text) => parseWebhookHosts(text) ?? []),
    ),
  ),
});

/** Every variable that the server reads; the launcher passes no others. */
export const variableNames = Object.keys(Variables.entries) as (keyof typeof Variables.entries)[];

/** All variables of the migrating process. The server must not see the owner's address, so it does not list that variable. */
const MigrationVariables = v.object({
  ...DatabaseVariables,
  LETHE_MIGRATION_URL: v.optional(postgresUrl),
});

export const migrationVariableNames = Object.keys(
  MigrationVariables.entries,
) as (keyof typeof MigrationVariables.entries)[];

/** The environment of the migrating process. */
export interface MigrationEnv {
  ownerUrl: string;
  /** Address with the server's role, which gets its rights granted; never a pooler's. */
  serverUrl: string;
  /** Whether the server reaches the database through a pooler. */
  pooled: boolean;
  databaseCa: string | undefined;
}

/** Errors: StartRefused. */
export function parseMigrationEnv(read: (name: string) => string | undefined): MigrationEnv {
  const env = parseVariables(MigrationVariables, migrationVariableNames, read);
  refuseUnverified(env);
  const directUrl = directUrlOf(env);
  const serverUrl = directUrl ?? env.DATABASE_URL;
  return {
    ownerUrl: env.LETHE_MIGRATION_URL ?? serverUrl,
    serverUrl,
    pooled: directUrl !== undefined,
    databaseCa: env.LETHE_DATABASE_CA,
  };
}

/** Two equal addresses are one without a pooler. */
const directUrlOf = (env: { DATABASE_URL: string; LETHE_DIRECT_URL?: string | undefined }) =>
  env.LETHE_DIRECT_URL === env.DATABASE_URL ? undefined : env.LETHE_DIRECT_URL;

const ADDRESSES = ['DATABASE_URL', 'LETHE_DIRECT_URL', 'LETHE_MIGRATION_URL'] as const;

/** An authority that nobody asks would only seem to protect. A pooler on this machine needs none. */
function refuseUnverified(
  env: Partial<Record<(typeof ADDRESSES)[number] | 'LETHE_DATABASE_CA', string | undefined>>,
): void {
  if (!env.LETHE_DATABASE_CA) return;
  for (const name of ADDRESSES) {
    const url = env[name];
    if (url !== undefined && !isVerified(url) && !isLoopback(new URL(url).hostname))
      throw new StartRefused(`${name} needs sslmode=verify-full beside LETHE_DATABASE_CA`);
  }
}

/** `read` answers one variable, since Deno permits variables by name only. Errors: StartRefused. */
export function parseEnv(read: (name: string) => string | undefined): Env {
  const env = parseVariables(Variables, variableNames, read);
  refuseContradictions(env);
  refuseUnverified(env);
  return {
    port: env.PORT,
    host: env.HOST,
    databaseUrl: env.DATABASE_URL,
    directUrl: directUrlOf(env),
    databaseCa: env.LETHE_DATABASE_CA,
    demo: env.LETHE_DEMO === '1',
    admin:
      env.LETHE_ADMIN_EMAIL && env.LETHE_ADMIN_PASSWORD
        ? { email: env.LETHE_ADMIN_EMAIL, password: env.LETHE_ADMIN_PASSWORD }
        : null,
    secret: env.LETHE_SECRET,
    blacklistKey: env.LETHE_BLACKLIST_KEY,
    url: env.LETHE_URL ?? `http://localhost:${env.PORT}`,
    proxy: env.LETHE_PROXY ?? null,
    mail: mailProviderOf(env),
    singleSignOn: singleSignOnOf(env),
    webhookHosts: env.LETHE_WEBHOOK_HOSTS ?? [],
  };
}

function parseVariables<Schema extends v.GenericSchema>(
  schema: Schema,
  names: readonly string[],
  read: (name: string) => string | undefined,
): v.InferOutput<Schema> {
  // Many tools set a variable to an empty text to mean "not set".
  const values = Object.fromEntries(names.map((name) => [name, read(name) || undefined]));
  const result = v.safeParse(schema, values);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new StartRefused(`${String(issue.path?.[0]?.key)} ${issue.message}`);
}

function refuseContradictions(env: v.InferOutput<typeof Variables>): void {
  const loopback = isLoopback(env.HOST);
  if (!loopback && !v.is(v.pipe(v.string(), v.ip()), env.HOST))
    throw new StartRefused('HOST must be an IP address or localhost');
  const openingVariable = findOpeningVariable((name) => env[name]);
  if (env.LETHE_DEMO === '1' && openingVariable !== null) {
    throw new StartRefused(
      `LETHE_DEMO must be 0 where others come in by ${openingVariable}: the demo's passwords are published`,
    );
  }
  if (env.LETHE_ADMIN_PASSWORD === DEMO_PASSWORD) {
    throw new StartRefused("LETHE_ADMIN_PASSWORD must not be the demo's: it is published");
  }
  // Somebody who learns one of them must not know the other.
  if (env.LETHE_BLACKLIST_KEY === env.LETHE_SECRET)
    throw new StartRefused('LETHE_BLACKLIST_KEY must be another one than LETHE_SECRET');
  if (!loopback && !env.LETHE_URL)
    throw new StartRefused('LETHE_URL is missing: HOST is not this machine alone');
  if (env.LETHE_ADMIN_EMAIL && !env.LETHE_ADMIN_PASSWORD) {
    throw new StartRefused('LETHE_ADMIN_PASSWORD is missing beside LETHE_ADMIN_EMAIL');
  }
  if (env.LETHE_ADMIN_PASSWORD && !env.LETHE_ADMIN_EMAIL) {
    throw new StartRefused('LETHE_ADMIN_EMAIL is missing beside LETHE_ADMIN_PASSWORD');
  }
}

function hasProtocol(text: string, ...protocols: string[]): boolean {
  const url = readUrl(text);
  return url !== null && protocols.includes(url.protocol) && url.hostname !== '';
}

/** Compares in full, so that even a lone `?` or `#` is refused. */
function isOrigin(text: string): boolean {
  const url = readUrl(text);
  return url !== null && url.href === `${url.origin}/`;
}
