import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inTransaction } from '../../db/transaction.ts';
import { mapHash } from '../../server/personal-data/install.ts';
import type { Outcome } from '../../server/personal-data/schema.ts';
import { endLapsedProposals } from '../../server/requests/end-proposal.ts';
import { lapseProposals } from '../../server/requests/proposal-queries.ts';
import { addCustomer, type Caller, callerFor } from '../support/caller.ts';
import type { TestDatabase } from '../support/database.ts';
import { lookAndDecideThere } from '../support/decisions.ts';
import { createOwned, newOfficers, type Officers } from '../support/officers.ts';
import { insertAdmin, insertPerson, insertRequest, type Person } from '../support/people.ts';

/* A decision that one member proposes and another approves. */

let database: TestDatabase;
let owner: Caller;
let { anna, annaId, bea, beaId }: Officers = {} as never;
let person: Person;
let requestId: string;
beforeAll(async () => {
  ({ database, owner } = await createOwned());
});
afterAll(() => database.drop());
beforeEach(async () => {
  ({ anna, annaId, bea, beaId } = await newOfficers(database));
  await owner.admin.settings.update({ secondApproval: 'destroy' });
  person = await insertPerson(sql());
  requestId = await insertRequest(sql(), person);
  await sql()`delete from lethe.outbox`;
});

const sql = () => database.pools.app;
const terms = (outcome: Outcome) => ({
  requestId,
  outcome,
  blacklist: outcome !== 'refuse',
  notify: true,
  ...(outcome === 'block' || outcome === 'refuse' ? { reason: 'A law asks us to.' } : {}),
});
const hashOf = async (outcome: Outcome, by = anna) =>
  (await by.admin.requests.preview({ requestId, outcome })).hash;
const propose = async (outcome: Outcome = 'destroy', by = anna) =>
  by.admin.requests.propose({ ...terms(outcome), previewHash: await hashOf(outcome, by) });
const proposal = async (by = bea) => (await by.admin.requests.get({ requestId })).proposal;
const kind = (name: string) => ({ kind: name });
/** Past the door: what the function of the database itself lets through. */
async function decideDirectly(
  outcome: Outcome,
  {
    actor,
    rule = null,
    proposalId = null,
  }: { actor: string | null; rule?: string | null; proposalId?: string | null },
) {
  const [row] = await sql()<[{ identity: string }]>`
    select lethe.identity_of(customer_id) as identity from lethe.data_requests where id = ${requestId}`;
  return database.pools
    .decisions`select * from lethe.decide_request(${requestId}, ${outcome}, ${actor}, ${rule}, null,
    ${row.identity}, null, null, ${await mapHash()}, ${proposalId})`;
}
const acts = () => sql()<{ actor: string | null; action: string; details: object }[]>`
  select actor, action, details from lethe.audit where request_id = ${requestId} and action <> 'customer_viewed' order by number`;
const letters = () => sql()<{ to: string; subject: string; body: string }[]>`
  select to_address as "to", subject, body from lethe.outbox where template = 'approval_wanted' order by 1`;

describe('which decisions need it', () => {
  it.each([
    ['off', []],
    ['destroy', ['destroy']],
    ['every', ['block', 'star', 'destroy', 'refuse']],
  ] as const)(
    '%s: the server refuses to decide these alone, whoever asks',
    async (secondApproval, wanted) => {
      await owner.admin.settings.update({ secondApproval });
      for (const outcome of ['block', 'star', 'destroy', 'refuse'] as const) {
        const { needsApproval } = await anna.admin.requests.preview({ requestId, outcome });
        expect(needsApproval, outcome).toBe((wanted as readonly string[]).includes(outcome));
        if (!needsApproval) await expect(propose(outcome)).rejects.toMatchObject(kind('approval_not_needed'));
        else
          for (const by of [anna, owner])
            await expect(lookAndDecideThere(by, terms(outcome))).rejects.toMatchObject(
              kind('approval_required'),
            );
      }
      expect(await acts()).toEqual([]);
    },
  );
});

describe('a proposed decision', () => {
  it('decides nothing, and asks the others who may decide by a letter that names the request alone', async () => {
    await insertAdmin(sql(), 'support@lethe.example', 'support');
    const { proposalId } = await propose();
    expect(await proposal()).toMatchObject({
      proposalId,
      outcome: 'destroy',
      blacklist: ['email'],
      notify: true,
      isOwn: false,
      isOutdated: false,
    });
    expect(await proposal(anna)).toMatchObject({ isOwn: true });
    const sent = await letters();
    expect(sent.map(({ to }) => to)).toEqual(['bea@lethe.example', 'owner@lethe.example']);
    const { number, status, awaitsApproval } = await bea.admin.requests.get({ requestId });
    expect({ status, awaitsApproval }).toEqual({ status: 'pending', awaitsApproval: true });
    for (const { subject, body } of sent) {
      expect(body).toContain(`no. ${number}`);
      expect(body).toContain('within 7 days');
      for (const canary of person.canaries) expect(subject + body).not.toContain(canary);
    }
    expect(await acts()).toEqual([
      { actor: annaId, action: 'proposal_made', details: { outcome: 'destroy' } },
    ]);
  });

  it('is carried out as proposed once another approves it; who proposed and who approved stays', async () => {
    const { proposalId } = await propose();
    expect(await bea.admin.requests.approve({ requestId, proposalId })).toMatchObject({
      status: 'destroyed',
      remaining: 0,
    });
    expect(await bea.admin.requests.get({ requestId })).toMatchObject({
      status: 'destroyed',
      proposal: null,
      wasApproved: true,
      proposedBy: 'Ada Admin',
      decidedBy: 'Ada Admin',
      blacklistedKinds: ['email'],
    });
    const [, approved, decided] = await acts();
    expect(approved).toEqual({
      actor: beaId,
      action: 'proposal_approved',
      details: { outcome: 'destroy', proposedBy: annaId },
    });
    expect(decided).toMatchObject({ actor: beaId, action: 'request_decided' });
  });

  it('is not approved by who proposed it, from another session neither', async () => {
    const { proposalId } = await propose();
    const again = await callerFor(database.pools, annaId);
    for (const by of [anna, again])
      await expect(by.admin.requests.approve({ requestId, proposalId })).rejects.toMatchObject(
        kind('own_proposal'),
      );
    expect(await proposal()).toMatchObject({ proposalId });
  });

  it.each([
    [
      'an invoice',
      (
        id: string,
      ) => sql()`insert into lethe.invoices (customer_id, number, status, currency, total, billed_to, issued_on, due_on)
      values (${id}, 'later', 'unpaid', 'EUR', 10, 'x', '2026-01-01', '2026-01-15')`,
    ],
    [
      'a paid invoice',
      (id: string) => sql()`update lethe.invoices set status = 'unpaid' where customer_id = ${id}`,
    ],
    [
      'a service',
      (id: string) =>
        sql()`insert into lethe.services (customer_id, name, status, started_on) values (${id}, 'x', 'active', '2026-01-01')`,
    ],
    ['a service that is gone', (id: string) => sql()`delete from lethe.services where customer_id = ${id}`],
    [
      'an id',
      (id: string) => sql()`insert into lethe.external_ids (customer_id, system_id, external_id)
      select ${id}, id, 'later' from lethe.systems limit 1`,
    ],
    [
      'another address',
      (id: string) => sql()`update lethe.addresses set city = 'Elsewhere' where customer_id = ${id}`,
    ],
  ])(
    'is refused once %s has come since: it is outdated, and can be proposed again',
    async (_what, change) => {
      const seen = await hashOf('destroy');
      const { proposalId } = await propose();
      await change(person.customerId);
      expect(await proposal()).toMatchObject({ isOutdated: true });
      await expect(bea.admin.requests.approve({ requestId, proposalId })).rejects.toMatchObject(
        kind('proposal_outdated'),
      );
      await expect(
        bea.admin.requests.propose({ ...terms('destroy'), previewHash: seen }),
      ).rejects.toMatchObject(kind('preview_outdated'));
      const second = await propose('destroy', bea);
      await expect(anna.admin.requests.approve({ requestId, proposalId })).rejects.toMatchObject(
        kind('proposal_lapsed'),
      );
      expect(await anna.admin.requests.approve(second)).toMatchObject({
        status: 'destroyed',
      });
    },
  );

  it('stays as it is when the person signs in, gets a letter, or a system sends the same again', async () => {
    const { proposalId } = await propose();
    const { customerId } = person;
    await sql()`insert into lethe.sign_ins (customer_id, ip_address, user_agent) values (${customerId}, 'x', 'y')`;
    await sql()`insert into lethe.sessions (customer_id, token, expires_at) values (${customerId}, gen_random_uuid(), now() + interval '1 day')`;
    await sql()`insert into lethe.outbox (customer_id, template, to_address, subject, body) values (${customerId}, 'request_received', 'a@b.example', 's', 'b')`;
    await sql()`update lethe.invoices set updated_at = now(), source_updated_at = now() where customer_id = ${customerId}`;
    expect(await bea.admin.requests.approve({ requestId, proposalId })).toMatchObject({
      status: 'destroyed',
    });
  });

  it('is one at a time: another member declines it first, its own replaces it', async () => {
    await owner.admin.settings.update({ secondApproval: 'every' });
    const first = await propose('star');
    await expect(propose('refuse', bea)).rejects.toMatchObject(kind('already_proposed'));
    const second = await propose('refuse');
    expect(await proposal()).toMatchObject({
      proposalId: second.proposalId,
      outcome: 'refuse',
      reason: 'A law asks us to.',
    });
    await expect(bea.admin.requests.approve(first)).rejects.toMatchObject(kind('proposal_lapsed'));
    await bea.admin.requests.decline(second);
    expect(await proposal()).toBeNull();
    await expect(bea.admin.requests.decline(second)).rejects.toMatchObject(kind('proposal_lapsed'));
    const third = await propose('refuse', bea);
    await bea.admin.requests.decline(third);
    expect((await acts()).map(({ action }) => action)).toEqual([
      'proposal_made',
      'proposal_made',
      'proposal_declined',
      'proposal_made',
      'proposal_withdrawn',
    ]);
  });
});

describe('whoever proposed it is told by a letter that names the request and no client', () => {
  const told = async () => {
    const sent = await sql()<{ to: string; subject: string; body: string }[]>`
      select to_address as "to", subject, body from lethe.outbox where template = 'proposal_ended'`;
    const { number } = await bea.admin.requests.get({ requestId });
    for (const { subject, body } of sent) {
      expect(subject).toContain(`no. ${number}`);
      expect(body).toContain(`/admin/requests/${requestId}`);
      for (const canary of person.canaries) expect(subject + body).not.toContain(canary);
    }
    return sent.map(({ to, body }) => ({ to, body }));
  };

  it('when another member declines it, with the name of that member', async () => {
    await sql()`update lethe.users set name = 'Bea Declines' where id = ${beaId}`;
    await bea.admin.requests.decline(await propose());
    expect(await told()).toEqual([
      { to: 'anna@lethe.example', body: expect.stringContaining('Bea Declines has declined it.') },
    ]);
  });

  it('when nobody approves it in time, once', async () => {
    await propose();
    await sql()`update lethe.data_requests set proposed_at = now() - interval '7 days' where id = ${requestId}`;
    await endLapsedProposals(sql(), 'http://localhost:3000');
    await endLapsedProposals(sql(), 'http://localhost:3000');
    expect(await told()).toEqual([
      { to: 'anna@lethe.example', body: expect.stringContaining('Nobody approved it within 7 days') },
    ]);
  });

  it.each([
    ['withdraw it themselves', async () => anna.admin.requests.decline(await propose())],
    [
      'may no longer decide',
      async () => {
        const ref = await propose();
        await owner.admin.team.changeRole({ adminId: annaId, role: 'auditor' });
        await bea.admin.requests.decline(ref);
      },
    ],
    [
      'have a request that the client cancels',
      async () => {
        await propose();
        const client = await callerFor(database.pools, person.customerId);
        await client.customer.requests.cancel({ requestId });
        await endLapsedProposals(sql(), 'http://localhost:3000');
      },
    ],
  ])('but not where they %s', async (_, end) => {
    await end();
    expect(await told()).toEqual([]);
  });
});

describe('a proposal does not stand any more', () => {
  const refusedAndLapsed = async (proposalId: string, why: string, outcome = 'destroy') => {
    await expect(bea.admin.requests.approve({ requestId, proposalId })).rejects.toMatchObject(
      kind('proposal_lapsed'),
    );
    await inTransaction(sql(), lapseProposals);
    const [row] =
      await sql()`select proposal_id, proposed_by, proposed_reason, proposed_hash from lethe.data_requests where id = ${requestId}`;
    expect(Object.values(row!)).toEqual([null, null, null, null]);
    expect((await acts()).at(-1)).toEqual({
      actor: null,
      action: 'proposal_lapsed',
      details: { outcome, proposedBy: annaId, why },
    });
  };

  it('after 7 days', async () => {
    const { proposalId } = await propose();
    await sql()`update lethe.data_requests set proposed_at = now() - interval '7 days' + interval '1 minute' where id = ${requestId}`;
    expect(await proposal()).toMatchObject({ proposalId });
    await sql()`update lethe.data_requests set proposed_at = now() - interval '7 days' where id = ${requestId}`;
    expect(await proposal()).toBeNull();
    await refusedAndLapsed(proposalId, 'expired');
  });

  it('once the proposer was removed', async () => {
    const { proposalId } = await propose();
    await owner.admin.team.remove({ adminId: annaId });
    await refusedAndLapsed(proposalId, 'proposer_left');
  });

  it('once the proposer may no longer decide', async () => {
    const { proposalId } = await propose();
    await owner.admin.team.changeRole({ adminId: annaId, role: 'support' });
    await refusedAndLapsed(proposalId, 'proposer_left');
  });

  it('once the client has cancelled the request', async () => {
    const { proposalId } = await propose();
    const client = await callerFor(database.pools, person.customerId);
    await client.customer.requests.cancel({ requestId });
    await refusedAndLapsed(proposalId, 'request_ended');
  });

  it('also of a client who is blocked', async () => {
    await owner.admin.settings.update({ secondApproval: 'every' });
    await sql()`update lethe.customers set state = 'blocked' where id = ${person.customerId}`;
    const { proposalId } = await propose('refuse');
    await sql()`update lethe.data_requests set proposed_at = now() - interval '8 days' where id = ${requestId}`;
    await refusedAndLapsed(proposalId, 'expired', 'refuse');
  });

  it('once somebody has decided what needs no approval', async () => {
    const { proposalId } = await propose();
    await lookAndDecideThere(bea, terms('refuse'));
    await expect(owner.admin.requests.approve({ requestId, proposalId })).rejects.toMatchObject(
      kind('proposal_lapsed'),
    );
    expect(await bea.admin.requests.get({ requestId })).toMatchObject({
      status: 'refused',
      proposal: null,
      wasApproved: false,
      proposedBy: null,
    });
    expect((await acts())[1]).toEqual({
      actor: beaId,
      action: 'proposal_lapsed',
      details: { outcome: 'destroy', proposedBy: annaId, why: 'decided' },
    });
  });

  it('for the function of the database neither: past its end, under another id, for another outcome, without one', async () => {
    const { proposalId } = await propose();
    const refused = async (outcome: Outcome, id: string | null, message: string) =>
      expect(decideDirectly(outcome, { actor: beaId, proposalId: id })).rejects.toMatchObject({
        code: 'LE001',
        message,
      });
    await refused('destroy', null, 'approval_required');
    await refused('destroy', beaId, 'proposal_lapsed');
    await refused('star', proposalId, 'proposal_outdated');
    await sql()`update lethe.data_requests set proposed_at = now() - interval '7 days' where id = ${requestId}`;
    await refused('destroy', proposalId, 'proposal_lapsed');
    expect(await proposal()).toBeNull();
  });

  it('as one of a request that nobody knows', async () => {
    const missing = { requestId: '00000000-0000-4000-8000-000000000000', proposalId: requestId };
    for (const act of ['approve', 'decline'] as const)
      await expect(bea.admin.requests[act](missing)).rejects.toMatchObject(kind('request_not_found'));
  });
});

it('a setting switched off meanwhile leaves the proposal to be approved, and lets anybody decide', async () => {
  const { proposalId } = await propose();
  await owner.admin.settings.update({ secondApproval: 'off' });
  await expect(anna.admin.requests.approve({ requestId, proposalId })).rejects.toMatchObject(
    kind('own_proposal'),
  );
  expect(await bea.admin.requests.approve({ requestId, proposalId })).toMatchObject({ status: 'destroyed' });
  requestId = await insertRequest(sql(), await insertPerson(sql()));
  expect(await lookAndDecideThere(anna, terms('destroy'))).toMatchObject({ status: 'destroyed' });
});

it('automatic processing waits while a proposal stands, and needs no approval itself', async () => {
  await owner.admin.settings.update({ automaticProcessing: true, waitingDays: 1 });
  const client = await callerFor(database.pools, await addCustomer(sql()));
  const asked = await client.customer.requests.create({ type: 'removal' });
  requestId = asked.requestId;
  expect(asked.automaticOn).not.toBeNull();
  const { proposalId } = await propose();
  const on = async () => (await client.customer.requests.list({})).items[0]?.automaticOn;
  expect(await on()).toBeNull();
  await bea.admin.requests.decline({ requestId, proposalId });
  expect(await on()).toBe(asked.automaticOn);
  await sql()`update lethe.data_requests set announced_at = now() - interval '5 days' where id = ${requestId}`;
  await sql()`update lethe.settings set automatic_since = now() - interval '6 days'`;
  expect(await decideDirectly('destroy', { actor: null, rule: 'waiting_period_1_days' })).toMatchObject([
    { status: 'destroyed' },
  ]);
  await owner.admin.settings.update({ automaticProcessing: false });
});

it('counts, for who may decide, the proposals of others; lists find them', async () => {
  const before = await bea.admin.requests.pendingCount({});
  await propose();
  expect((await bea.admin.requests.pendingCount({})).toApprove).toBe(before.toApprove + 1);
  expect((await anna.admin.requests.pendingCount({})).toApprove).toBe(before.toApprove);
  const auditor = await callerFor(database.pools, await insertAdmin(sql(), 'audit@lethe.example', 'auditor'));
  expect((await auditor.admin.requests.pendingCount({})).toApprove).toBe(0);
  const listed = await auditor.admin.requests.list({ awaitingApproval: true });
  expect(listed.items).toMatchObject([{ requestId, awaitsApproval: true, fullName: null }]);
});
