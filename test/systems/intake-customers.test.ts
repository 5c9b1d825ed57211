import * as v from 'valibot';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connect } from '../../db/connect.ts';
import { findEverywhere } from '../../server/personal-data/scan.ts';
import { takeCustomers } from '../../server/systems/intake/customers.ts';
import { UpsertCustomers } from '../../server/systems/intake/schema.ts';
import { lastMessage, PASSWORD, signedInAdmin, signedInCustomer, signIn } from '../support/accounts.ts';
import { type Client, createClient } from '../support/client.ts';
import { address, customerOf, decided, person, upsertWith } from '../support/intake.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { stateOf } from '../support/state.ts';
import { registerSystem, type System } from '../support/systems.ts';

let server: TestServer;
let admin: Client;
let billing: System;
let systems = 0;
beforeAll(async () => {
  server = await startServer();
  admin = (await signedInAdmin(server)).client;
});
afterAll(() => server.stop());
// A key whose use was noted a moment ago: the digest of all rows then speaks of the batch alone.
beforeEach(async () => {
  billing = await registerSystem(server, admin, `Billing ${systems++}`);
  await billing.call('system.erasures.feed');
});

const answersTo = (rows: unknown[], options: object = {}) => upsertWith(billing, rows, options);
const answerTo = async (row: unknown) => (await answersTo([row]))[0];
const refused = (kind: string, field: string | null, index = 0) => ({ index, kind, field });
const detail = (customerId: string) =>
  admin.call<Record<string, unknown>>('admin.customers.get', { customerId });
const statementsOf = (customerId: string) => server.database.pools.app`
  select field, value from lethe.statements where customer_id = ${customerId}`;
const refusedPeople = async () => {
  const { items } = await admin.call<{
    items: { id: string; refusedPeople: number; linkedPeople: number }[];
  }>('admin.systemKeys.list', { limit: 100 });
  return items.find(({ id }) => id === billing.id);
};
const reset = (email: string) => createClient(server.url).post('/api/auth/request-password-reset', { email });
const linkIn = async (email: string) =>
  /#([\w-]+)/u.exec((await lastMessage(server, email))?.body ?? '')?.[1] ?? '';

describe('a customer whom a system hands in', () => {
  it('is new to us with everything that was said', async () => {
    const row = person({
      phone: '+47 22 12 34 56',
      company: 'Nobody AS',
      companyNumber: 'NO 987 654',
      birthDate: '1990-04-01',
      language: 'nb',
      addresses: [address, { ...address, line1: 'Lane 2', label: 'Work' }],
    });
    const customerId = await customerOf(billing, row);
    const { externalId: _, ...facts } = row;
    expect(await detail(customerId)).toMatchObject({
      ...facts,
      state: 'open',
      addresses: [
        { line1: 'Lane 1', label: '' },
        { line1: 'Lane 2', label: 'Work' },
      ],
    });
    expect(await refusedPeople()).toMatchObject({ linkedPeople: 1 });
  });

  it('sets a password by "forgot password", which confirms the address, and signs in', async () => {
    const row = person();
    await customerOf(billing, row);
    await expect(signIn(server, row.email)).rejects.toThrow('401');
    expect(await lastMessage(server, row.email), 'nothing was mailed by itself').toBeUndefined();
    await reset(row.email);
    const token = await linkIn(row.email);
    const visitor = createClient(server.url);
    const set = await visitor.post('/api/auth/reset-password', { token, newPassword: PASSWORD });
    expect(set.status).toBe(200);
    const client = await signIn(server, row.email);
    expect(await client.call('customer.profile.get')).toMatchObject({ fullName: row.fullName });
  });

  it('is changed by a later row: what is left out stays, null clears, addresses take the place of others', async () => {
    const row = person({ phone: '+47 22 12 34 56', company: 'Nobody AS', addresses: [address] });
    const customerId = await customerOf(billing, row);
    const { externalId, email } = row;
    const again = { externalId, email, fullName: 'Nora Somebody' };
    expect(await customerOf(billing, { ...again, phone: null })).toBe(customerId);
    expect(await detail(customerId)).toMatchObject({
      fullName: 'Nora Somebody',
      phone: null,
      company: 'Nobody AS',
      addresses: [{ line1: 'Lane 1' }],
    });
    await customerOf(billing, { ...again, addresses: [{ ...address, line1: 'Lane 9' }] });
    expect(await detail(customerId)).toMatchObject({ addresses: [{ line1: 'Lane 9' }] });
    await customerOf(billing, { ...again, addresses: [] });
    expect(await detail(customerId)).toMatchObject({ addresses: [] });
  });

  it('is the one who has the address already, in whatever case it is written', async () => {
    const nora = await signedInCustomer(server);
    const row = person({
      email: nora.email.toUpperCase(),
      fullName: 'Nora Nobody',
      phone: '+47 22 12 34 56',
    });
    expect(await customerOf(billing, row)).toBe(nora.customerId);
    expect(await detail(nora.customerId)).toMatchObject({ email: nora.email, phone: '+47 22 12 34 56' });
    expect(await signIn(server, nora.email), 'with the password of before').toBeDefined();
  });

  it('is not the one who signed up with the address and never confirmed it', async () => {
    const email = `hijack-${Date.now()}@lethe.example`;
    await createClient(server.url).post('/api/auth/sign-up/email', {
      name: 'Sly',
      email,
      password: PASSWORD,
    });
    const customerId = await customerOf(billing, person({ email }));
    const [account] = await server.database.pools.app`select id from lethe.users where email = ${email}`;
    expect(customerId).not.toBe(account?.['id']);
    await reset(email);
    const set = await createClient(server.url).post('/api/auth/reset-password', {
      token: await linkIn(email),
      newPassword: 'the owner’s own password',
    });
    expect(set.status).toBe(200);
    await expect(signIn(server, email), 'the stranger’s').rejects.toThrow('401');
    const owner = await signIn(server, email, 'the owner’s own password');
    expect(await owner.call('customer.profile.get'), 'whoever reads the mailbox meets the row').toMatchObject(
      {
        email,
      },
    );
    expect(await billing.call('system.consents.check', { customer: { customerId } })).toMatchObject({
      reason: 'never_granted',
    });
  });

  it('gets another address from the system as long as there is no password, and older links are worthless', async () => {
    const row = person();
    const customerId = await customerOf(billing, row);
    const sql = server.database.pools.app;
    await reset(row.email);
    const token = await linkIn(row.email);
    const moved = { ...row, email: `moved-${row.email}` };
    expect(await customerOf(billing, moved)).toBe(customerId);
    expect(await detail(customerId)).toMatchObject({ email: moved.email });
    expect(await sql`select from lethe.users where id = ${customerId}`, 'an offered account goes').toEqual(
      [],
    );
    const set = await createClient(server.url).post('/api/auth/reset-password', {
      token,
      newPassword: PASSWORD,
    });
    expect(set.status).toBe(400);
  });
});

describe('a batch', () => {
  it('changes nothing when it comes again', async () => {
    const rows = [
      person({ phone: '+47 22 12 34 56', addresses: [address, { ...address, line1: 'Lane 2' }] }),
      person({ birthDate: '1990-04-01', language: 'nb' }),
      person(),
    ];
    const first = await answersTo(rows);
    const before = await stateOf(server.database.pools.app);
    expect(await answersTo(rows)).toEqual(first);
    expect(await stateOf(server.database.pools.app)).toBe(before);
  });

  it('is applied but for the rows that are refused, each told by its index and field', async () => {
    const [good, other] = [person(), person()];
    const answers = await answersTo([good, { ...person(), externalId: ' ' }, other]);
    expect(answers).toEqual([
      { index: 0, customerId: expect.any(String) },
      { ...refused('invalid_input', 'externalId', 1), problem: 'required' },
      { index: 2, customerId: expect.any(String) },
    ]);
  });

  it('is not applied at all where it is atomic and a row is refused', async () => {
    const known = person();
    await customerOf(billing, known);
    const before = await stateOf(server.database.pools.app);
    const answers = await answersTo(
      [person(), { ...known, fullName: 'Changed' }, { ...person(), externalId: ' ' }],
      {
        atomic: true,
      },
    );
    expect(answers).toEqual([
      refused('not_applied', null),
      refused('not_applied', null, 1),
      { ...refused('invalid_input', 'externalId', 2), problem: 'required' },
    ]);
    expect(await stateOf(server.database.pools.app)).toBe(before);
    expect(await answersTo([person()], { atomic: true })).toEqual([
      { index: 0, customerId: expect.any(String) },
    ]);
  });

  it('gives a row said twice one answer twice, and refuses one that contradicts an earlier one', async () => {
    const row = person();
    const answers = await answersTo([
      row,
      { ...row },
      { ...row, fullName: 'Somebody else' },
      { ...row, externalId: 'another id', email: row.email.toUpperCase() },
    ]);
    expect(answers[1]).toEqual({ ...answers[0], index: 1 });
    expect(answers[2]).toEqual(refused('duplicate_row', 'externalId', 2));
    expect(answers[3], 'one person by two ids').toEqual({ ...answers[0], index: 3 });
  });

  it('takes as many statements for 300 rows as for 3, whether they are new, known or changed', async () => {
    // One connection sees all it prepared, and how often each was run.
    const sql = connect(server.database.url, 1);
    const [system] = await sql<[{ id: string }]>`
      select system_id as id from lethe.system_keys where id = ${billing.id}`;
    const statementsFor = async (rows: unknown[]) => {
      const runs = async () => {
        const [row] = await sql<[{ n: number }]>`
          select sum(generic_plans + custom_plans)::int as n from pg_prepared_statements
          where statement not like '%pg_prepared_statements%'`;
        return row.n;
      };
      const before = await runs();
      const by = { sql, blacklistKey: server.deps.blacklistKey, systemId: system.id };
      await takeCustomers(by, v.parse(UpsertCustomers, { items: rows }));
      return (await runs()) - before;
    };
    const rowsOf = (count: number) =>
      Array.from({ length: count }, () => person({ phone: '+47 22 12 34 56', addresses: [address] }));
    const counted = async (rows: ReturnType<typeof rowsOf>) => [
      await statementsFor(rows),
      await statementsFor(rows),
      await statementsFor(rows.map((row) => ({ ...row, fullName: 'Changed', addresses: [] }))),
    ];
    const few = await counted(rowsOf(3));
    expect(await counted(rowsOf(300))).toEqual(few);
    expect(Math.max(...few)).toBeLessThan(15);
    await sql.end();
  });

  it('has 1,000 rows at most, and 5 MB', async () => {
    const before = await stateOf(server.database.pools.app);
    const rows = Array.from({ length: 1001 }, () => person());
    await expect(answersTo(rows)).rejects.toMatchObject({
      status: 400,
      kind: 'invalid_input',
      field: 'items',
    });
    await expect(answersTo([])).rejects.toMatchObject({ status: 400, kind: 'invalid_input' });
    const large = [{ ...person(), fullName: 'x'.repeat(5 * 1024 * 1024) }];
    await expect(answersTo(large)).rejects.toMatchObject({ status: 413, kind: 'body_too_large' });
    expect(await stateOf(server.database.pools.app)).toBe(before);
    expect((await answersTo(rows.slice(0, 1000))).every((one) => 'customerId' in one)).toBe(true);
  });

  it.each([
    ['NUL', { fullName: 'No\0ra' }, 'fullName'],
    ['half a character', { fullName: 'Nora \ud800' }, 'fullName'],
    ['half a character in an external id', { externalId: '\udfff' }, 'externalId'],
    ['10,000 characters', { company: 'x'.repeat(10_000) }, 'company'],
    ['a number for a text', { fullName: 5 }, 'fullName'],
    ['a list for a text', { email: ['a@lethe.example'] }, 'email'],
    ['an admin’s role', { role: 'admin' }, 'role'],
    ['an address that is none', { addresses: ['Lane 1, Oslo'] }, 'addresses.0'],
    ['51 addresses', { addresses: Array.from({ length: 51 }, () => address) }, 'addresses'],
  ])('refuses a row with %s by its field, and takes the others', async (_, facts, field) => {
    const answers = await answersTo([{ ...person(), ...facts }, person()]);
    expect(answers).toMatchObject([
      refused('invalid_input', field),
      { index: 1, customerId: expect.any(String) },
    ]);
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'refuses a row with a key named %s',
    async (name) => {
      const row = JSON.parse(
        `{${JSON.stringify(person()).slice(1, -1)},"${name}":{"role":"admin"}}`,
      ) as unknown;
      expect(await answerTo(row)).toMatchObject(refused('invalid_input', name));
    },
  );

  it.each([[null], [5], ['text'], [[]], [{}], [{ customer: person() }]])(
    'refuses %j as a row',
    async (row) => {
      expect(await answerTo(row)).toMatchObject({ index: 0, kind: 'invalid_input' });
    },
  );

  it('keeps odd names as they are said', async () => {
    const row = person({ externalId: '__proto__', fullName: `O’Hara "; drop table lethe.users; -- 𝒩` });
    expect(await detail(await customerOf(billing, row))).toMatchObject({ fullName: row.fullName });
  });
});

describe('an address', () => {
  it('that somebody signs in with is no system’s to move: what it says is kept as its statement', async () => {
    const nora = await signedInCustomer(server);
    const row = person({ email: nora.email, fullName: 'Nora Nobody' });
    await customerOf(billing, row);
    expect(await customerOf(billing, { ...row, email: 'mine@evil.example' })).toBe(nora.customerId);
    expect(await detail(nora.customerId)).toMatchObject({ email: nora.email });
    expect(await statementsOf(nora.customerId)).toContainEqual({
      field: 'email',
      value: 'mine@evil.example',
    });
    expect(await signIn(server, nora.email)).toBeDefined();
  });

  const others: Record<string, (by: System, row: ReturnType<typeof person>) => Promise<unknown>> = {
    'another system brought in': (by, row) =>
      customerOf(by, { ...row, externalId: 'O-1', phone: '+47 22 33 44' }),
    'another system brought in and knows no more': async (by, row) => {
      await customerOf(by, { ...row, externalId: 'O-1', phone: '+47 22 33 44' });
      await by.call('system.customers.remove', { customer: { externalId: 'O-1' } });
    },
    'another system linked': async (by, row) => {
      await customerOf(billing, row);
      await customerOf(by, { ...row, externalId: 'O-1' });
    },
    'another system linked and knows no more': async (by, row) => {
      await customerOf(billing, row);
      await customerOf(by, { ...row, externalId: 'O-1', phone: '+47 22 33 44', addresses: [address] });
      await by.call('system.customers.remove', { customer: { externalId: 'O-1' } });
    },
    'another system entered a request for': async (by, row) => {
      await customerOf(billing, row);
      await customerOf(by, { ...row, externalId: 'O-1' });
      const request = { customer: { email: row.email }, type: 'removal', receivedBy: 'phone' };
      await by.call('system.requests.create', request);
    },
    'another system handed in something about': async (by, row) => {
      await customerOf(billing, row);
      await customerOf(by, { ...row, externalId: 'O-1' });
      const about = { externalId: 'S-1', customer: { email: row.email }, name: 'x', status: 'active' };
      await by.call('system.services.upsert', { items: [{ ...about, startedOn: '2026-01-01' }] });
    },
    'an admin entered a request for': async (_, row) => {
      const customerId = await customerOf(billing, row);
      await admin.call('admin.requests.create', { customerId, type: 'removal', note: 'By letter' });
    },
  };
  it.each(Object.entries(others))('is not moved of somebody without a password whom %s', async (_, known) => {
    const row = person();
    await known(await registerSystem(server, admin, `Support ${systems++}`), row);
    const customerId = await customerOf(billing, row);
    const moved = { ...row, email: `mine-${row.email}` };
    expect(await customerOf(billing, moved)).toBe(customerId);
    await reset(moved.email);
    expect(await lastMessage(server, moved.email), 'nobody else gets a link').toBeUndefined();
    expect(await detail(customerId)).toMatchObject({ email: row.email });
    expect(await statementsOf(customerId)).toEqual([{ field: 'email', value: moved.email }]);
  });

  it('moves with the system that alone has said anything about them, also under another id before', async () => {
    const row = person();
    const customerId = await customerOf(billing, { ...row, externalId: 'former' });
    await billing.call('system.customers.remove', { customer: { externalId: 'former' } });
    await billing.call('system.services.upsert', {
      items: [
        { externalId: 'S-1', customer: { customerId }, name: 'x', status: 'active', startedOn: '2026-01-01' },
      ],
    });
    await customerOf(billing, row);
    expect(await customerOf(billing, { ...row, email: `moved-${row.email}` })).toBe(customerId);
  });
});

describe('a row is refused', () => {
  it('for a blocked customer, however they are named', async () => {
    const row = person();
    await decided(admin, await customerOf(billing, row), 'block', true);
    const stateNow = () => stateOf(server.database.pools.app, ['refused_ids']);
    const before = await stateNow();
    expect(await answerTo({ ...row, fullName: 'Changed' })).toEqual(refused('customer_closed', 'externalId'));
    expect(await answerTo({ ...row, externalId: 'new' })).toEqual(refused('customer_closed', 'email'));
    expect(await stateNow()).toBe(before);
    const remembered = await server.database.pools
      .app`select external_id from lethe.refused_ids where external_id = 'new'`;
    expect(remembered, 'to be named by a later erasure').toHaveLength(1);
  });

  it.each(['star', 'destroy'] as const)(
    'for an erased external id after %s, also with another name and address',
    async (outcome) => {
      const row = person();
      await decided(admin, await customerOf(billing, row), outcome);
      expect(await answersTo([row, person({ externalId: row.externalId })])).toEqual([
        refused('erased_person', 'externalId'),
        refused('duplicate_row', 'externalId', 1),
      ]);
      expect(await answerTo(person({ externalId: row.externalId }))).toEqual(
        refused('erased_person', 'externalId'),
      );
      expect(await refusedPeople()).toMatchObject({ refusedPeople: 2, linkedPeople: 0 });
      expect(await findEverywhere(server.database.pools.app, row.email)).toEqual([]);
    },
  );

  it.each([
    [
      'email',
      ({ email, fullName }: { email: string; fullName: string }) => ({
        email: email.replace('@', '+tag@').toUpperCase(),
        fullName: fullName.toLowerCase(),
      }),
    ],
    ['phone', () => ({ phone: '0047 (22) 99-88-77' })],
    [
      'fullName',
      (row: { fullName: string }) => ({ fullName: row.fullName.toUpperCase(), birthDate: '1977-07-07' }),
    ],
    ['companyNumber', () => ({ companyNumber: 'no-444.555' })],
  ])('for a listed %s, in any spelling; an address alone tells of an erasure', async (field, again) => {
    const erased = person({ phone: '+47 22 99 88 77', birthDate: '1977-07-07', companyNumber: 'NO 444 555' });
    const other = await registerSystem(server, admin, `Support ${systems++}`);
    const every = ['email', 'phone', 'person', 'company_number'] as const;
    await decided(admin, await customerOf(other, erased), 'destroy', [...every]);
    const kind = field === 'email' ? 'erased_person' : 'value_refused';
    expect(await answerTo(person(again(erased)))).toEqual(refused(kind, field));
    const known = person();
    await customerOf(billing, known);
    // Whoever is known here and lives was not erased, whatever value they are given.
    expect(await answerTo({ ...known, ...again(erased) })).toEqual(refused('value_refused', field));
    expect(await answerTo(known)).toEqual({ index: 0, customerId: expect.any(String) });
    expect(await refusedPeople()).toMatchObject(
      field === 'email' ? { refusedPeople: 1, refusedValues: 1 } : { refusedPeople: 0, refusedValues: 2 },
    );
    await server.database.pools.app`delete from lethe.blacklist`;
  });

  it('not for a blacklisted value that the customer has, in whatever spelling', async () => {
    const phone = '+47 22 11 00 11';
    const row = person({ phone });
    await customerOf(billing, row);
    await admin.call('admin.blacklist.add', { kind: 'phone', value: phone, reason: 'fraud' });
    expect(await answerTo({ ...row, phone: '0047 22 11 00 11', company: 'New AS' })).toMatchObject({
      customerId: expect.any(String),
    });
  });
});

describe('a link that a system removes', () => {
  it('is cut, and the customer stays; removing twice changes nothing', async () => {
    const row = person();
    const customerId = await customerOf(billing, row);
    const remove = (customer: object) => billing.call('system.customers.remove', { customer });
    const other = await registerSystem(server, admin, `Support ${systems++}`);
    expect(await other.call('system.customers.remove', { customer: { customerId } })).toEqual({
      removed: false,
    });
    expect(await remove({ externalId: row.externalId })).toEqual({ removed: true });
    expect(await remove({ externalId: row.externalId })).toEqual({ removed: false });
    expect(await remove({ email: row.email })).toEqual({ removed: false });
    expect(await detail(customerId)).toMatchObject({ email: row.email, state: 'open' });
    expect(await customerOf(billing, { ...row, externalId: 'again' })).toBe(customerId);
    expect(await remove({ email: row.email.toUpperCase() })).toEqual({ removed: true });
  });
});
