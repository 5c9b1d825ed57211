import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addDays, earliestToday } from '../../server/calendar/rules.ts';
import { mapHash } from '../../server/personal-data/install.ts';
import { findEverywhere } from '../../server/personal-data/scan.ts';
import { prune } from '../../server/runtime/retention.ts';
import { LATE_DAYS, NOTIFIED_LATELY_SECONDS, REASON_YEARS } from '../../server/values/limits-and-periods.ts';
import { signedInAdmin } from '../support/accounts.ts';
import { addCustomer } from '../support/caller.ts';
import type { CallError, Client } from '../support/client.ts';
import { lookAndDecide } from '../support/decisions.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { billFor, registerSystem, type System, subscriptionOf } from '../support/systems.ts';
import { untilSomebodyWaits } from '../support/waiting.ts';

let server: TestServer;
let admin: Client;
let system: System;
let name = 0;
beforeAll(async () => {
  server = await startServer();
  admin = (await signedInAdmin(server)).client;
});
afterAll(() => server.stop());
beforeEach(async () => {
  await server.database.pools.app`update lethe.system_keys set revoked_at = now()`;
  await server.database.pools.app`delete from lethe.external_ids`;
  system = await registerSystem(server, admin, `Newsletter ${++name}`);
});

interface Erasure {
  erasureId: string;
  externalIds: string[];
  linked: boolean;
  records: { kind: string; externalId: string; shared: boolean }[];
  outcome: string;
  overdue: boolean;
  result: string | null;
}
interface Feed {
  items: Erasure[];
  nextCursor: number;
  overdue: Erasure[];
}
const feed = (input: Record<string, unknown> = {}, by = system) =>
  by.call<Feed>('system.erasures.feed', input);
const acknowledge = (erasureId: string, answer: Record<string, unknown> = { result: 'done' }) =>
  system.call<{ result: string; acknowledgedAt: string }>('system.erasures.acknowledge', {
    erasureId,
    ...answer,
  });
const sql = () => server.database.pools.app;

/** A customer that the system knows as `externalId`, with a pending request. */
async function linked(externalId: string | null): Promise<{ customerId: string; requestId: string }> {
  const customerId = await addCustomer(sql());
  if (externalId !== null) {
    await sql()`insert into lethe.external_ids (customer_id, system_id, external_id)
      select ${customerId}, system_id, ${externalId} from lethe.system_keys where id = ${system.id}`;
  }
  const request = { customerId, type: 'removal' };
  const { requestId } = await admin.call<{ requestId: string }>('admin.requests.create', request);
  return { customerId, requestId };
}

function gate() {
  let open = (): void => undefined;
  const opened = new Promise<void>((done) => (open = done));
  return { open, opened };
}

const decide = (requestId: string, outcome: string) =>
  lookAndDecide(admin, { requestId, outcome, reason: 'x', blacklist: false, notify: false });

/** The same, closed by the outcome. Answers the request. */
async function erased(externalId: string | null, outcome = 'destroy'): Promise<string> {
  const { requestId } = await linked(externalId);
  await decide(requestId, outcome);
  return requestId;
}
const notifiedSystems = async (requestId: string) =>
  (await admin.call<{ notifiedSystems: Record<string, unknown>[] }>('admin.requests.get', { requestId }))
    .notifiedSystems;

describe('the feed', () => {
  it('tells every block, star and destroy with the system’s own name for the person, and no refusal', async () => {
    for (const outcome of ['block', 'star', 'destroy', 'refuse']) await erased(`person-${outcome}`, outcome);
    const { items } = await feed();
    expect(items).toMatchObject([
      { externalIds: ['person-block'], outcome: 'block', overdue: false, result: null },
      { externalIds: ['person-star'], outcome: 'star' },
      { externalIds: ['person-destroy'], outcome: 'destroy' },
    ]);
  });

  it('tells of people the system never linked, without a name', async () => {
    await erased(null);
    expect((await feed()).items).toMatchObject([
      { externalIds: [], linked: false, records: [], outcome: 'destroy' },
    ]);
  });

  it('forgets what is acknowledged, unless it is asked for from a cursor', async () => {
    await erased('one');
    await erased('two');
    const [one] = (await feed()).items;
    await acknowledge(one!.erasureId);
    expect((await feed()).items).toMatchObject([{ externalIds: ['two'] }]);
    const all = await feed({ after: 0 });
    expect(all.items).toMatchObject([
      { externalIds: [], result: 'done' },
      { externalIds: ['two'], result: null },
    ]);
    expect(await feed({ after: all.nextCursor })).toEqual({
      items: [],
      nextCursor: all.nextCursor,
      overdue: [],
    });
  });

  it('reminds of what lies before the cursor and is overdue', async () => {
    await erased('late');
    const { nextCursor } = await feed();
    expect((await feed({ after: nextCursor })).overdue).toEqual([]);
    await sql()`update lethe.erasure_notices set due_at = now() - interval '1 hour'`;
    expect((await feed({ after: nextCursor })).overdue).toMatchObject([
      { externalIds: ['late'], overdue: true },
    ]);
  });

  it('waits for news also where something is overdue, and reminds of it then', async () => {
    await erased('late and waited for');
    const { nextCursor } = await feed();
    await sql()`update lethe.erasure_notices set due_at = now() - interval '1 hour'`;
    const before = performance.now();
    const { items, overdue } = await feed({ after: nextCursor, waitSeconds: 1 });
    expect(performance.now() - before).toBeGreaterThanOrEqual(950);
    expect([items, overdue]).toMatchObject([[], [{ externalIds: ['late and waited for'] }]]);
  });

  it('waits for news, and answers as soon as there is some', async () => {
    const waiting = feed({ waitSeconds: 20 });
    const before = performance.now();
    await erased('awaited');
    expect((await waiting).items).toMatchObject([{ externalIds: ['awaited'] }]);
    // Without news it looks again after ten seconds.
    expect(performance.now() - before).toBeLessThan(9_000);
  });

  const seconds = async (work: () => Promise<unknown>) => {
    const before = performance.now();
    await work();
    return (performance.now() - before) / 1_000;
  };
  const toldBefore = (interval: string) =>
    sql()`update lethe.erasure_notices set notified_at = now() - ${interval}::interval where result is null`;

  it.each([{}, { after: 0 }])(
    'tells again what was not answered, and to a reader that waits not before some seconds: %o',
    async (from) => {
      await erased('told again');
      const told = [{ externalIds: ['told again'] }];
      const waitSeconds = 20;
      expect(await seconds(() => feed({ ...from, waitSeconds }))).toBeLessThan(9);
      expect(await seconds(async () => expect((await feed(from)).items).toMatchObject(told))).toBeLessThan(
        NOTIFIED_LATELY_SECONDS,
      );
      const spent = await seconds(async () =>
        expect((await feed({ ...from, waitSeconds: 1 })).items).toMatchObject(told),
      );
      expect(spent).toBeGreaterThan(0.95);
      await toldBefore(`${NOTIFIED_LATELY_SECONDS - 1} s`);
      const later = await seconds(async () =>
        expect((await feed({ ...from, waitSeconds })).items).toMatchObject(told),
      );
      expect(later).toBeGreaterThan(0.9);
      expect(later).toBeLessThan(15);
    },
  );

  it('lets what is new cut such a wait short, with all that is not answered', async () => {
    await erased('told before');
    await feed();
    const waiting = feed({ waitSeconds: 20 });
    await erased('new since');
    const spent = await seconds(async () =>
      expect((await waiting).items).toMatchObject([
        { externalIds: ['told before'] },
        { externalIds: ['new since'] },
      ]),
    );
    expect(spent).toBeLessThan(NOTIFIED_LATELY_SECONDS - 1);
  });

  it('tells nothing to a key that was revoked while it waited', async () => {
    const refused = expect(feed({ waitSeconds: 20 })).rejects.toMatchObject({ kind: 'system_key_revoked' });
    const admitted = async () => {
      const [key] = await sql()`select last_used_at from lethe.system_keys where id = ${system.id}`;
      return key?.['last_used_at'];
    };
    await expect.poll(admitted).not.toBeNull();
    await admin.call('admin.systemKeys.revoke', { id: system.id });
    await erased('not for a thief');
    await refused;
  });

  it('answers with nothing when the time is over', async () => {
    const before = performance.now();
    expect(await feed({ waitSeconds: 1 })).toMatchObject({ items: [] });
    expect(performance.now() - before).toBeGreaterThanOrEqual(950);
  });

  it('loses nothing to a cursor, though a decision that began earlier commits later', async () => {
    const [early, late] = [await linked('began early'), await linked('began late')];
    const held = gate();
    const began = gate();
    const first = server.database.pools.decisions.begin(async (tx) => {
      await tx`select lethe.decide_request(${early.requestId}, 'destroy', null, null, null,
        lethe.identity_of(${early.customerId}), null, null, ${await mapHash()})`;
      began.open();
      await held.opened;
    });
    await began.opened;
    let decided = false;
    const second = decide(late.requestId, 'destroy').then(() => (decided = true));
    const isHeldUp = async () => {
      const waiting = await sql()`select 1 from pg_locks where locktype = 'advisory' and not granted`;
      return decided || waiting.length > 0;
    };
    await expect.poll(isHeldUp).toBe(true);
    const before = await feed({ after: 0 });
    held.open();
    await Promise.all([first, second]);
    const after = await feed({ after: before.nextCursor });
    const seen = [...before.items, ...after.items].flatMap(({ externalIds }) => externalIds);
    expect(seen).toEqual(['began early', 'began late']);
  });
});

describe('an acknowledgement', () => {
  it('is seen beside the request, and takes the system’s name for the person with it', async () => {
    const requestId = await erased('answered');
    expect(await notifiedSystems(requestId)).toMatchObject([{ linked: true, result: null, overdue: false }]);
    const waiting = await admin.call('admin.requests.list', { waitingForSystems: true });
    expect(waiting).toMatchObject({
      items: expect.arrayContaining([expect.objectContaining({ requestId })]),
    });
    const [{ erasureId }] = (await feed()).items as [Erasure];
    await acknowledge(erasureId, { result: 'retained', reason: 'Tax law, § 147 AO', until: '2034-12-31' });
    expect(await notifiedSystems(requestId)).toMatchObject([
      { result: 'retained', reason: 'Tax law, § 147 AO', retainedUntil: '2034-12-31' },
    ]);
    const rows = await sql()`select 1 from lethe.erasure_notices where external_ids @> '{answered}'`;
    expect(rows).toHaveLength(0);
    const after = await admin.call<{ items: { requestId: string }[] }>('admin.requests.list', {
      waitingForSystems: true,
    });
    expect(after.items.map((one) => one.requestId)).not.toContain(requestId);
  });

  it('twice changes nothing; what was retained may be done later, what was done stays done', async () => {
    await erased('twice');
    const [{ erasureId }] = (await feed()).items as [Erasure];
    const retained = { result: 'retained', reason: 'Tax law' };
    const first = await acknowledge(erasureId, retained);
    expect(await acknowledge(erasureId, retained)).toEqual(first);
    expect(await acknowledge(erasureId)).toMatchObject({ result: 'done' });
    await expect(acknowledge(erasureId, retained)).rejects.toMatchObject({
      status: 409,
      kind: 'erasure_already_acknowledged',
    });
  });

  it('may come twice in one moment, with different results', async () => {
    await erased('in one moment', 'block');
    const [{ erasureId }] = (await feed()).items as [Erasure];
    const answers: Promise<unknown>[] = [];
    await server.database.pools.decisions.begin(async (tx) => {
      await tx`
        select from lethe.data_requests r join lethe.erasure_notices n on n.request_id = r.id
        where n.id = ${erasureId} for update of r`;
      answers.push(acknowledge(erasureId));
      await untilSomebodyWaits(sql());
      answers.push(acknowledge(erasureId, { result: 'retained' }).catch(({ kind }: CallError) => kind));
      await untilSomebodyWaits(sql(), 2);
    });
    expect(await Promise.all(answers)).toMatchObject([{ result: 'done' }, 'erasure_already_acknowledged']);
  });

  it('tells until when something is kept where it is kept only, with a reason or without', async () => {
    await erased('reasons');
    const [{ erasureId }] = (await feed()).items as [Erasure];
    await expect(acknowledge(erasureId, { result: 'done', until: '2030-01-01' })).rejects.toMatchObject({
      field: 'until',
    });
    expect(await acknowledge(erasureId, { result: 'retained', until: '2030-01-01' })).toMatchObject({
      result: 'retained',
    });
  });

  it('gives no address as its reason, and no day that never comes', async () => {
    await erased('never for ever');
    const [{ erasureId }] = (await feed()).items as [Erasure];
    const retained = { result: 'retained', reason: 'Tax law' };
    await expect(
      acknowledge(erasureId, { ...retained, reason: 'nora@example.org owes us' }),
    ).rejects.toMatchObject({ field: 'reason', problem: 'names_a_person' });
    const years = new Date().getUTCFullYear();
    await expect(acknowledge(erasureId, { ...retained, until: `${years + 31}-01-01` })).rejects.toMatchObject(
      { field: 'until', problem: 'too_far' },
    );
    await acknowledge(erasureId, { ...retained, until: `${years + 29}-01-01` });
  });

  it('keeps its reason until its day is over, without a day for some years', async () => {
    const requestId = await erased('with a reason');
    const [{ erasureId }] = (await feed()).items as [Erasure];
    const reasons = async () => {
      await prune(sql());
      const [told] = await notifiedSystems(requestId);
      return told!['reason'];
    };
    await acknowledge(erasureId, { result: 'retained', reason: 'Tax law' });
    const days = (age: string) =>
      sql()`update lethe.erasure_notices set acknowledged_at = now() - ${age}::interval where id = ${erasureId}`;
    await days(`${REASON_YEARS} years -1 day`);
    expect(await reasons()).toBe('Tax law');
    await days(`${REASON_YEARS} years 1 day`);
    expect(await reasons()).toBeNull();
    // Where the day is latest it goes on until noon in Greenwich.
    const today = earliestToday();
    const before = addDays(today, -1);
    await acknowledge(erasureId, { result: 'retained', reason: 'Tax law', until: today });
    await days('20 years');
    expect(await reasons()).toBe('Tax law');
    await acknowledge(erasureId, { result: 'retained', reason: 'Tax law', until: before });
    expect(await reasons()).toBeNull();
    expect(await notifiedSystems(requestId)).toMatchObject([{ result: 'retained', retainedUntil: before }]);
  });

  it.each(['star', 'destroy'])(
    'of a block that a %s has overtaken still learns whom it was about, and takes that name with it',
    async (outcome) => {
      const { customerId, requestId } = await linked(`blocked before ${outcome}`);
      await decide(requestId, 'block');
      const later = await admin.call<{ requestId: string }>('admin.requests.create', {
        customerId,
        type: 'removal',
      });
      await decide(later.requestId, outcome);
      const { items } = await feed();
      expect(items).toMatchObject([
        { outcome: 'block', externalIds: [`blocked before ${outcome}`], linked: true },
        { outcome, externalIds: [`blocked before ${outcome}`] },
      ]);
      for (const { erasureId } of items) await acknowledge(erasureId);
      expect(await findEverywhere(sql(), `blocked before ${outcome}`)).toEqual([]);
    },
  );

  it('of another system’s erasure looks like one of none', async () => {
    await erased('mine');
    const [{ erasureId }] = (await feed()).items as [Erasure];
    const other = await registerSystem(server, admin, 'Stranger');
    const refused = other.call('system.erasures.acknowledge', { erasureId, result: 'done' });
    await expect(refused).rejects.toMatchObject({ status: 404, kind: 'erasure_not_found' });
    await expect(acknowledge(crypto.randomUUID())).rejects.toMatchObject({
      status: 404,
      kind: 'erasure_not_found',
    });
  });
});

describe('a system that does not answer', () => {
  it('is shown as overdue after the days that are configured, and keeps the name 30 days more', async () => {
    await admin.call('admin.settings.update', { acknowledgementDays: 3 });
    const requestId = await erased('silent');
    const [told] = await notifiedSystems(requestId);
    const days = (Date.parse(String(told!['dueAt'])) - Date.now()) / 86_400_000;
    expect(days).toBeCloseTo(3, 2);
    await sql()`update lethe.erasure_notices set due_at = now() - interval '1 minute'`;
    expect(await notifiedSystems(requestId)).toMatchObject([{ overdue: true }]);
    await prune(sql());
    expect((await feed()).items).toMatchObject([{ externalIds: ['silent'], overdue: true }]);
    await sql()`update lethe.erasure_notices set due_at = now() - make_interval(days => ${LATE_DAYS + 1})`;
    await prune(sql());
    expect((await feed()).items).toMatchObject([{ externalIds: [], linked: true, overdue: true }]);
  });

  it('is told even if it has a link but no key that reads the feed', async () => {
    system = await registerSystem(server, admin, 'Writes only', ['customers:write']);
    expect(await notifiedSystems(await erased('unheard'))).toMatchObject([
      { name: expect.stringMatching(/^Newsletter/u), linked: false },
      { name: 'Writes only', linked: true },
    ]);
  });

  it.each(['services', 'invoices', 'requests'])(
    'is told even if it has handed in %s and neither a link nor a key that reads the feed',
    async (what) => {
      await admin.call('admin.systemKeys.revoke', { id: system.id });
      const handsIn = `Hands in ${what}`;
      system = await registerSystem(server, admin, handsIn, ['customers:write', 'requests:write']);
      const customerId = await addCustomer(sql());
      const customer = { customerId };
      await sql()`insert into lethe.external_ids (customer_id, system_id, external_id)
        select ${customerId}, system_id, 'for a while' from lethe.system_keys where id = ${system.id}`;
      if (what === 'services')
        await system.call('system.services.upsert', { items: [subscriptionOf(customer, 'x')] });
      if (what === 'invoices')
        await system.call('system.invoices.upsert', { items: [billFor(customer, 'x')] });
      const { requestId } =
        what === 'requests'
          ? await system.call<{ requestId: string }>('system.requests.create', {
              customer,
              type: 'removal',
              receivedBy: 'letter',
            })
          : await admin.call<{ requestId: string }>('admin.requests.create', { customerId, type: 'removal' });
      await system.call('system.customers.remove', { customer });
      const foretold = await admin.call('admin.requests.preview', { requestId, outcome: 'destroy' });
      const known = { name: handsIn, linked: false, handedIn: what !== 'requests' };
      expect(foretold).toMatchObject({ systems: [known] });
      await decide(requestId, 'destroy');
      expect(await notifiedSystems(requestId)).toMatchObject([{ ...known, result: null }]);
    },
  );

  it('is not waited for once its last key is revoked and nothing is linked', async () => {
    await admin.call('admin.systemKeys.revoke', { id: system.id });
    expect(await notifiedSystems(await erased(null))).toEqual([]);
  });
});

describe('before a decision', () => {
  const preview = async (requestId: string, outcome: string) =>
    (
      await admin.call<{ systems: { name: string; linked: boolean; handedIn: boolean }[] }>(
        'admin.requests.preview',
        {
          requestId,
          outcome,
        },
      )
    ).systems;

  it.each(['block', 'star', 'destroy'])('a %s names the very systems that it then tells', async (outcome) => {
    const { requestId } = await linked('seen before');
    await registerSystem(server, admin, `Reads ${outcome}`, ['erasures:read']);
    await registerSystem(server, admin, `Has no part in ${outcome}`, ['consents:read']);
    const revoked = await registerSystem(server, admin, `Revoked before ${outcome}`);
    await admin.call('admin.systemKeys.revoke', { id: revoked.id });
    const foretold = await preview(requestId, outcome);
    await decide(requestId, outcome);
    const told = (await notifiedSystems(requestId)).map((one) => ({
      name: one['name'],
      linked: one['linked'],
      handedIn: one['handedIn'],
    }));
    expect(foretold.toSorted(byName)).toEqual(told);
    expect(foretold).toMatchObject([
      { name: expect.stringMatching(/^Newsletter/u), linked: true },
      { name: `Reads ${outcome}`, linked: false },
    ]);
  });

  it('a refusal tells nobody', async () => {
    const { requestId } = await linked('kept');
    expect(await preview(requestId, 'refuse')).toEqual([]);
    await decide(requestId, 'refuse');
    expect(await notifiedSystems(requestId)).toEqual([]);
  });
});

describe('what is late', () => {
  it('is counted for the admin: systems, and acknowledgements they owe', async () => {
    await sql()`delete from lethe.erasure_notices`;
    const late = () => admin.call('admin.requests.overdueSystems');
    await registerSystem(server, admin, 'Also late', ['erasures:read']);
    const first = await erased('late one');
    await erased('late two');
    expect(await late()).toEqual({ systems: 0, acknowledgements: 0 });
    await sql()`update lethe.erasure_notices set due_at = now() - interval '1 minute'`;
    expect(await late()).toEqual({ systems: 2, acknowledgements: 4 });
    const own = (await feed()).items.find(({ externalIds }) => externalIds.includes('late one'));
    await acknowledge(own!.erasureId);
    expect(await late()).toEqual({ systems: 2, acknowledgements: 3 });
    expect(await notifiedSystems(first)).toMatchObject([
      { overdue: true },
      { result: 'done', overdue: false },
    ]);
  });
});

const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
