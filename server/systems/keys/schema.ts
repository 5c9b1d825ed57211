import * as v from 'valibot';
import { Instant, line, PageInput, pageOf, Uuid } from '../../values/schema.ts';

/** What a key may do. A call with a key that lacks the procedure's scope is refused with `scope_missing`. */
export const Scope = v.picklist([
  'customers:write',
  'consents:read',
  'requests:write',
  'erasures:read',
  'requests:read',
  'customers:read',
]);
export type Scope = v.InferOutput<typeof Scope>;

/** These see every customer, not only those that the system has linked. */
export const READING_SCOPES: readonly Scope[] = ['requests:read', 'customers:read'];
export const isReading = (scope: Scope): boolean => READING_SCOPES.includes(scope);

export const SystemKeyListInput = v.strictObject({ ...PageInput });
/** A list of keys never has the key itself: only its SHA-256 is stored. */
export const SystemKeyPage = pageOf(
  v.strictObject({
    id: Uuid,
    number: v.number(),
    name: v.string(),
    scopes: v.array(Scope),
    state: v.picklist(['active', 'expired', 'revoked']),
    createdAt: Instant,
    /** The admin who made it; null where they have left the team. */
    createdBy: v.nullable(v.string()),
    expiresAt: v.nullable(Instant),
    /** To the minute. */
    lastUsedAt: v.nullable(Instant),
    revokedAt: v.nullable(Instant),
    /** How many customers are linked to an id of the system. */
    linkedPeople: v.number(),
    /** Whether the system can still read erasures, by this key or another. */
    hears: v.boolean(),
    /** How often the system tried to bring an erased person back. */
    refusedPeople: v.number(),
    /** How often a row of the system had a value that the blacklist refuses. */
    refusedValues: v.number(),
  }),
);
export type SystemKeyPage = v.InferOutput<typeof SystemKeyPage>;

/** Names are compared without regard to case; several spaces count as one. */
const SystemName = v.pipe(
  line(60, 1),
  v.normalize(),
  v.transform((name) => name.replaceAll(/\s+/gu, ' ')),
);

/** A second key with the same name belongs to the same system, which keeps its links, its answers and the first spelling of its name. */
export const CreateSystemKeyInput = v.strictObject({
  name: SystemName,
  scopes: v.pipe(
    v.array(Scope),
    v.minLength(1, 'required'),
    v.maxLength(4, 'too_long'),
    v.check((scopes) => new Set(scopes).size === scopes.length, 'duplicate'),
    // A key that reads about everybody is a key of its own: nobody gives such a scope in passing.
    v.check((scopes) => scopes.every(isReading) || !scopes.some(isReading), 'reading_alone'),
  ),
  expiresAt: v.optional(
    v.pipe(
      v.string(),
      v.isoTimestamp(),
      v.check((at) => Date.parse(at) > Date.now(), 'in_the_past'),
    ),
  ),
});
export type CreateSystemKeyInput = v.InferOutput<typeof CreateSystemKeyInput>;
/** The only answer that has the key itself. `name`: the first spelling of the system's name. */
export const CreatedSystemKey = v.strictObject({ id: Uuid, name: v.string(), key: v.string() });
export const SystemKeyRef = v.strictObject({ id: Uuid });
