import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertMember } from '../../server/team/queries.ts';
import type { Role } from '../../server/team/rules.ts';
import { lastMessage, PASSWORD, signedInAdmin, signedInCustomer } from '../support/accounts.ts';
import { type Client, createClient } from '../support/client.ts';
import { type Account, type Jar, signOn, startProvider, type TestProvider } from '../support/provider.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { untilSomebodyWaits } from '../support/waiting.ts';

/* Admins who sign in at a real OpenID Connect provider on this machine. */

let provider: TestProvider;
let server: TestServer;
beforeAll(async () => {
  provider = await startProvider();
  server = await startServer({ singleSignOn: provider.settings, secondFactorRequired: true });
  provider.serve(server.url);
  // An owner of the house, so that nobody of a test is the last one.
  owner = await signedInAdmin(server);
  await server.database.pools
    .app`update lethe.users set two_factor_enabled = true where id = ${owner.adminId}`;
});
afterAll(async () => {
  await server.stop();
  await provider.stop();
});
let owner: Awaited<ReturnType<typeof signedInAdmin>>;

let next = 1;
const somebody = (groups: unknown = ['privacy-officers'], more: object = {}): Account => {
  const number = next++;
  return {
    sub: `account-${number}`,
    name: `Olga Officer ${number}`,
    email: `olga-${number}@company.example`,
    email_verified: true,
    groups,
    ...more,
  };
};

async function enter(
  person: Account,
  client = createClient(server.url),
  jar?: Jar,
): Promise<{ client: Client; landed: string }> {
  provider.person = person;
  return { client, landed: await signOn(client, jar ? { jar } : {}) };
}

const memberWith = async (email: unknown) => {
  const [row] = await server.database.pools.app<{ adminId: string; role: Role }[]>`
    select a.id as "adminId", a.role from lethe.admins a join lethe.users u on u.id = a.id where u.email = ${String(email)}`;
  return row;
};

it.each([
  ['owner', ['privacy-owners']],
  ['officer', ['others', 'privacy-officers']],
  ['support', 'help-desk'],
  ['auditor', ['auditors']],
  // Several roles: the first in the list of roles counts.
  ['owner', ['auditors', 'privacy-owners']],
])('the claim of the provider makes somebody %s', async (role, groups) => {
  const person = somebody(groups);
  const { client, landed } = await enter(person);
  expect(landed).toBe('/');
  expect(await client.call('account.me')).toMatchObject({
    role: 'admin',
    fullName: person.name,
    singleSignOn: true,
    secondFactorMissing: false,
  });
  expect(await memberWith(person.email)).toMatchObject({ role });
});

it('the admin is the account at the provider, whatever its name and address become', async () => {
  const person = somebody();
  await enter(person);
  const first = await memberWith(person.email);
  const renamed = { ...person, name: 'Olga Other', email: `other-${person.email}` };
  const { client, landed } = await enter(renamed);
  expect(landed).toBe('/');
  expect(await client.call('account.me')).toMatchObject({ adminId: first?.adminId, fullName: 'Olga Other' });
  expect(await memberWith(person.email)).toBeUndefined();
  // Somebody else got the former address, and is somebody else here too.
  await enter(somebody(['auditors'], { email: person.email }));
  expect((await memberWith(person.email))?.adminId).not.toBe(first?.adminId);
});

it('another name or address of the provider leaves an audit entry, without either', async () => {
  const person = somebody();
  await enter(person);
  const member = await memberWith(person.email);
  const { app } = server.database.pools;
  const entries = () =>
    app`select details from lethe.audit where actor = ${member!.adminId} and action = 'own_details_taken' order by number`;
  await enter(person);
  expect(await entries()).toEqual([]);
  await enter({ ...person, name: 'Olga Other' });
  const renamed = { ...person, name: 'Olga Third', email: `third-${person.email}` };
  await enter(renamed);
  await enter(renamed);
  expect(await entries()).toEqual([
    { details: { changed: 'name' } },
    { details: { changed: 'name, address' } },
  ]);
});

it('user, role, account and audit entry come together, and no token of the provider is kept', async () => {
  const person = somebody(['help-desk']);
  await enter(person);
  const member = await memberWith(person.email);
  const { app } = server.database.pools;
  expect(await app`select action, details from lethe.audit where actor = ${member!.adminId}`).toEqual([
    { action: 'member_joined', details: { role: 'support', singleSignOn: true } },
  ]);
  expect(await app`select * from lethe.accounts where customer_id = ${member!.adminId}`).toMatchObject([
    {
      provider_id: 'oidc',
      account_id: `${provider.issuer} ${person.sub}`,
      id_token: null,
      access_token: null,
      refresh_token: null,
      password: null,
    },
  ]);
  expect(await app`select from lethe.customers where id = ${member!.adminId}`).toHaveLength(0);
});

it('another claim is another role from the next sign-in on, and older sessions end', async () => {
  const person = somebody(['privacy-owners']);
  const { client } = await enter(person);
  expect((await enter({ ...person, groups: ['auditors'] })).landed).toBe('/');
  expect((await memberWith(person.email))?.role).toBe('auditor');
  expect(await client.call('account.me')).toMatchObject({ role: 'visitor' });
  const [entry] = await server.database.pools.app`
    select actor, details from lethe.audit where action = 'member_role_changed' order by number desc limit 1`;
  expect(entry).toMatchObject({ actor: null, details: { role: 'auditor' } });
});

it.each([
  ['no claim', null],
  ['an unknown value', ['everybody']],
  ['an empty list', []],
  ['something else', { 'privacy-owners': true }],
])('%s: no sign-in, and whoever was a member is none any more', async (_, groups) => {
  const stranger = somebody(groups);
  expect((await enter(stranger)).landed).toBe('/sign-in#sign_on_without_role');
  expect(await memberWith(stranger.email)).toBeUndefined();
  const person = somebody();
  const { client } = await enter(person);
  expect((await enter({ ...person, groups })).landed).toBe('/sign-in#sign_on_without_role');
  expect(await memberWith(person.email)).toBeUndefined();
  expect(await client.call('account.me')).toMatchObject({ role: 'visitor' });
  // The provider may change its mind.
  expect((await enter(person)).landed).toBe('/');
});

describe('the last owner', () => {
  it('stays in the list without a way in, if the provider gives another role or none', async () => {
    const person = somebody(['privacy-owners']);
    const { client } = await enter(person);
    const { app } = server.database.pools;
    await app`update lethe.admins set role = 'officer' where role = 'owner' and id <> ${(await memberWith(person.email))!.adminId}`;
    try {
      const refused = '/sign-in#sign_on_last_owner';
      expect((await enter({ ...person, groups: ['auditors'] })).landed).toBe(refused);
      expect(await client.call('account.me')).toMatchObject({ role: 'visitor' });
      expect((await enter({ ...person, groups: [] })).landed).toBe(refused);
      expect((await memberWith(person.email))?.role).toBe('owner');
    } finally {
      await app`update lethe.admins set role = 'owner' where id = ${owner.adminId}`;
    }
    expect((await enter({ ...person, groups: ['auditors'] })).landed).toBe('/');
  });
});

it.each([
  ['not verified', { email_verified: false }],
  ['verified by nobody', { email_verified: undefined }],
  ['no address', { email: undefined }],
  ['no address at all', { email: 'olga' }],
])('an address that is %s opens nothing', async (_, more) => {
  expect((await enter(somebody(['privacy-owners'], more))).landed).toBe('/sign-in#sign_on_unverified');
});

it.each(['customer', 'admin'] as const)('the address of a %s is not taken over', async (kind) => {
  const { app } = server.database.pools;
  const { email } = kind === 'admin' ? await signedInAdmin(server) : await signedInCustomer(server);
  const before =
    await app`select u.*, a.provider_id from lethe.users u join lethe.accounts a on a.customer_id = u.id where email = ${email}`;
  const { landed, client } = await enter(somebody(['privacy-owners'], { email: email.toUpperCase() }));
  expect(landed).toBe('/sign-in#sign_on_address_taken');
  expect(await client.call('account.me')).toMatchObject({ role: 'visitor' });
  expect(
    await app`select u.*, a.provider_id from lethe.users u join lethe.accounts a on a.customer_id = u.id where email = ${email}`,
  ).toEqual(before);
  // Nor by a member whose address the provider changes.
  const person = somebody();
  await enter(person);
  expect((await enter({ ...person, email })).landed).toBe('/sign-in#sign_on_address_taken');
});

describe('whom an owner removes', () => {
  it('stays out though the provider still has a role for them, until an owner invites them again', async () => {
    const person = somebody();
    const { client } = await enter(person);
    const { adminId } = (await memberWith(person.email))!;
    await owner.client.call('admin.team.remove', { adminId });
    expect(await client.call('account.me')).toMatchObject({ role: 'visitor' });
    expect((await enter(person)).landed).toBe('/sign-in#sign_on_barred');
    expect((await enter({ ...person, email: `new-${person.email}` })).landed).toBe('/sign-in#sign_on_barred');
    await owner.client.call('admin.team.invite', { email: person.email, role: 'auditor' });
    expect((await enter(person)).landed).toBe('/');
    expect((await memberWith(person.email))?.role).toBe('officer');
  });
});

describe('whom an owner removes, and whose address somebody has taken since', () => {
  it('uses up neither the invitation nor the bar while they stay out', async () => {
    const { app } = server.database.pools;
    const person = somebody();
    await enter(person);
    await owner.client.call('admin.team.remove', { adminId: (await memberWith(person.email))!.adminId });
    await owner.client.call('admin.team.invite', { email: person.email, role: 'officer' });
    const left = () => app`
      select (select count(*)::int from lethe.barred_members) as barred,
        (select count(*)::int from lethe.invitations where email = ${String(person.email)}) as invited`;
    const before = await left();
    await app`insert into lethe.users (name, email, email_verified) values ('Tess Taker', ${String(person.email)}, true)`;
    expect((await enter(person)).landed).toBe('/sign-in#sign_on_address_taken');
    expect(await left()).toEqual(before);
  });
});

describe('whom an owner removes, and who is invited by somebody removed since', () => {
  it('stays out', async () => {
    const other = await signedInAdmin(server, 'owner');
    await server.database.pools.app`
      update lethe.users set two_factor_enabled = true where id = ${other.adminId}`;
    const person = somebody();
    await enter(person);
    await owner.client.call('admin.team.remove', { adminId: (await memberWith(person.email))!.adminId });
    await other.client.call('admin.team.invite', { email: person.email, role: 'officer' });
    await owner.client.call('admin.team.remove', { adminId: other.adminId });
    expect((await enter(person)).landed).toBe('/sign-in#sign_on_barred');
  });
});

it.each([
  ['none', []],
  ['another role', ['auditors']],
])(
  'an owner to whom the provider gives %s, and another change of the team, wait for each other in turn',
  async (_, groups) => {
    const { app } = server.database.pools;
    const person = somebody(['privacy-owners']);
    await enter(person);
    const { adminId } = (await memberWith(person.email))!;
    // Whoever changes the team locks the owners in the order of their ids. This one begins with the first.
    await app`insert into lethe.users (id, email) values (${FIRST}, 'first@lethe.example')`;
    await app`delete from lethe.customers where id = ${FIRST}`;
    await app`insert into lethe.admins (id, role) values (${FIRST}, 'owner')`;
    const changing = await app.reserve();
    await changing`begin`;
    await changing`select from lethe.admins where id = ${FIRST} for update`;
    const entering = enter({ ...person, groups });
    await untilSomebodyWaits(app);
    await changing`select from lethe.admins where id = ${adminId} for update`;
    await changing`commit`;
    changing.release();
    expect((await entering).landed).toBe(groups.length === 0 ? '/sign-in#sign_on_without_role' : '/');
    await app`delete from lethe.users where id = ${FIRST}`;
  },
);
const FIRST = '00000000-0000-4000-8000-000000000001';

it('a role of the provider is not changed here', async () => {
  const person = somebody();
  await enter(person);
  const { adminId } = (await memberWith(person.email))!;
  await expect(owner.client.call('admin.team.changeRole', { adminId, role: 'owner' })).rejects.toMatchObject({
    kind: 'role_of_provider',
  });
});

it('an admin of the provider gets no password here, and none opens the account', async () => {
  const person = somebody();
  await enter(person);
  const { app } = server.database.pools;
  const stranger = createClient(server.url);
  expect((await stranger.post('/api/auth/request-password-reset', { email: person.email })).status).toBe(200);
  expect(await app`select from lethe.outbox where to_address = ${String(person.email)}`).toHaveLength(0);
  const signIn = await stranger.post('/api/auth/sign-in/email', { email: person.email, password: PASSWORD });
  expect(signIn.status).toBe(401);
});

it('nor by a link that was asked for while they joined', async () => {
  const { app } = server.database.pools;
  const { email, fullName, accountId } = {
    email: 'olive@company.example',
    fullName: 'Olive Officer',
    accountId: `${provider.issuer} olive`,
  };
  let release = () => undefined as void;
  const held = new Promise<void>((done) => {
    release = done;
  });
  const joining = app.begin(async (tx) => {
    await tx`lock table lethe.users in share mode`;
    await held;
    await insertMember(tx, { email, fullName, role: 'owner', account: { providerId: 'oidc', accountId } });
  });
  const stranger = createClient(server.url);
  const asked = stranger.post('/api/auth/request-password-reset', { email });
  await untilSomebodyWaits(app);
  release();
  await joining;
  await asked;
  const letter = await lastMessage(server, email);
  const token = /\/reset-password#([\w-]+)\s/u.exec(letter?.body ?? '')![1];
  const reset = await stranger.post('/api/auth/reset-password', { token, newPassword: PASSWORD });
  expect(reset.status).toBe(400);
  expect(
    await app`select from lethe.accounts where provider_id = 'credential' and customer_id in (
    select id from lethe.users where email = ${email})`,
  ).toHaveLength(0);
});
