import * as v from 'valibot';
import { PersonName } from '../../customers/schema.ts';
import { AppError } from '../../errors.ts';
import { ADMIN_SESSION_IDLE_HOURS } from '../../values/limits-and-periods.ts';
import { Email } from '../../values/schema.ts';
import { ROLES, type Role } from '../rules.ts';
import type { SingleSignOn } from './variables.ts';

/* What the provider says of a person, once the library has verified the ID token: signature, issuer, audience, expiry and nonce. */

export type Claims = Readonly<Record<string, unknown>>;

/** A sign-in at the provider that is older than this is asked for again: an admin's session here would have ended too. In seconds. */
export const MAX_AGE = ADMIN_SESSION_IDLE_HOURS * 3600;
/** Clocks differ. In seconds. */
const TOLERANCE = 30;

/** The lasting name of an account at the provider: an address or a name may go to somebody else. The blank is safe: no issuer has one. */
export const subjectOf = ({ issuer }: SingleSignOn, claims: Claims): string =>
  `${issuer} ${String(claims.sub)}`;

/**
 * Refuses a token of another issuer, and one that is for others too. The library would accept both: it believes the issuer that the
 * provider's own document names. Errors: `sign_on_failed`.
 */
export function requireForUs({ issuer, clientId }: SingleSignOn, claims: Claims): void {
  const isForUs =
    claims.iss === issuer &&
    (claims.azp === undefined ? claims.aud === clientId || isOnlyOne(claims.aud) : claims.azp === clientId);
  if (!isForUs) throw new AppError('sign_on_failed', { cause: new Error('id_token_for_another') });
}
const isOnlyOne = (audience: unknown): boolean => Array.isArray(audience) && audience.length === 1;

/**
 * When the person proved to the provider who they are. That may be hours ago, if the browser was still signed in there. So this moment
 * counts, and not the return to Lethe. Errors: `sign_on_failed`.
 */
export function provedAtOf({ auth_time: seconds }: Claims, now = Date.now()): Date {
  const age = typeof seconds === 'number' ? now / 1000 - seconds : Number.NaN;
  if (!(age >= -TOLERANCE && age <= MAX_AGE + TOLERANCE))
    throw new AppError('sign_on_failed', { cause: new Error('auth_time_missing_or_old') });
  return new Date(Math.min(now, Number(seconds) * 1000));
}

/**
 * The claim of this name. Its own name may have dots in it; otherwise they lead into other claims, whose names may have dots as well:
 * Keycloak has `realm_access.roles` and `resource_access.<client>.roles`. Undefined where there is none.
 */
export function claimAt(claims: unknown, name: string): unknown {
  if (typeof claims !== 'object' || claims === null) return undefined;
  if (Object.hasOwn(claims, name)) return Reflect.get(claims, name);
  for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
    const head = name.slice(0, dot);
    const found = Object.hasOwn(claims, head)
      ? claimAt(Reflect.get(claims, head), name.slice(dot + 1))
      : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * The role that a claim gives: the first of the list of roles where it gives several; null where it gives none. A provider that keeps the claim
 * elsewhere says neither: Entra ID does so for members of very many groups (OpenID Connect Core 5.6.2). Errors: `sign_on_failed`.
 */
export function roleOf({ roleClaim, roles }: SingleSignOn, claims: Claims): Role | null {
  const claim = claimAt(claims, roleClaim);
  const elsewhere = Object.keys(Object(claims['_claim_names']));
  if (claim === undefined && elsewhere.some((name) => `${roleClaim}.`.startsWith(`${name}.`)))
    throw new AppError('sign_on_failed', { cause: new Error('role_claim_elsewhere') });
  const given = [claim].flat().map((value) => (typeof value === 'string' ? roles.get(value) : undefined));
  return ROLES.find((role) => given.includes(role)) ?? null;
}

/** Errors: `sign_on_unverified`. */
export function personIn(claims: Claims): { email: string; fullName: string } {
  const email = v.safeParse(Email, claims.email);
  // Some providers send the boolean as text.
  const isVerified = claims.email_verified === true || claims.email_verified === 'true';
  if (!isVerified || !email.success) throw new AppError('sign_on_unverified');
  const name = v.safeParse(PersonName, claims.name);
  return { email: email.output, fullName: name.success ? name.output : '' };
}
