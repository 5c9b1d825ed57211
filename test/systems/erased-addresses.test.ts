import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hex } from '../../db/hex.ts';
import { prune } from '../../server/runtime/retention.ts';
import { listErasedAddresses } from '../../server/systems/erasures/address-queries.ts';
import { erasedAddressHmac, erasedAddressNameHmac } from '../../server/systems/erasures/erased-addresses.ts';
import { LATE_DAYS } from '../../server/values/limits-and-periods.ts';
import { lastMessage, PASSWORD, signedInAdmin, signedInCustomer } from '../support/accounts.ts';
import { storable } from '../support/awkward.ts';
import { addCustomer } from '../support/caller.ts';
import { type Client, createClient } from '../support/client.ts';
import { decided, upsertWith } from '../support/intake.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { registerSystem, type System } from '../support/systems.ts';
import { untilSomebodyWaits } from '../support/waiting.ts';

/* Until every system that was told has answered, an erased person's addresses are known by their hashes. */

let server: TestServer;
let admin: Client;
let systems: System[];
beforeAll(async () => {
  server = await startServer();
  admin = (await signedInAdmin(server)).client;
  systems = [await registerSystem(server, admin, 'Shop'), await registerSystem(server, admin, 'Billing')];
});
afterAll(() => server.stop());
const sql = () => server.database.pools.app;

let next = 1;
/** Somebody erased, whom a system knows by another address. */
async function erased(outcome: 'block' | 'star' | 'destroy', name = 'Ada Example') {
  const n = next++;
  const [email, stated] = [`ada-${n}@lethe.example`, `stated-${n}@lethe.example`];
  const customerId = await addCustomer(sql(), name, email);
  await sql()`insert into lethe.statements (customer_id, system_id, field, value)
    select ${customerId}, id, 'email', ${stated} from lethe.systems where name = 'Shop'`;
  await decided(admin, customerId, outcome);
  return { email, stated, name };
}
const key = () => server.deps.blacklistKey;
async function isKept(email: string, name: string | null = null): Promise<boolean> {
  const hmac =
    name === null ? await erasedAddressHmac(key(), email) : await erasedAddressNameHmac(key(), email, name);
  return hmac !== null && (await listErasedAddresses(sql(), [hmac])).has(hex(hmac));
}
async function answer(system: System): Promise<void> {
  const { items } = await system.call<{ items: { erasureId: string }[] }>('system.erasures.feed');
  for (const { erasureId } of items)
    await system.call('system.erasures.acknowledge', { erasureId, result: 'done' });
}
const everybodyAnswers = () => Promise.all(systems.map(answer));
const rows = async () => (await sql()`select from lethe.erased_addresses`).length;

describe('the address of somebody erased', () => {
  it.each(['star', 'destroy'] as const)(
    'is kept as a hash after a %s, alone and with the name, until the last system has answered',
    async (outcome) => {
      const { email, stated, name } = await erased(outcome);
      for (const address of [email, stated, email.toUpperCase(), email.replace('@', '+shop@')]) {
        expect(await isKept(address)).toBe(true);
        expect(await isKept(address, name)).toBe(true);
        expect(await isKept(address, 'example, ADA')).toBe(true);
        expect(await isKept(address, 'Bert Example')).toBe(false);
      }
      expect(await isKept('bert@lethe.example')).toBe(false);
      for (const [at, system] of systems.toReversed().entries()) {
        expect(await isKept(email)).toBe(true);
        await answer(system);
        expect(await isKept(email, name)).toBe(at === 0);
      }
      expect(await rows()).toBe(0);
    },
  );

  it('is kept of anybody, whatever their name, and in no other form than a hash', { timeout: 120_000 }, () =>
    fc.assert(
      fc.asyncProperty(storable, fc.constantFrom('star', 'destroy'), async (text, outcome) => {
        const name = text.slice(0, 100).toWellFormed();
        const { email } = await erased(outcome, name);
        expect(await isKept(email)).toBe(true);
        const withName = await erasedAddressNameHmac(key(), email, name);
        expect(await isKept(email, name)).toBe(withName !== null);
        await everybodyAnswers();
        expect(await rows()).toBe(0);
      }),
      { numRuns: 25 },
    ),
  );

  it('is kept on while another’s is forgotten', async () => {
    const [one, other] = [await erased('destroy'), await erased('destroy')];
    for (const system of systems) {
      const { items } = await system.call<{ items: { erasureId: string }[] }>('system.erasures.feed');
      const { erasureId } = items[0]!;
      await system.call('system.erasures.acknowledge', { erasureId, result: 'done' });
    }
    expect([await isKept(one.email), await isKept(other.email)]).toEqual([false, true]);
    await everybodyAnswers();
  });

  it('lets nobody in whose name says nothing', async () => {
    const { email } = await erased('destroy');
    for (const fullName of ['.', ' - ', '\u200b'])
      expect(await upsertWith(systems[0]!, [{ externalId: 'says nothing', email, fullName }])).toMatchObject([
        { kind: 'erased_person', field: 'email' },
      ]);
    await everybodyAnswers();
  });

  it('is not kept after a block', async () => {
    const { email } = await erased('block');
    expect(await isKept(email)).toBe(false);
    await everybodyAnswers();
  });

  it('is not kept where nobody is told', async () => {
    await sql()`update lethe.system_keys set revoked_at = now()`;
    const customerId = await addCustomer(sql(), 'Untold', 'untold@lethe.example');
    await decided(admin, customerId, 'destroy');
    expect(await rows()).toBe(0);
    await sql()`update lethe.system_keys set revoked_at = null`;
  });

  it('is forgotten with an answer that an admin gives for a system without a key', async () => {
    const { email } = await erased('destroy');
    await answer(systems[0]!);
    await sql()`update lethe.system_keys set revoked_at = now() where id = ${systems[1]!.id}`;
    const [waiting] = await sql()<[{ erasureId: string }]>`
      select id as "erasureId" from lethe.erasure_notices where result is null`;
    expect(await isKept(email)).toBe(true);
    await admin.call('admin.erasures.markNotified', waiting);
    expect(await rows()).toBe(0);
    await sql()`update lethe.system_keys set revoked_at = null`;
  });

  it('is not kept longer than a system may be late', async () => {
    const { email } = await erased('destroy');
    const late = (days: number) =>
      sql()`update lethe.erasure_notices set due_at = now() - make_interval(days => ${days}) where result is null`;
    await late(LATE_DAYS - 1);
    await prune(sql());
    expect(await isKept(email)).toBe(true);
    await late(LATE_DAYS + 1);
    expect(await isKept(email)).toBe(false);
    await prune(sql());
    expect(await rows()).toBe(0);
    await everybodyAnswers();
  });

  it('goes with the last answer, also where two last ones come in one moment', async () => {
    for (let round = 0; round < 30; round += 1) {
      const { email } = await erased('destroy');
      expect(await isKept(email)).toBe(true);
      await everybodyAnswers();
      expect(await rows(), `round ${round}`).toBe(0);
    }
  });

  it.each<[string, (erasureId: string) => Promise<unknown>]>([
    [
      'a system gives',
      (erasureId) =>
        Promise.any(
          systems.map((one) => one.call('system.erasures.acknowledge', { erasureId, result: 'done' })),
        ),
    ],
    [
      'an admin gives',
      async (erasureId) => {
        await sql()`update lethe.system_keys set revoked_at = now()`;
        await admin.call('admin.erasures.markNotified', { erasureId });
        await sql()`update lethe.system_keys set revoked_at = null`;
      },
    ],
  ])('with an answer that %s waits for one that is not committed yet, and then sees it', async (_, give) => {
    await erased('destroy');
    const [shop, billing] = await sql()<{ id: string; requestId: string }[]>`
      select id, request_id as "requestId" from lethe.erasure_notices where result is null order by number`;
    let second: Promise<unknown> = Promise.resolve();
    await server.database.pools.decisions.begin(async (tx) => {
      await tx`select from lethe.data_requests where id = ${shop!.requestId} for no key update`;
      await tx`update lethe.erasure_notices set result = 'done', acknowledged_at = now(), external_ids = '{}', records = '[]'
        where id = ${shop!.id}`;
      second = give(billing!.id);
      await untilSomebodyWaits(sql());
    });
    await second;
    expect(await rows()).toBe(0);
  });

  it('a system that handed something in without a link is told that it had, when it is too late to be told what', async () => {
    const [shop] = systems;
    const email = `guest-${next++}@lethe.example`;
    const customerId = await addCustomer(sql(), 'Guest Example', email);
    await sql()`
      insert into lethe.invoices (customer_id, system_id, external_id, number, status, currency, total, billed_to, issued_on, due_on)
      select ${customerId}, id, ${`inv-${next}`}, '1', 'paid', 'EUR', 1, 'x', now(), now() from lethe.systems where name = 'Shop'`;
    await decided(admin, customerId, 'destroy');
    await sql()`update lethe.erasure_notices set external_ids = '{}', records = '[]' where result is null`;
    expect(await shop!.call('system.erasures.feed')).toMatchObject({
      items: [{ linked: false, handedIn: true, externalIds: [], records: [] }],
    });
    expect(await systems[1]!.call('system.erasures.feed')).toMatchObject({
      items: [{ linked: false, handedIn: false }],
    });
    await everybodyAnswers();
  });
});

describe('whoever confirms an address', () => {
  const tokenFor = async (email: string) =>
    /#([\w-]+)/u.exec((await lastMessage(server, email))?.body ?? '')?.[1] ?? '';

  it('lifts what is kept of it, and nothing of another address', async () => {
    const { email, stated, name } = await erased('destroy');
    const visitor = createClient(server.url);
    await visitor.post('/api/auth/sign-up/email', { name: 'Ada Again', email, password: PASSWORD });
    await expect.poll(() => tokenFor(email)).not.toBe('');
    expect(await isKept(email, name)).toBe(true);
    await visitor.call('account.verifyEmail', { token: await tokenFor(email), password: PASSWORD });
    expect([await isKept(email), await isKept(email, name)]).toEqual([false, false]);
    expect([await isKept(stated), await isKept(stated, name)]).toEqual([true, true]);
    await everybodyAnswers();
  });

  it('lifts it by a change of address too', async () => {
    const { email } = await erased('destroy');
    const { client } = await signedInCustomer(server);
    await sql()`update lethe.settings set authorization_required = false`;
    await client.call('customer.email.change', { newEmail: email });
    expect(await isKept(email)).toBe(true);
    await client.call('account.confirmEmailChange', { token: await tokenFor(email) });
    expect(await isKept(email)).toBe(false);
    await everybodyAnswers();
  });

  it('lifts it by a password that was set through the mailbox', async () => {
    const { email } = await erased('destroy');
    const visitor = createClient(server.url);
    await visitor.post('/api/auth/sign-up/email', { name: 'Ada Again', email, password: PASSWORD });
    await visitor.post('/api/auth/request-password-reset', { email });
    const reset = async () => {
      const messages = await sql()<{ body: string }[]>`
        select body from lethe.outbox where to_address = ${email} order by created_at desc, template desc`;
      return messages
        .map(({ body }) => /reset[^#\s]*#([\w-]+)/u.exec(body)?.[1])
        .find((token) => token !== undefined);
    };
    await expect.poll(reset).toBeDefined();
    const response = await visitor.post('/api/auth/reset-password', {
      token: await reset(),
      newPassword: `${PASSWORD} new`,
    });
    expect(response.status).toBe(200);
    await expect.poll(() => isKept(email)).toBe(false);
    await everybodyAnswers();
  });
});
