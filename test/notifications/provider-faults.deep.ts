import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { enqueueLetter } from '../../server/notifications/queries.ts';
import { createDemoDatabase, type TestDatabase } from '../support/database.ts';
import { doorsOf, untilAllAnswer } from '../support/doors.ts';
import { type FakeResend, type Manner, startFakeResend } from '../support/fake-resend.ts';
import { figure } from '../support/figures.ts';
import { callerOf, forgetLimits } from '../support/load.ts';
import { type Product, startProduct } from '../support/product.ts';
import { randomOf, SEED } from '../support/seed.ts';
import { eventually } from '../support/waiting.ts';

/* The product, as two servers beside each other, and a mail provider that fails in every way there is. */

const MESSAGES = 500;
/** What the provider says of when to come again; the last one is later than any letter may wait. */
const A_YEAR = '31536000';
const RETRY_AFTER = [
  '',
  '0',
  '-1',
  '1',
  '1.5',
  ' 1 ',
  '1, 2',
  '0x1',
  '1e3',
  'soon',
  '9'.repeat(400),
  'Wed, 21 Oct 1998 07:28:00 GMT',
];

const answer = (status: number, body: string, headers: Record<string, string> = {}): Manner => ({
  status,
  body,
  headers,
});
/** Each is got over by trying again. */
const FAULTS: Manner[] = [
  'broken',
  'lost',
  'bad_json',
  answer(200, ''),
  answer(200, '{}'),
  answer(200, '<html>Welcome</html>'),
  answer(401, '{"name":"missing_api_key"}'),
  answer(502, '<html>Bad gateway</html>'),
  answer(503, '', { 'retry-after': '1' }),
  answer(500, 'x'.repeat(1e6)),
  ...RETRY_AFTER.map((value) => answer(429, '', { 'retry-after': value })),
];
/** A worker waits ten seconds for each of these, so that there are few of them. */
const SLOW: Manner[] = ['hang', 'late', 'half'];
const EACH_SLOW = 5;

/** What befalls a message, attempt by attempt; then it is accepted. */
function planOf(random: () => number): Manner[][] {
  const any = () => FAULTS[Math.floor(random() * FAULTS.length)]!;
  return Array.from({ length: MESSAGES }, (_, n) => {
    if (n < SLOW.length * EACH_SLOW) return [SLOW[n % SLOW.length]!];
    if (n % 50 === 49) return ['refuse'];
    if (n % 50 === 48) return [answer(429, '', { 'retry-after': A_YEAR })];
    return n % 5 === 4 ? [] : n % 5 === 3 ? [any(), any()] : [any()];
  });
}

let database: TestDatabase;
let provider: FakeResend;
let servers: Product[];
const plan = planOf(randomOf(SEED));
const sql = () => database.pools.app;
const numberOf = (subject: string) => Number(/^Fault (\d+)$/u.exec(subject)?.[1] ?? Number.NaN);

beforeAll(async () => {
  database = await createDemoDatabase();
  provider = await startFakeResend(({ subject }, before) => plan[numberOf(subject)]?.[before] ?? 'accept');
  const environment = {
    RESEND_API_KEY: 're_test',
    RESEND_FROM: 'lethe@lethe.example',
    RESEND_BASE_URL: provider.baseUrl,
  };
  const shared = { ...database, drop: async () => undefined };
  servers = [
    await startProduct('node', environment, shared),
    await startProduct('deno', environment, shared),
  ];
});
afterAll(async () => {
  for (const server of servers ?? []) await server.stop();
  await provider?.stop();
  await database?.drop();
});

const stateOf = async () => {
  const rows = await sql()<{ id: string; status: string; far: boolean; scrubbed: boolean }[]>`
    select id, status, next_attempt_at > now() + interval '1 hour' as far,
      to_address is null and subject is null and body is null as scrubbed
    from lethe.outbox where template = 'new_request' and created_at >= ${beganAt}`;
  return rows;
};
let beganAt: Date;

/** Looks at every door until the signal, and answers how long the slowest look took. */
async function lookAtDoors(signal: AbortSignal): Promise<number> {
  const callers = await Promise.all(servers.map(({ url }) => callerOf(sql(), url)));
  let slowest = 0;
  while (!signal.aborted) {
    await forgetLimits(sql());
    for (const { url, admin, system } of callers)
      slowest = Math.max(slowest, await untilAllAnswer(doorsOf(url, admin, system)));
    await sleep(500);
  }
  return slowest;
}

it(`${MESSAGES} messages through every fault of a mail provider: none lost, one at most for each key`, async () => {
  const [{ now }] = await sql()<[{ now: Date }]>`select now()`;
  beganAt = now;
  const over = new AbortController();
  const looking = lookAtDoors(over.signal);
  await Promise.all(
    plan.map((_, n) =>
      enqueueLetter(sql(), {
        customerId: null,
        requestId: null,
        template: 'new_request',
        to: `person-${n}@shop.example`,
        subject: `Fault ${n}`,
        body: `Words for person ${n}`,
      }),
    ),
  );
  // What is asked to wait for a year waits until its deadline.
  await eventually(
    async () =>
      expect((await stateOf()).filter(({ status, far }) => status === 'queued' && !far)).toEqual([]),
    500_000,
  );
  await sql()`update lethe.outbox set deadline_at = now(), next_attempt_at = now() where status = 'queued' and created_at >= ${beganAt}`;
  await eventually(
    async () => expect((await stateOf()).filter(({ status }) => status === 'queued')).toEqual([]),
    60_000,
  );
  over.abort();
  const slowest = await looking;

  const rows = await stateOf();
  const sent = rows.filter(({ status }) => status === 'sent');
  const failed = rows.filter(({ status }) => status === 'failed');
  const accepted = [...provider.accepted.values()].filter(({ subject }) => subject.startsWith('Fault '));
  const recipients = new Set(accepted.flatMap(({ to }) => to));
  const lost =
    rows.length - sent.length - failed.length + sent.filter(({ id }) => !provider.accepted.has(id)).length;
  figure({
    what: 'messages through every fault of a mail provider, by two servers',
    rounds: MESSAGES,
    result: {
      lost,
      'twice for a key': provider.changed.length + accepted.length - recipients.size,
      sent: sent.length,
      'told as not delivered': failed.length,
      calls: provider.calls.length,
      'slowest door ms': slowest,
    },
    bound: '0 lost, 0 twice, every door within 5,000 ms',
    seed: SEED,
  });
  const hopeless = plan.filter(
    ([first]) => first === 'refuse' || JSON.stringify(first)?.includes(A_YEAR),
  ).length;
  expect({ rows: rows.length, lost, changed: provider.changed }).toEqual({
    rows: MESSAGES,
    lost: 0,
    changed: [],
  });
  expect(recipients.size).toBe(accepted.length);
  expect([sent.length, failed.length]).toEqual([MESSAGES - hopeless, hopeless]);
  expect(accepted.length).toBe(sent.length);
  expect(sent.every(({ scrubbed }) => scrubbed)).toBe(true);
  expect(slowest).toBeLessThan(5_000);
}, 900_000);
