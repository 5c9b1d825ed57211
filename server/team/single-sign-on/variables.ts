import * as v from 'valibot';
import { StartRefused } from '../../../db/errors.ts';
import { isLoopback } from '../../runtime/loopback.ts';
import { readUrl } from '../../values/url.ts';
import { ROLES, type Role } from '../rules.ts';

/* The variables of single sign-on for admins: the company's own OpenID Connect provider. */

export interface SingleSignOn {
  /** As the provider writes it, with or without a slash at its end. */
  issuer: string;
  clientId: string;
  clientSecret: string;
  scopes: string[];
  /** The claim that says who may do what. */
  roleClaim: string;
  /** Which value of the claim gives which role. */
  roles: ReadonlyMap<string, Role>;
  /** `host:port` of everything that the server may ask: the issuer, and the provider's other hosts. */
  hosts: string[];
}

/** Only https, because whoever can change an answer of the provider is everybody; http on this machine is for trying it. */
export const isProviderUrl = (text: string): boolean => {
  const url = readUrl(text);
  if (url === null) return false;
  const { protocol, hostname, username, password, hash } = url;
  const isSafe = protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
  return isSafe && username === '' && password === '' && hash === '';
};

/** `host:port`, as Deno's permissions name it. */
export function hostOf(url: string): string {
  const { hostname, port, protocol } = new URL(url);
  return `${hostname}:${port || (protocol === 'http:' ? '80' : '443')}`;
}

export const issuerUrl = v.pipe(
  v.string(),
  v.check((text) => isProviderUrl(text) && new URL(text).search === '', 'must be an https:// address'),
);

const listOf = (text: string): string[] => text.split(',').flatMap((entry) => entry.trim() || []);
const readHost = (entry: string): string | null =>
  /^[\w.-]+(?::\d{1,5})?$/u.test(entry) && isProviderUrl(`https://${entry}`)
    ? hostOf(`https://${entry}`)
    : null;

export const hostList = v.pipe(
  v.string(),
  v.check(
    (text) => listOf(text).every((entry) => readHost(entry) !== null),
    'must be hosts, as login.example,keys.example:8443',
  ),
  v.transform((text) => listOf(text).flatMap((entry) => readHost(entry) ?? [])),
);

const isRole = (text: string): text is Role => ROLES.some((role) => role === text);
/** The last `=` counts: the value of a claim may contain others. */
function readRole(entry: string): [string, Role] | null {
  const at = entry.lastIndexOf('=');
  const role = entry.slice(at + 1).trim();
  return at > 0 && isRole(role) ? [entry.slice(0, at).trim(), role] : null;
}

export const roleMap = v.pipe(
  v.string(),
  v.check(
    (text) => listOf(text).length > 0 && listOf(text).every((entry) => readRole(entry) !== null),
    `must be pairs of a value and one of ${ROLES.join(', ')}, as privacy-team=officer`,
  ),
  v.transform((text) => new Map(listOf(text).flatMap((entry) => [readRole(entry)!]))),
);

/** What the server may ask, for the launcher: texts that the server has checked already. */
export const signOnHostsOf = ({
  oidcIssuer,
  oidcHosts = '',
}: {
  oidcIssuer: string | undefined;
  oidcHosts: string | undefined;
}): string[] =>
  oidcIssuer === undefined
    ? []
    : [hostOf(oidcIssuer), ...listOf(oidcHosts).flatMap((entry) => readHost(entry) ?? [])];

interface SignOnVariables {
  OIDC_ISSUER?: string | undefined;
  OIDC_CLIENT_ID?: string | undefined;
  OIDC_CLIENT_SECRET?: string | undefined;
  OIDC_SCOPES?: string | undefined;
  OIDC_ROLE_CLAIM?: string | undefined;
  OIDC_ROLES?: ReadonlyMap<string, Role> | undefined;
  OIDC_HOSTS?: string[] | undefined;
}

const NEEDED = [
  'OIDC_ISSUER',
  'OIDC_CLIENT_ID',
  'OIDC_CLIENT_SECRET',
  'OIDC_ROLE_CLAIM',
  'OIDC_ROLES',
] as const;

/** Null where none is configured. Errors: StartRefused for half of it. */
export function singleSignOnOf(env: SignOnVariables): SingleSignOn | null {
  const given = [...NEEDED, 'OIDC_HOSTS' as const, 'OIDC_SCOPES' as const].find((name) => env[name]);
  if (given === undefined) return null;
  const missing = NEEDED.find((name) => !env[name]);
  if (missing !== undefined) throw new StartRefused(`${missing} is missing beside ${given}`);
  const issuer = env.OIDC_ISSUER!;
  return {
    issuer,
    clientId: env.OIDC_CLIENT_ID!,
    clientSecret: env.OIDC_CLIENT_SECRET!,
    scopes: (env.OIDC_SCOPES ?? 'openid profile email').split(' '),
    roleClaim: env.OIDC_ROLE_CLAIM!,
    roles: env.OIDC_ROLES!,
    hosts: [...new Set([hostOf(issuer), ...(env.OIDC_HOSTS ?? [])])],
  };
}
