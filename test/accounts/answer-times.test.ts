import { afterAll, beforeAll, expect, it } from 'vitest';
import { answerInConstantTime } from '../../server/accounts/constant-time-answer.ts';
import { createPasswords } from '../../server/accounts/passwords.ts';
import { PASSWORD, signedInCustomer } from '../support/accounts.ts';
import { createClient } from '../support/client.ts';
import { startServer, type TestServer } from '../support/server.ts';

/* Lower bounds only: a busy machine makes answers later, never earlier. */

const BEAT = 500;
/** Timers may be early by less than this. */
const EARLY = 5;

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ passwords: createPasswords() });
});
afterAll(() => server.stop());

async function time(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
const lasting = (ms: number) => new Promise((done) => setTimeout(done, ms));

it('an answer comes at the next beat after its work, a refusal too', async () => {
  const times = await Promise.all([
    time(() => answerInConstantTime(() => lasting(20))),
    time(() => answerInConstantTime(() => lasting(300))),
    time(() => answerInConstantTime(() => lasting(BEAT + 100))),
    time(() => answerInConstantTime(() => Promise.reject(new Error('no'))).catch(() => undefined)),
  ]);
  for (const [n, beats] of [1, 1, 2, 1].entries())
    expect(times[n], String(n)).toBeGreaterThan(beats * BEAT - EARLY);
});

const post = (action: string, body: unknown) => createClient(server.url).post(`/api/auth/${action}`, body);
const actions: Record<string, (email: string) => Promise<unknown>> = {
  'a reset': (email) => post('request-password-reset', { email }),
  'a refused sign-in': (email) => post('sign-in/email', { email, password: 'not-the-password' }),
  'a sign-up': (email) => post('sign-up/email', { name: 'N', email, password: PASSWORD }),
};

it.each(Object.entries(actions))(
  '%s is answered at a beat, for a known address and an unknown one',
  async (_what, act) => {
    const { email } = await signedInCustomer(server);
    for (const to of [email, `stranger-${_what.length}@lethe.example`])
      expect(await time(() => act(to))).toBeGreaterThan(BEAT - EARLY);
  },
);

it('a new e-mail address is answered at a beat, whether it is taken or free', async () => {
  const { email } = await signedInCustomer(server);
  const { client } = await signedInCustomer(server);
  for (const newEmail of [email, 'free@lethe.example'])
    expect(await time(() => client.call('customer.email.change', { newEmail }))).toBeGreaterThan(
      BEAT - EARLY,
    );
});
