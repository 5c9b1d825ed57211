import { afterAll, beforeAll, expect, it } from 'vitest';
import { signedInAdmin } from '../support/accounts.ts';
import { CallError, type Client } from '../support/client.ts';
import { insertPerson, insertRequest } from '../support/people.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { untilSomebodyWaits } from '../support/waiting.ts';

/* Approvals that come at once, and step-up confirmation, over HTTP. */

let server: TestServer;
let owner: Client;
let proposer: Client;
let approvers: Client[];
let ids: string[];
beforeAll(async () => {
  server = await startServer();
  await sql()`update lethe.settings set second_approval = 'every'`;
  owner = (await signedInAdmin(server)).client;
  const members = [];
  for (let n = 0; n < 5; n += 1) members.push(await signedInAdmin(server, 'officer'));
  ids = members.map(({ adminId }) => adminId);
  proposer = members[0]!.client;
  approvers = members.slice(1).map(({ client }) => client);
});
afterAll(() => server.stop());

const sql = () => server.database.pools.app;
type Ref = { requestId: string; proposalId: string };

async function asked(): Promise<{ requestId: string; customerId: string }> {
  const person = await insertPerson(sql());
  return { requestId: await insertRequest(sql(), person), customerId: person.customerId };
}
async function propose(requestId: string, outcome = 'destroy', by = proposer): Promise<Ref> {
  const { hash } = await by.call<{ hash: string }>('admin.requests.preview', { requestId, outcome });
  const reason = outcome === 'refuse' ? { reason: 'A law asks us to.' } : {};
  const decision = { requestId, outcome, blacklist: false, notify: false, ...reason };
  return by.call('admin.requests.propose', { ...decision, previewHash: hash });
}
/** `done`, or the kind of the refusal. */
const kindsOf = async (calls: Promise<unknown>[]) =>
  (await Promise.allSettled(calls)).map((one) =>
    one.status === 'fulfilled' ? 'done' : one.reason instanceof CallError ? one.reason.kind : 'failed',
  );
const count = async (action: string, requestId: string) => {
  const [row] = await sql()<[{ count: number }]>`
    select count(*)::int as count from lethe.audit where action = ${action} and request_id = ${requestId}`;
  return row.count;
};

it.each(['destroy', 'refuse'])(
  'of 20 approvals of a %s at once, and the proposer among them, one decides',
  async (outcome) => {
    const { requestId } = await asked();
    const ref = await propose(requestId, outcome);
    const approve = (client: Client) => client.call('admin.requests.approve', ref);
    const others = Array.from({ length: 20 }, (_, n) => approve(approvers[n % approvers.length]!));
    const own = Array.from({ length: 4 }, () => approve(proposer));
    const [kinds, ownKinds] = await Promise.all([kindsOf(others), kindsOf(own)]);
    expect(kinds.filter((kind) => kind === 'done')).toHaveLength(1);
    expect(
      kinds.every((kind) => ['done', 'request_already_decided', 'proposal_lapsed'].includes(kind!)),
    ).toBe(true);
    expect(ownKinds).not.toContain('done');
    expect(await count('request_decided', requestId)).toBe(1);
    expect(await count('proposal_approved', requestId)).toBe(1);
  },
);

it('of proposals at once one stands, and of an approval and a withdrawal one wins', async () => {
  const { requestId } = await asked();
  const kinds = await kindsOf(approvers.map((client) => propose(requestId, 'refuse', client)));
  expect(kinds.filter((one) => one === 'already_proposed')).toHaveLength(3);
  const at = kinds.indexOf('done');
  const { proposal } = await proposer.call<{ proposal: { proposalId: string } }>('admin.requests.get', {
    requestId,
  });
  const ref = { requestId, proposalId: proposal.proposalId };
  const outcomes = await kindsOf([
    proposer.call('admin.requests.approve', ref),
    approvers[at]!.call('admin.requests.decline', ref),
  ]);
  expect(outcomes.filter((kind) => kind === 'done')).toHaveLength(1);
  expect((await count('request_decided', requestId)) + (await count('proposal_withdrawn', requestId))).toBe(
    1,
  );
});

it('of a row that comes while it is approved, the approval sees it or the row is refused', async () => {
  for (let n = 0; n < 10; n += 1) {
    const { requestId, customerId } = await asked();
    const ref = await propose(requestId);
    const write = sql()`insert into lethe.services (customer_id, name, status, started_on)
      values (${customerId}, 'late', 'active', '2026-01-01')`.then(
      () => 'written',
      () => 'refused',
    );
    const [[approved], written] = await Promise.all([
      kindsOf([approvers[0]!.call('admin.requests.approve', ref)]),
      write,
    ]);
    expect([`${approved} ${written}`]).toEqual([
      approved === 'done' ? 'done refused' : 'proposal_outdated written',
    ]);
  }
});

it.each(['removed', 'demoted'])(
  'an approval that waits while its proposer is %s decides nothing',
  async (how) => {
    const { client, adminId } = await signedInAdmin(server, 'officer');
    const { requestId, customerId } = await asked();
    const ref = await propose(requestId, 'destroy', client);
    const writing = await sql().reserve();
    await writing`begin`;
    await writing`select from lethe.customers where id = ${customerId} for update`;
    const approving = kindsOf([approvers[0]!.call('admin.requests.approve', ref)]);
    await untilSomebodyWaits(sql());
    if (how === 'removed') await owner.call('admin.team.remove', { adminId });
    else await owner.call('admin.team.changeRole', { adminId, role: 'support' });
    await writing`rollback`;
    writing.release();
    expect(await approving).toEqual(['proposal_lapsed']);
    expect(await count('request_decided', requestId)).toBe(0);
  },
);

it('a destroy is proposed and approved with the password of the last ten minutes, other outcomes with that of the last hour', async () => {
  const agedBy = (minutes: number) =>
    sql()`update lethe.sessions set confirmed_at = now() - make_interval(mins => ${minutes}) where customer_id = any(${ids}::uuid[])`;
  const { requestId } = await asked();
  const kindOf = async (call: Promise<unknown>) => (await kindsOf([call]))[0];
  await agedBy(11);
  expect(await kindOf(propose(requestId))).toBe('fresh_sign_in_required');
  await agedBy(1);
  const destroy = await propose(requestId);
  await agedBy(11);
  expect(await kindOf(approvers[0]!.call('admin.requests.approve', destroy))).toBe('fresh_sign_in_required');
  await agedBy(61);
  expect(await kindOf(approvers[0]!.call('admin.requests.decline', destroy))).toBe('fresh_sign_in_required');
  expect(await kindOf(propose(requestId, 'refuse'))).toBe('fresh_sign_in_required');
  await agedBy(59);
  const refuse = await propose(requestId, 'refuse');
  expect(await kindOf(approvers[0]!.call('admin.requests.approve', refuse))).toBe('done');
});
