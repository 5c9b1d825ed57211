import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lastMessage, PASSWORD, signedInAdmin, signIn } from '../support/accounts.ts';
import { type Client, createClient } from '../support/client.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let owner: Client;
let ownerId: string;
const sql = () => server.database.pools.app;

beforeAll(async () => {
  server = await startServer();
  ({ client: owner, adminId: ownerId } = await signedInAdmin(server));
});
afterAll(() => server.stop());

let next = 1;
async function invite(role: string, email = `invited-${next++}@lethe.example`, by = owner) {
  const { invitationId } = await by.call<{ invitationId: string }>('admin.team.invite', { email, role });
  const letter = await lastMessage(server, email);
  const token = /\/join-team#([\w-]+)\s/u.exec(letter?.body ?? '')?.[1] ?? '';
  return { email, invitationId, token };
}
const join = (token: string, fullName = 'Olive Officer') =>
  createClient(server.url).call('team.join', { token, fullName, password: PASSWORD });
const members = async () =>
  (await owner.call<{ items: { adminId: string; email: string; role: string }[] }>('admin.team.list')).items;

describe('an invitation', () => {
  it('makes an admin of whoever uses its link, with the role that the owner chose', async () => {
    const { email, token } = await invite('officer');
    await join(token);
    const officer = await signIn(server, email);
    expect(await officer.call('account.me')).toMatchObject({
      role: 'admin',
      fullName: 'Olive Officer',
      rights: ['overview', 'requests', 'customers', 'decide'],
    });
    expect((await members()).find((member) => member.email === email)).toMatchObject({ role: 'officer' });
    const customers = await sql()`select from lethe.customers where email = ${email}`;
    expect(customers).toHaveLength(0);
  });

  it('works once', async () => {
    const { token } = await invite('support');
    await join(token);
    await expect(join(token)).rejects.toMatchObject({ kind: 'token_invalid' });
  });

  it('works once for two who press at the same time', async () => {
    const { email, token } = await invite('support');
    const results = await Promise.allSettled([join(token), join(token)]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect((await members()).filter((member) => member.email === email)).toHaveLength(1);
  });

  it('ends after three days', async () => {
    const { email, token } = await invite('support');
    const [{ days }] = await sql()<[{ days: number }]>`
      select extract(epoch from expires_at - created_at)::int / 86400 as days from lethe.invitations where email = ${email}`;
    expect(days).toBe(3);
    await sql()`update lethe.invitations set expires_at = now() where email = ${email}`;
    await expect(join(token)).rejects.toMatchObject({ kind: 'token_invalid' });
  });

  it('ends when it is withdrawn, and when the address is invited again', async () => {
    const withdrawn = await invite('support');
    await owner.call('admin.team.withdrawInvitation', { invitationId: withdrawn.invitationId });
    await expect(join(withdrawn.token)).rejects.toMatchObject({ kind: 'token_invalid' });
    const first = await invite('owner');
    const second = await invite('auditor', first.email);
    await expect(join(first.token)).rejects.toMatchObject({ kind: 'token_invalid' });
    await join(second.token);
    expect((await members()).find(({ email }) => email === first.email)).toMatchObject({ role: 'auditor' });
  });

  it('goes to nobody who has an account already', async () => {
    const [user] = await sql()<[{ email: string }]>`
      insert into lethe.users (name, email, email_verified) values ('Nora', 'nora@lethe.example', true) returning email`;
    const refused = owner.call('admin.team.invite', { email: user.email, role: 'officer' });
    await expect(refused).rejects.toMatchObject({ kind: 'account_exists', field: 'email' });
    expect(await lastMessage(server, user.email)).toBeUndefined();
  });

  it('is no way in for somebody who signed up with the address meanwhile', async () => {
    const { email, token } = await invite('officer');
    await sql()`insert into lethe.users (name, email) values ('Nora', ${email})`;
    await expect(join(token)).rejects.toMatchObject({ kind: 'token_invalid' });
    const admins =
      await sql()`select from lethe.admins a join lethe.users u on u.id = a.id where u.email = ${email}`;
    expect(admins).toHaveLength(0);
  });

  it('refuses a password that is easy to guess, and keeps the link', async () => {
    const { token } = await invite('support');
    const easy = createClient(server.url).call('team.join', {
      token,
      fullName: 'Sam Support',
      password: 'passwordpassword',
    });
    await expect(easy).rejects.toMatchObject({ kind: 'password_too_easy', field: 'password' });
    await join(token);
  });

  it.each(['removed', 'demoted'])('of an owner who is %s is none any more', async (how) => {
    const { client, adminId } = await signedInAdmin(server, 'owner');
    const { token, email } = await invite('owner', `${how}@lethe.example`, client);
    if (how === 'removed') await owner.call('admin.team.remove', { adminId });
    else await owner.call('admin.team.changeRole', { adminId, role: 'officer' });
    await expect(join(token)).rejects.toMatchObject({ kind: 'token_invalid' });
    const { items } = await owner.call<{ items: { email: string }[] }>('admin.team.invitations');
    expect(items.map((item) => item.email)).not.toContain(email);
    // Another owner may invite the same address.
    await join((await invite('auditor', email)).token);
    expect((await members()).find((member) => member.email === email)).toMatchObject({ role: 'auditor' });
  });

  it('is hashed in the database and stands in no audit entry', async () => {
    const { email, token } = await invite('support');
    const [{ found }] = await sql()<[{ found: boolean }]>`
      select exists (select from lethe.invitations i where i::text like ${`%${token}%`})
        or exists (select from lethe.audit a where a::text like ${`%${email}%`}) as found`;
    expect(found).toBe(false);
  });
});

describe('the link of an invitation', () => {
  const read = (token: string) => createClient(server.url).call('team.invitation', { token });

  it('says who invites whom in which role, and uses nothing up', async () => {
    const { email, token } = await invite('support');
    const [{ name }] = await sql()<
      [{ name: string }]
    >`select coalesce(nullif(name, ''), email) as name from lethe.users where id = ${ownerId}`;
    for (const _ of [1, 2]) expect(await read(token)).toEqual({ email, role: 'support', inviterName: name });
    const letter = await lastMessage(server, email);
    expect(letter?.body).toContain(`${name} invites you (${email}) to work on privacy requests for`);
    expect(letter?.body).toContain(', as support.');
    await join(token);
  });

  it('says nothing once it is used, withdrawn or over, and nothing to a guess', async () => {
    const [used, withdrawn, over] = [
      await invite('support'),
      await invite('support'),
      await invite('support'),
    ];
    await join(used.token);
    await owner.call('admin.team.withdrawInvitation', { invitationId: withdrawn.invitationId });
    await sql()`update lethe.invitations set expires_at = now() where email = ${over.email}`;
    for (const token of [used.token, withdrawn.token, over.token, 'A'.repeat(43)])
      await expect(read(token)).rejects.toMatchObject({ kind: 'token_invalid' });
  });

  it('is nothing that a GET answers: no server logs its token', async () => {
    const { token } = await invite('support');
    const input = encodeURIComponent(JSON.stringify({ token }));
    expect((await createClient(server.url).fetch(`/trpc/team.invitation?input=${input}`)).status).toBe(405);
  });
});

describe('a member', () => {
  it('who is removed is out with the next call, and cannot sign in again', async () => {
    const { client, adminId, email } = await signedInAdmin(server, 'officer');
    const { client: second } = { client: await signIn(server, email) };
    await owner.call('admin.team.remove', { adminId });
    for (const session of [client, second])
      await expect(session.call('admin.requests.list')).rejects.toMatchObject({ kind: 'sign_in_required' });
    await expect(signIn(server, email)).rejects.toThrow('401');
    const reset = await createClient(server.url).post('/api/auth/request-password-reset', { email });
    expect(reset.ok).toBe(true);
    expect(await lastMessage(server, email)).toBeUndefined();
  });

  it('whose role changes has the rights of the new one, after a new sign-in', async () => {
    const { client, adminId, email } = await signedInAdmin(server, 'officer');
    await owner.call('admin.team.changeRole', { adminId, role: 'auditor' });
    await expect(client.call('admin.requests.list')).rejects.toMatchObject({ kind: 'sign_in_required' });
    const again = await signIn(server, email);
    await expect(again.call('admin.blacklist.list')).rejects.toMatchObject({ kind: 'right_missing' });
  });

  it('shows when they were last here', async () => {
    const { client, adminId } = await signedInAdmin(server, 'support');
    const seen = async () =>
      (
        await owner.call<{ items: { adminId: string; lastSeenAt: string | null }[] }>('admin.team.list')
      ).items.find((member) => member.adminId === adminId)?.lastSeenAt;
    expect(await seen()).toBeNull();
    await client.call('admin.requests.pendingCount');
    expect(Date.now() - Date.parse((await seen()) ?? '')).toBeLessThan(60_000);
  });

  it('who is unknown is not found', async () => {
    const adminId = '00000000-0000-4000-8000-000000000000';
    await expect(owner.call('admin.team.remove', { adminId })).rejects.toMatchObject({
      kind: 'member_not_found',
    });
    await expect(owner.call('admin.team.changeRole', { adminId, role: 'owner' })).rejects.toMatchObject({
      kind: 'member_not_found',
    });
  });

  it('leaves an audit entry for each change, with opaque ids alone', async () => {
    const { adminId } = await signedInAdmin(server, 'support');
    await owner.call('admin.team.changeRole', { adminId, role: 'officer' });
    await owner.call('admin.team.remove', { adminId });
    const entries = await sql()`
      select action, actor, details from lethe.audit where details ->> 'adminId' = ${adminId} order by number`;
    expect(entries).toEqual([
      { action: 'member_role_changed', actor: ownerId, details: { adminId, role: 'officer' } },
      { action: 'member_removed', actor: ownerId, details: { adminId } },
    ]);
  });
});

describe('the last owner', () => {
  it('can neither go nor become anything else', async () => {
    const remove = owner.call('admin.team.remove', { adminId: ownerId });
    await expect(remove).rejects.toMatchObject({ kind: 'last_owner' });
    const change = owner.call('admin.team.changeRole', { adminId: ownerId, role: 'officer' });
    await expect(change).rejects.toMatchObject({ kind: 'last_owner' });
    expect(await owner.call('account.me')).toMatchObject({ adminId: ownerId });
  });

  it('stays when two owners remove or demote each other at the same time', async () => {
    for (let round = 0; round < 20; round += 1) {
      const first = await signedInAdmin(server, 'owner');
      const second = await signedInAdmin(server, 'owner');
      await sql()`update lethe.admins set role = 'officer' where id = ${ownerId}`;
      const act = (client: Client, adminId: string, demote: boolean) =>
        demote
          ? client.call('admin.team.changeRole', { adminId, role: 'support' })
          : client.call('admin.team.remove', { adminId });
      await Promise.allSettled([
        act(first.client, second.adminId, round % 2 === 0),
        act(second.client, first.adminId, round % 3 === 0),
      ]);
      const [{ owners }] = await sql()<[{ owners: number }]>`
        select count(*)::int as owners from lethe.admins where role = 'owner'`;
      expect(owners, `round ${round}`).toBe(1);
      await sql()`update lethe.admins set role = 'owner' where id = ${ownerId}`;
      await sql()`delete from lethe.admins where id <> ${ownerId} and role = 'owner'`;
    }
  });
});
