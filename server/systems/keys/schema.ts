import * as v from 'valibot';
import { Instant, line, PageInput, pageOf, Uuid } from '../../values/schema.ts';

/** What a key is good for; a call with a key that lacks the procedure's scope answers `scope_missing`. */
export const Scope = v.picklist(['customers:write', 'consents:read', 'requests:write', 'erasures:read']);
export type Scope = v.InferOutput<typeof Scope>;

export const SystemKeyListInput = v.strictObject({ ...PageInput });
/** Never the key: only its SHA-256 is kept. */
export const SystemKeyPage = pageOf(
  v.strictObject({
    id: Uuid,
    number: v.number(),
    name: v.string(),
    scopes: v.array(Scope),
    state: v.picklist(['active', 'expired', 'revoked']),
    createdAt: Instant,
    expiresAt: v.nullable(Instant),
    /** To the minute. */
    lastUsedAt: v.nullable(Instant),
    revokedAt: v.nullable(Instant),
    /** How many people the system knows by an id of its own. */
    linkedPeople: v.number(),
    /** Whether it can still be told of erasures: by this key or another. */
    hears: v.boolean(),
    /** How often the system tried to bring an erased person back. */
    refusedPeople: v.number(),
    /** How often a row of the system held a value that the blacklist refuses. */
    refusedValues: v.number(),
  }),
);
export type SystemKeyPage = v.InferOutput<typeof SystemKeyPage>;

/** Compared without regard to case; two spaces are one. */
const Name = v.pipe(
  line(60, 1),
  v.normalize(),
  v.transform((name) => name.replaceAll(/\s+/gu, ' ')),
);

/** A second key of the same name is a second key of the same system: links, answers and the first spelling stay. */
export const CreateSystemKey = v.strictObject({
  name: Name,
  scopes: v.pipe(
    v.array(Scope),
    v.minLength(1, 'required'),
    v.maxLength(4, 'too_long'),
    v.check((scopes) => new Set(scopes).size === scopes.length, 'duplicate'),
  ),
  expiresAt: v.optional(
    v.pipe(
      v.string(),
      v.isoTimestamp(),
      v.check((at) => Date.parse(at) > Date.now(), 'in_the_past'),
    ),
  ),
});
export type CreateSystemKey = v.InferOutput<typeof CreateSystemKey>;
/** The only time the key itself is told. `name`: as the system was first called. */
export const CreatedSystemKey = v.strictObject({ id: Uuid, name: v.string(), key: v.string() });
export const SystemKeyRef = v.strictObject({ id: Uuid });
