import { afterAll, beforeAll, expect, test } from 'vitest';
import { signedInAdmin } from '../support/accounts.ts';
import { figure } from '../support/figures.ts';
import { randomOf, SEED } from '../support/seed.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { registerSystem } from '../support/systems.ts';

/*
 * Whether the time of a refusal tells more about a key than its words do: `system_key_invalid`, whatever was sent. A key that is revoked,
 * expired or of another scope is told so by name; how long that takes is only printed. Each round asks once with every key, in a new order, so that a
 * busy machine is as slow for all of them; what is compared is how often one takes longer than another, not by how much.
 */

const ROUNDS = 2_000;
/** Half of the time, give or take five standard errors of so many rounds. */
const ALIKE = 0.05;
const random = randomOf(SEED);

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

/** A key for each way to be refused; `good` has the wrong scope. */
async function headers(): Promise<Record<string, string>> {
  const admin = (await signedInAdmin(server)).client;
  const [good, revoked, expired] = await Promise.all(
    ['Good', 'Revoked', 'Expired'].map((name) => registerSystem(server, admin, name, ['erasures:read'])),
  );
  await admin.call('admin.systemKeys.revoke', { id: revoked!.id });
  await server.database.pools.app`update lethe.system_keys set expires_at = now() where id = ${expired!.id}`;
  const { key } = good!;
  const bearer = {
    unknown: `lethe_${'a'.repeat(43)}`,
    'right but for its end': `${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`,
    short: 'lethe_a',
    revoked: revoked!.key,
    expired: expired!.key,
    good: key,
  };
  const ofKeys = Object.entries(bearer).map(([what, token]) => [what, `Bearer ${token}`]);
  return {
    ...Object.fromEntries(ofKeys),
    malformed: 'Bearer of bad news',
    'of another scheme': 'Basic bGV0aGU6',
  };
}

async function ask(authorization: string): Promise<number> {
  const start = performance.now();
  const response = await fetch(`${server.url}/trpc/system.consents.check`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: '{"customer":{"externalId":"x"}}',
  });
  await response.text();
  return performance.now() - start;
}

/** How often a value of the one is greater than one of the other; 0.5 where they cannot be told apart. */
function greater(one: readonly number[], other: readonly number[]): number {
  const all = [
    ...one.map((value) => ({ value, own: true })),
    ...other.map((value) => ({ value, own: false })),
  ];
  const ranks = all
    .toSorted((a, b) => a.value - b.value)
    .reduce((sum, { own }, rank) => (own ? sum + rank + 1 : sum), 0);
  return (ranks - (one.length * (one.length + 1)) / 2) / (one.length * other.length);
}

test('a key is refused in the same time, however it is wrong', async () => {
  const asked = Object.entries(await headers());
  const times = new Map(asked.map(([what]) => [what, [] as number[]]));
  for (let round = -100; round < ROUNDS; round += 1) {
    for (const [what, header] of asked.toSorted(() => random() - 0.5)) {
      const time = await ask(header);
      if (round >= 0) times.get(what)!.push(time);
    }
  }
  const unknown = times.get('unknown')!;
  const found = Object.fromEntries([...times].map(([what, own]) => [what, greater(own, unknown)]));
  const { good, revoked: _revoked, expired: _expired, ...invalid } = found;
  const furthest = Math.max(...Object.values(invalid).map((share) => Math.abs(share - 0.5)));
  figure({
    what: 'how often another wrong key takes longer than an unknown one',
    rounds: ROUNDS,
    result: { 'furthest from half': furthest.toFixed(3), 'a good key': good!.toFixed(3) },
    bound: `under ${ALIKE} from half; a good key over ${0.5 + 2 * ALIKE}`,
    seed: SEED,
  });
  // A call with it is counted: the measure sees that.
  expect(good).toBeGreaterThan(0.5 + 2 * ALIKE);
  for (const [what, share] of Object.entries(invalid))
    expect(Math.abs(share - 0.5), what).toBeLessThan(ALIKE);
}, 600_000);
