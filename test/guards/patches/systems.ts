import type { Patch } from '../patch.ts';

const RECORDS = {
  file: 'server/systems/intake/record-queries.ts',
  tests: ['test/systems/intake-two-systems.test.ts'],
};
const KEYS = { file: 'server/systems/keys/admit.ts', tests: ['test/systems/keys.test.ts'] };

/** Connected systems and their keys. */
export const systemPatches: Patch[] = [
  {
    ...RECORDS,
    guard: 'a service is of the system that sent it',
    from: 's.customer_id = wanted.customer_id and s.system_id = ${systemId}',
    to: 's.customer_id = wanted.customer_id and ${systemId}::text is not null',
    says: 'a service of another system',
  },
  {
    ...RECORDS,
    guard: 'an invoice is of the system that sent it',
    from: 'i.customer_id = wanted.customer_id and i.system_id = ${systemId}',
    to: 'i.customer_id = wanted.customer_id and ${systemId}::text is not null',
    says: 'an invoice of another system',
  },
  {
    ...KEYS,
    guard: 'a key opens its scopes alone',
    from: `if (!key.scopes.includes(scope)) throw new AppError('scope_missing');`,
    to: '',
    says: 'its scope and no other',
  },
  {
    ...KEYS,
    guard: 'a revoked key opens nothing',
    from: `if (key.revoked) throw new AppError('system_key_revoked');`,
    to: '',
    says: 'when revoked',
  },
  {
    ...KEYS,
    guard: 'an expired key opens nothing',
    from: `if (key.expired) throw new AppError('system_key_expired');`,
    to: '',
    says: 'from its expiry on',
  },
  {
    guard: 'a key that is revoked while it waits learns nothing',
    file: 'server/systems/erasures/feed.ts',
    from: 'await requireValidKey(sql, systemKey);',
    to: '',
    tests: ['test/systems/erasures.test.ts'],
    says: 'revoked while it waited',
  },
  {
    guard: 'a system answers its own erasures alone',
    file: 'server/systems/erasures/queries.ts',
    from: `where id = \${erasureId} and system_id = \${systemId} and (result is null`,
    to: `where id = \${erasureId} and (result is null`,
    tests: ['test/systems/erasures.test.ts'],
    says: 'another system’s erasure',
  },
  {
    guard: 'an idempotency key is of one system',
    file: 'server/requests/entry-queries.ts',
    from: 'where system_id = ${systemId} and idempotency_key = ${idempotencyKey}',
    to: 'where ${systemId}::text is not null and idempotency_key = ${idempotencyKey}',
    tests: ['test/systems/intake-two-systems.test.ts'],
    says: 'the idempotency key of another system',
  },
];
