import type { Patch } from '../patch.ts';

const POST = { file: 'server/webhooks/post.ts', tests: ['test/webhooks/post.test.ts'] };
const WORK = ['test/webhooks/webhooks.test.ts'];
const VERIFY = { file: 'server/systems/client/webhook.ts', tests: ['test/webhooks/verify.test.ts'] };

/** What Lethe tells programs of the company, and whom it calls for that. */
export const webhookPatches: Patch[] = [
  {
    ...POST,
    guard: 'a webhook connects to no private address',
    from: 'if (!error && !mayBe(address))',
    to: 'if (false)',
    says: 'that the resolver says is',
  },
  {
    ...POST,
    guard: 'a webhook sends nothing to a private address',
    from: `if (!mayBe(socket.remoteAddress ?? ''))`,
    to: 'if (false)',
    says: 'does not say which address it found',
  },
  {
    ...POST,
    guard: 'a webhook is led to no private address without a name',
    from: '&& !mayBe(target.address))',
    to: '&& false)',
    says: 'itself is not connected to',
  },
  {
    guard: 'an address is private in every form',
    file: 'server/webhooks/addresses.ts',
    from: `'169.254.0.0/16',`,
    to: '',
    tests: ['test/webhooks/hosts.test.ts'],
    says: '169.254.169.254',
  },
  {
    guard: 'a webhook goes to a listed host',
    file: 'server/webhooks/hosts.ts',
    from: `if (!allowed.some((one) => one.host === host && one.port === port)) return 'host_not_allowed';`,
    to: '',
    tests: ['test/webhooks/hosts.test.ts'],
    says: 'host_not_allowed',
  },
  {
    guard: 'LETHE_WEBHOOK_HOSTS lists no private address',
    file: 'server/webhooks/hosts.ts',
    from: 'if (isAddress(hostname) && !isLoopback(hostname) && !isPublicAddress(bare(hostname))) return null;',
    to: '',
    tests: ['test/runtime/env.test.ts'],
    says: 'LETHE_WEBHOOK_HOSTS',
  },
  {
    guard: 'a webhook stops once its host is no longer listed',
    file: 'server/webhooks/worker.ts',
    from: 'const target = readTarget(delivery.url, hosts);',
    to: 'const { hostname: host, port } = new URL(delivery.url);\n  const target = readTarget(delivery.url, [...hosts, { host, port: Number(port) }]);',
    tests: WORK,
    says: 'a host that is no longer listed',
  },
  {
    guard: 'a request is told to no webhook that is just being removed',
    file: 'db/migrations/0023_removed_webhooks.sql',
    from: ' for key share\n',
    to: '\n',
    tests: WORK,
    says: 'just being removed',
  },
  {
    guard: 'a test message goes to no webhook that is just being removed',
    file: 'server/webhooks/queries.ts',
    from: ` and state = 'active' for key share returning`,
    to: ` and state = 'active' returning`,
    tests: WORK,
    says: 'just being removed',
  },
  {
    guard: 'a message of a webhook is given up after 72 hours',
    file: 'db/migrations/0022_webhooks.sql',
    from: "interval '72 hours'",
    to: "interval '72 days'",
    tests: WORK,
    says: 'not beyond the deadline',
  },
  {
    ...VERIFY,
    guard: 'a message of a webhook gets old',
    from: 'Math.abs(now / 1000 - Number(timestamp)) > toleranceSeconds',
    to: 'false',
    says: 'played again later',
  },
  {
    ...VERIFY,
    guard: 'a message of a webhook is signed',
    from: `if (!results.includes(true)) return 'signature_wrong';`,
    to: '',
    says: 'another secret is refused',
  },
];
