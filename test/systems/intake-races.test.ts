import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findEverywhere } from '../../server/personal-data/scan.ts';
import { lastMessage, PASSWORD, signedInCustomer } from '../support/accounts.ts';
import { type Client, createClient } from '../support/client.ts';
import { lookAndDecide } from '../support/decisions.ts';
import { rounds } from '../support/depth.ts';
import { customerOf, person, upsertWith } from '../support/intake.ts';
import type { TestServer } from '../support/server.ts';
import { billFor, type System, startWithSystems } from '../support/systems.ts';
import { untilSomebodyWaits } from '../support/waiting.ts';

let server: TestServer;
let admin: Client;
let billing: System;
let support: System;
beforeAll(async () => {
  ({ server, admin, billing, support } = await startWithSystems({ billing: 'Billing', support: 'Support' }));
});
afterAll(() => server.stop());

const serviceOf = ({ externalId }: { externalId: string }, name: string) => ({
  externalId: 'S-1',
  customer: { externalId },
  name,
  status: 'active',
  startedOn: '2026-01-01',
});

/** What two systems say of one person while an admin decides. */
function writers({ externalId, email, fullName }: { externalId: string; email: string; fullName: string }) {
  const of = (procedure: string, row: object, by = billing) => by.call(procedure, { items: [row, person()] });
  return [
    () => of('system.customers.upsert', { externalId, email, fullName, company: 'survivor-company' }),
    () => of('system.customers.upsert', { externalId: `survivor-S-${externalId}`, email, fullName }, support),
    () => of('system.services.upsert', serviceOf({ externalId }, 'survivor-service')),
    () =>
      of('system.invoices.upsert', {
        ...billFor({ email }, 'survivor-invoice'),
        number: 'survivor-1',
        billedTo: fullName,
        lines: [{ description: 'survivor-line', quantity: '1', unitPrice: '1', amount: '1' }],
      }),
  ];
}

async function requestOf(customerId: string): Promise<string> {
  const [row] = await server.database.pools.app<[{ id: string }]>`
    insert into lethe.data_requests (customer_id, type, answer_by) values (${customerId}, 'removal', now()) returning id`;
  return row.id;
}

const decide = (requestId: string, outcome: string) =>
  lookAndDecide(admin, { requestId, outcome, blacklist: true, notify: false });

/** The systems have answered: what they call the person is kept until then only. */
const acknowledgeAll = () => server.database.pools.app`
  update lethe.erasure_notices set result = 'done', acknowledged_at = now(), external_ids = '{}', records = '[]'
  where result is null`;

const INTERLEAVINGS = rounds(40, 200);

describe('what systems hand in beside a decision', () => {
  it(`survives none of ${INTERLEAVINGS} interleavings, keeps none from being decided, and fails nobody’s call`, async () => {
    const failed: string[] = [];
    const noted = (call: Promise<unknown>) => call.catch((error: Error) => failed.push(error.message));
    for (let round = 0; round < INTERLEAVINGS; round += 8) {
      await Promise.all(
        Array.from({ length: 8 }, async (_, lane) => {
          const n = round + lane;
          const row = {
            externalId: `survivor-${n}`,
            email: `survivor-${n}@lethe.example`,
            fullName: `Survivor-${n} Nobody`,
          };
          const requestId = await requestOf(await customerOf(billing, row));
          const deed = () => decide(requestId, lane % 2 === 0 ? 'destroy' : 'star');
          const calls: (() => Promise<unknown>)[] = writers(row).toSpliced(n % 5, 0, deed);
          await Promise.all(calls.map((call) => noted(call())));
        }),
      );
    }
    expect(failed).toEqual([]);
    await acknowledgeAll();
    expect(await findEverywhere(server.database.pools.app, 'survivor')).toEqual([]);
    const [undecided] = await server.database.pools.app`
      select count(*)::int as n from lethe.data_requests where status = 'pending'`;
    expect(undecided).toEqual({ n: 0 });
  }, 240_000);

  it.each(['star', 'destroy'])('waits for %s under way, and is then refused', async (outcome) => {
    const { app, decisions } = server.database.pools;
    const row = person();
    const customerId = await customerOf(billing, row);
    const requestId = await requestOf(customerId);
    const waiting: Promise<unknown>[] = [];
    await decisions.begin(async (tx) => {
      await tx`select 1 from lethe.customers where id = ${customerId} for update`;
      waiting.push(decide(requestId, outcome));
      await untilSomebodyWaits(app);
      waiting.push(
        upsertWith(billing, [{ ...row, fullName: 'Too Late' }]),
        billing
          .call<{ results: unknown[] }>('system.services.upsert', { items: [serviceOf(row, 'Too Late')] })
          .then(({ results }) => results),
      );
      await untilSomebodyWaits(app, 3);
    });
    const [, ...answers] = await Promise.all(waiting);
    for (const answer of answers) expect(answer).toMatchObject([{ index: 0, kind: 'erased_person' }]);
    expect(await findEverywhere(app, 'Too Late')).toEqual([]);
  });

  it('is not called an erased person’s where somebody else shares the address', async () => {
    const { app, decisions } = server.database.pools;
    const email = 'the-family@lethe.example';
    const anna = await customerOf(billing, { externalId: 'anna', email, fullName: 'Anna Example' });
    const requestId = await requestOf(anna);
    const calls: Promise<unknown>[] = [];
    await decisions.begin(async (tx) => {
      await tx`select 1 from lethe.customers where id = ${anna} for update`;
      calls.push(decide(requestId, 'destroy'));
      await untilSomebodyWaits(app);
      calls.push(
        upsertWith(support, [
          { externalId: 'bert', email, fullName: 'Bert Example' },
          { externalId: 'anna too', email, fullName: 'Anna Example' },
        ]),
      );
      await untilSomebodyWaits(app, 2);
    });
    expect((await Promise.all(calls)).at(-1)).toEqual([
      { index: 0, kind: 'value_refused', field: 'email' },
      { index: 1, kind: 'erased_person', field: 'email' },
    ]);
  });
});

describe('batches that wait for a customer', () => {
  it('keep no page waiting, however many there are', async () => {
    const { decisions, exports } = server.database.pools;
    const row = person();
    const customerId = await customerOf(billing, row);
    let answers: Promise<unknown> = Promise.resolve();
    await decisions.begin(async (tx) => {
      await tx`select 1 from lethe.customers where id = ${customerId} for update`;
      const companies = Array.from({ length: 12 }, (_, n) => `Company ${n}`);
      const linked = { ...row, externalId: `S-${row.externalId}` };
      answers = Promise.all(
        companies.flatMap((company) => [
          customerOf(billing, { ...row, company }),
          customerOf(support, { ...linked, company }),
        ]),
      );
      await untilSomebodyWaits(exports, 4);
      expect((await fetch(`${server.url}/health`)).status).toBe(200);
      const waiting = await exports`select from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`;
      expect(waiting).toHaveLength(4);
    });
    await answers;
  });
});

describe('batches of one system', () => {
  it('leave their turn to another system, however many wait', async () => {
    const { app, decisions } = server.database.pools;
    const row = person();
    const customerId = await customerOf(billing, row);
    let answers: Promise<unknown> = Promise.resolve();
    await decisions.begin(async (tx) => {
      await tx`select 1 from lethe.customers where id = ${customerId} for update`;
      answers = Promise.all(Array.from({ length: 12 }, () => customerOf(billing, row)));
      await untilSomebodyWaits(app, 2);
      expect(await upsertWith(support, [person()])).toMatchObject([
        { index: 0, customerId: expect.any(String) },
      ]);
    });
    expect(await answers).toEqual(Array.from({ length: 12 }, () => customerId));
  });
});

describe('a row whose customer changes while it is taken', () => {
  it('moves an address, and no link goes to the old one that was asked for meanwhile', async () => {
    const { app, decisions } = server.database.pools;
    const [row, newcomer] = [person(), person()];
    const [customerId, stranger] = [await customerOf(billing, row), await customerOf(billing, person())];
    let answers: Promise<unknown>[] = [];
    const held = decisions.begin(async (tx) => {
      await tx`insert into lethe.external_ids (customer_id, system_id, external_id)
        select ${stranger}, system_id, ${newcomer.externalId} from lethe.system_keys where id = ${billing.id}`;
      answers = [upsertWith(billing, [newcomer, { ...row, email: `moved-${row.email}` }])];
      await untilSomebodyWaits(app);
      answers.push(createClient(server.url).post('/api/auth/request-password-reset', { email: row.email }));
      await untilSomebodyWaits(app, 2);
      throw new Error('given up');
    });
    await expect(held).rejects.toThrow('given up');
    expect(await Promise.all(answers)).toMatchObject([[{ index: 0 }, { customerId }], { status: 200 }]);
    expect(await lastMessage(server, row.email)).toBeUndefined();
  });

  it('moves no address beside a password that is being set', async () => {
    const { app, decisions } = server.database.pools;
    const row = person();
    const customerId = await customerOf(billing, row);
    let answer: Promise<unknown> = Promise.resolve();
    await decisions.begin(async (tx) => {
      await tx`insert into lethe.users (id, email, email_verified) values (${customerId}, ${row.email}, false)`;
      await tx`insert into lethe.accounts (customer_id, account_id, provider_id, password)
        values (${customerId}, ${customerId}, 'credential', 'x')`;
      answer = upsertWith(billing, [{ ...row, email: `moved-${row.email}` }]);
      await untilSomebodyWaits(app);
    });
    expect(await answer).toEqual([{ index: 0, customerId }]);
    expect(await app`select email from lethe.customers where id = ${customerId}`).toEqual([
      { email: row.email },
    ]);
  });

  it('keeps nobody who can sign in from saving something of their own, whatever address it says', async () => {
    const { client, customerId, email } = await signedInCustomer(server);
    const row = person({ email, fullName: 'Nora Nobody' });
    expect(await customerOf(billing, row)).toBe(customerId);
    await server.database.pools.decisions.begin(async (tx) => {
      await tx`select 1 from lethe.customers where id = ${customerId} for key share`;
      // A system's word is kept as a statement, which waits for nobody.
      await tx`set local lock_timeout = '1 s'`;
      expect(await upsertWith(billing, [{ ...row, email: `formerly-${email}` }])).toEqual([
        { index: 0, customerId },
      ]);
    });
    expect(await client.call('customer.profile.get')).toMatchObject({ email });
  });

  it('is looked at again where the address is somebody else’s by then', async () => {
    const { app, decisions } = server.database.pools;
    const [before, after] = [person(), person()];
    const formerly = await customerOf(billing, before);
    let answer: Promise<unknown> = Promise.resolve();
    await decisions.begin(async (tx) => {
      await tx`select 1 from lethe.customers where id = ${formerly} for update`;
      answer = customerOf(support, { ...after, email: before.email });
      await untilSomebodyWaits(app);
      await tx`update lethe.customers set email = ${`other-${before.email}`} where id = ${formerly}`;
    });
    const somebody = await answer;
    expect(somebody).not.toBe(formerly);
    const links =
      await app`select customer_id from lethe.external_ids where external_id = ${after.externalId}`;
    expect(links).toEqual([{ customer_id: somebody }]);
  });
});

describe('overlapping batches in different orders at the same time', () => {
  it('fail nobody’s call and make one customer for each address', async () => {
    for (let round = 0; round < rounds(4, 20); round += 1) {
      const rows = Array.from({ length: 60 }, () => person());
      const turned = rows.toReversed().map((row) => ({ ...row, externalId: `S-${row.externalId}` }));
      const batches = [
        upsertWith(billing, rows),
        upsertWith(support, turned),
        upsertWith(billing, rows.slice(20).toReversed()),
        upsertWith(support, turned.slice(10, 50).toReversed()),
        upsertWith(billing, rows.map((row) => ({ ...row, company: 'Changed' })).toReversed()),
      ];
      const ids = (await Promise.all(batches))
        .flat()
        .map((one) => ('customerId' in one ? one.customerId : one.kind));
      expect(new Set(ids).size, ids.filter((id) => !id.includes('-')).join()).toBe(rows.length);
      const [users] = await server.database.pools.app`
        select count(*)::int as n from lethe.customers where email = any(${rows.map((row) => row.email)})`;
      expect(users).toEqual({ n: rows.length });
    }
  }, 120_000);

  it('make one customer of somebody who signs up in the same moment, once the address is confirmed', async () => {
    for (let round = 0; round < rounds(4, 20); round += 1) {
      const row = person();
      await Promise.all([
        customerOf(billing, row),
        createClient(server.url).post('/api/auth/sign-up/email', {
          // By another name a row after the confirmation is another person's, whom an admin compares.
          name: row.fullName,
          email: row.email,
          password: PASSWORD,
        }),
      ]);
      const token = /#([\w-]+)/u.exec((await lastMessage(server, row.email))?.body ?? '')?.[1] ?? '';
      await Promise.all([
        createClient(server.url).call('account.verifyEmail', { token, password: PASSWORD }),
        customerOf(support, { ...row, externalId: `S-${row.externalId}` }),
      ]);
      const people = await server.database.pools
        .app`select id from lethe.customers where email = ${row.email}`;
      expect(people).toHaveLength(1);
    }
  });
});
