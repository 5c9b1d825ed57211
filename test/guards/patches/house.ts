import type { Patch } from '../patch.ts';

const FLAGS = { file: 'launch/permissions.ts', tests: ['test/launch/permissions.test.ts'] };
const PERIODS = {
  file: 'server/values/limits-and-periods.ts',
  tests: ['test/values/promised-numbers.test.ts'],
};
const ENV = { file: 'server/env.ts', tests: ['test/runtime/env.test.ts'] };
const RETENTION = { file: 'server/runtime/retention.ts', tests: ['test/runtime/retention.test.ts'] };
const RIGHTS = { file: 'server/personal-data/install.ts', tests: ['test/db/two-roles.test.ts'] };

/** The start, the database, the promised numbers. */
export const housePatches: Patch[] = [
  {
    ...FLAGS,
    guard: 'Deno reads listed folders',
    from: "`--allow-read=${may.read.flatMap((path) => path?.replaceAll(',', ',,') ?? []).join(',')}`",
    to: "'--allow-read'",
    says: '--allow-read',
  },
  {
    ...FLAGS,
    guard: 'Deno speaks to listed hosts',
    from: "`--allow-net=${[...new Set(may.net)].join(',')}`",
    to: "'--allow-net'",
    says: '--allow-net',
  },
  {
    ...FLAGS,
    guard: 'Deno reads listed variables',
    from: "`--allow-env=${[...may.variables, 'NODE_ENV'].join(',')}`",
    to: "'--allow-env'",
    says: 'allow-env',
  },
  {
    ...PERIODS,
    guard: 'a letter is given up after 24 hours',
    from: 'LETTER_HOURS = 24',
    to: 'LETTER_HOURS = 48',
    says: 'LETTER_HOURS',
  },
  {
    ...PERIODS,
    guard: 'an unconfirmed sign-up goes after 30 days',
    from: 'UNCONFIRMED_DAYS = 30',
    to: 'UNCONFIRMED_DAYS = 90',
    says: 'UNCONFIRMED_DAYS',
  },
  {
    ...PERIODS,
    guard: 'a reason goes after 3 years',
    from: 'REASON_YEARS = 3',
    to: 'REASON_YEARS = 10',
    says: 'REASON_YEARS',
  },
  {
    guard: 'a blacklist entry ends after its years',
    file: 'server/blacklist/rules.ts',
    from: 'BLACKLIST_YEARS = 3',
    to: 'BLACKLIST_YEARS = 30',
    tests: ['test/values/promised-numbers.test.ts'],
    says: 'BLACKLIST_YEARS',
  },
  {
    ...ENV,
    guard: 'no demo stands behind a proxy',
    from: `return read('LETHE_PROXY') ? 'LETHE_PROXY' : null;`,
    to: 'return null;',
    says: 'LETHE_PROXY',
  },
  {
    ...ENV,
    guard: 'a secret is random',
    from: `v.check(hasVariety, 'must be random: this one repeats itself or counts on'),`,
    to: '',
    says: 'no secret that repeats itself',
  },
  {
    ...ENV,
    guard: 'the blacklist key is another one than the secret',
    from: 'if (env.LETHE_BLACKLIST_KEY === env.LETHE_SECRET)',
    to: 'if (false)',
    says: 'a blacklist key for tests',
  },
  {
    guard: 'a server starts with its own blacklist key',
    file: 'server/runtime/fingerprints.ts',
    from: 'if (!matches.blacklistKey) throw new StartRefused(`LETHE_BLACKLIST_KEY ${OTHER_SECRET}`);',
    to: '',
    tests: ['test/runtime/secrets.test.ts'],
    says: 'blacklist key',
  },
  {
    guard: 'a server looks at its secrets first',
    file: 'server/main.ts',
    from: 'await verifySecrets(pools.app, env);',
    to: '',
    tests: ['test/launch/other-secrets.test.ts'],
    says: 'another LETHE_BLACKLIST_KEY',
  },
  {
    guard: 'a server starts with its own secret',
    file: 'server/runtime/fingerprints.ts',
    from: 'if (!matches.secret) throw new StartRefused(`LETHE_SECRET ${OTHER_SECRET}`);',
    to: '',
    tests: ['test/runtime/secrets.test.ts'],
    says: 'another secret',
  },
  {
    ...RETENTION,
    guard: 'sign-ins go after their time',
    from: 'sql`signed_in_at < now() - make_interval(days => ${SIGN_IN_DAYS})`',
    to: 'sql`false and ${SIGN_IN_DAYS}::int > 0`',
    says: 'signIns',
  },
  {
    ...RETENTION,
    guard: 'reset links go after their time',
    from: `verifications: deleteExpired('verifications'),`,
    to: '',
    says: 'verifications',
  },
  {
    guard: 'nobody but the server executes the eraser',
    file: 'server/personal-data/install.ts',
    from: 'revoke execute on all functions in schema lethe from public;',
    to: '',
    tests: ['test/db/two-roles.test.ts'],
    says: 'execute a function',
  },
  {
    ...RIGHTS,
    guard: 'the server changes no entry of the audit',
    from: 'revoke update, delete on lethe.audit from ${quoted};',
    to: '',
    says: 'lethe.audit',
  },
  {
    guard: 'a changed migration stops the start',
    file: 'db/migrate.ts',
    from: 'if (checksum === migration.checksum) continue;',
    to: 'if (checksum !== undefined) continue;',
    tests: ['test/db/migrate.test.ts'],
    says: 'changed after it was applied',
  },
  {
    guard: 'a secret file is its owner’s alone',
    file: 'launch/secrets.ts',
    from: 'mode: 0o600',
    to: 'mode: 0o644',
    tests: ['test/launch/own-files.test.ts'],
    says: 'by its owner alone',
  },
  {
    guard: 'the server runs what was built, with the mended driver',
    file: 'launch/child.ts',
    from: 'build === undefined ?',
    to: "build === undefined || name === 'main' ?",
    tests: ['test/launch/runtimes.test.ts'],
    says: 'the server runs what was built',
  },
];
