import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hex } from '../../db/hex.ts';
import { addClaimByHand, removeClaims } from '../../server/blacklist/claim-queries.ts';
import { blacklistHmac } from '../../server/blacklist/hmac.ts';
import { normalizePhone } from '../../server/blacklist/normalize.ts';
import type { PersonalKind } from '../../server/blacklist/schema.ts';
import { lastMessage } from '../support/accounts.ts';
import { type Client } from '../support/client.ts';
import { lookAndDecide } from '../support/decisions.ts';
import { rounds } from '../support/depth.ts';
import { customerOf, decided, person, upsertWith } from '../support/intake.ts';
import type { TestServer } from '../support/server.ts';
import { type System, startWithSystems } from '../support/systems.ts';

let server: TestServer;
let admin: Client;
let crm: System;
let billing: System;
beforeAll(async () => {
  ({ server, admin, crm, billing } = await startWithSystems({ crm: 'CRM', billing: 'Billing' }));
});
beforeEach(() => server.database.pools.app`delete from lethe.blacklist`);
afterAll(() => server.stop());

const every: PersonalKind[] = ['email', 'phone', 'person', 'company_number'];
const answerTo = async (row: unknown, by = billing) => (await upsertWith(by, [row]))[0];
const requestFor = async (customerId: string) =>
  (await admin.call<{ requestId: string }>('admin.requests.create', { customerId, type: 'removal' }))
    .requestId;
interface Entry {
  entryId: string;
  kind: string;
  claims: { claimId: string; reason: string; requestNumber: number | null }[];
}
const entries = async () => (await admin.call<{ items: Entry[] }>('admin.blacklist.list', {})).items;
const identifiersBefore = async (customerId: string) => {
  const { identifiers } = await admin.call<{
    identifiers: { kind: string; others: number; placeholder: boolean }[];
  }>('admin.requests.preview', { requestId: await requestFor(customerId), outcome: 'destroy' });
  return identifiers;
};

const ROUNDS = rounds(30, 100);

describe('colleagues of an erased employee', () => {
  const firm = { companyNumber: 'HRB 80411', phone: '+49 30 901820', company: 'Firm GmbH' };

  it.each(['star', 'destroy'] as const)(
    'are not called erased after a %s, whatever was listed',
    async (outcome) => {
      await decided(admin, await customerOf(crm, person(firm)), outcome, every);
      expect(await answerTo(person({ companyNumber: 'hrb-80411' }))).toMatchObject({
        kind: 'value_refused',
        field: 'companyNumber',
      });
      expect(await answerTo(person({ phone: '0049 (0)30 90 18 20' }))).toMatchObject({
        kind: 'value_refused',
        field: 'phone',
      });
    },
  );

  it('are taken by the preset, which lists the address alone', async () => {
    const row = person(firm);
    await decided(admin, await customerOf(crm, row), 'destroy', true);
    expect((await entries()).map(({ kind }) => kind)).toEqual(['email']);
    expect(await answerTo(person(firm))).toMatchObject({ customerId: expect.any(String) });
    expect(await answerTo(person({ email: row.email, fullName: row.fullName }))).toMatchObject({
      kind: 'erased_person',
      field: 'email',
    });
  });

  it('are counted beside each identifier before the admin lists it, in whatever spelling they have it', async () => {
    const shared = { companyNumber: 'HRB 99012', phone: '+49 40 55501', birthDate: '1971-05-06' };
    const row = person({ ...shared, fullName: 'Ines Jørgensen' });
    const customerId = await customerOf(crm, row);
    await upsertWith(crm, [
      person({ companyNumber: 'hrb99012', phone: '0049 (0)40 555-01' }),
      person({ companyNumber: 'HRB 99013', phone: '+49 (40) 55501' }),
      person({ fullName: 'JOERGENSEN, Ines', birthDate: '1971-05-06' }),
      person({ fullName: 'Ines Jørgensen', birthDate: '1971-05-07', email: row.email.replace('@', '+x@') }),
    ]);
    await decided(admin, await customerOf(crm, person(shared)), 'block');
    expect(await identifiersBefore(customerId)).toEqual([
      { kind: 'email', others: 1, placeholder: false },
      { kind: 'phone', others: 2, placeholder: false },
      { kind: 'person', others: 1, placeholder: false },
      { kind: 'company_number', others: 1, placeholder: false },
    ]);
  });
});

describe('a placeholder', () => {
  const nothing = { companyNumber: 'n/a', phone: '000 000', birthDate: '1900-01-01' };

  it('is shown as one, is never listed, and keeps no stranger out', async () => {
    const customerId = await customerOf(crm, person(nothing));
    const shown = await identifiersBefore(customerId);
    expect(shown.filter(({ placeholder }) => placeholder).map(({ kind }) => kind)).toEqual([
      'phone',
      'person',
      'company_number',
    ]);
    const [{ requestId }] = await server.database.pools.app<[{ requestId: string }]>`
      select id as "requestId" from lethe.data_requests where customer_id = ${customerId}`;
    await lookAndDecide(admin, {
      requestId,
      outcome: 'destroy',
      blacklist: every,
      notify: false,
    });
    expect((await entries()).map(({ kind }) => kind)).toEqual(['email']);
    expect(await answerTo(person(nothing))).toMatchObject({ customerId: expect.any(String) });
  });

  it('does not match an entry that an earlier version listed', async () => {
    const hmac = await blacklistHmac(server.deps.blacklistKey, 'phone', normalizePhone(nothing.phone));
    await server.database.pools.app`
      insert into lethe.blacklist (kind, hmac, ends_at) values ('phone', decode(${hex(hmac)}, 'hex'), now() + interval '1 year')`;
    expect(await answerTo(person(nothing))).toMatchObject({ customerId: expect.any(String) });
  });
});

describe('what is listed of somebody who was only blocked', () => {
  it('tells a system of no erasure', async () => {
    const row = person();
    await decided(admin, await customerOf(crm, row), 'block', true);
    expect((await entries())[0]?.claims).toMatchObject([{ reason: 'block' }]);
    expect(await answerTo(person({ email: row.email.replace('@', '+again@') }))).toMatchObject({
      kind: 'value_refused',
      field: 'email',
    });
  });

  it('nor does what an admin lists by hand', async () => {
    await admin.call('admin.blacklist.add', { kind: 'email', value: 'sly@spam.example', reason: 'fraud' });
    expect(await answerTo(person({ email: 'sly@spam.example' }))).toMatchObject({ kind: 'value_refused' });
    const record = {
      externalId: 'S-1',
      customer: { email: 'sly@spam.example' },
      name: 'x',
      status: 'active',
    };
    const { results } = await billing.call<{ results: unknown[] }>('system.services.upsert', {
      items: [{ ...record, startedOn: '2026-01-01' }],
    });
    expect(results).toMatchObject([{ kind: 'customer_not_found' }]);
  });

  it('nor an address that somebody else has too', async () => {
    const row = person();
    const customerId = await customerOf(crm, row);
    await customerOf(crm, person({ email: row.email.replace('@', '+family@') }));
    await decided(admin, customerId, 'destroy', ['email']);
    expect(await answerTo(person({ email: row.email }))).toMatchObject({
      kind: 'value_refused',
      field: 'email',
    });
  });
});

describe('an entry that stands for several people', () => {
  const phone = '+49 30 77701';
  const both = async () => {
    const customerIds = [await customerOf(crm, person({ phone })), await customerOf(crm, person({ phone }))];
    for (const customerId of customerIds) await decided(admin, customerId, 'destroy', ['phone']);
    const [entry] = await entries();
    return entry!;
  };
  const refusedPhone = { kind: 'value_refused', field: 'phone' };

  it('has a claim of each, and stands until the last of them is removed', async () => {
    const { entryId, claims } = await both();
    expect(claims).toMatchObject([{ reason: 'erasure' }, { reason: 'erasure' }]);
    const [one, other] = claims;
    const remove = (input: object) => admin.call('admin.blacklist.remove', { entryId, ...input });
    await expect(remove({})).rejects.toMatchObject({ kind: 'several_claims' });
    expect(await remove({ claimId: one!.claimId })).toEqual({ entryId, claimsLeft: 1 });
    expect(await answerTo(person({ phone }))).toMatchObject(refusedPhone);
    await expect(remove({ claimId: one!.claimId })).rejects.toMatchObject({
      kind: 'blacklist_entry_not_found',
    });
    expect(await remove({ claimId: other!.claimId })).toEqual({ entryId, claimsLeft: 0 });
    expect(await answerTo(person({ phone }))).toMatchObject({ customerId: expect.any(String) });
    expect(await server.database.pools.app`select from lethe.blacklist`).toHaveLength(0);
  });

  it('goes as a whole where an admin says so', async () => {
    const { entryId } = await both();
    await admin.call('admin.blacklist.add', { kind: 'phone', value: phone, reason: 'abuse' });
    expect((await entries())[0]?.claims).toHaveLength(3);
    expect(await admin.call('admin.blacklist.remove', { entryId, allClaims: true })).toEqual({
      entryId,
      claimsLeft: 0,
    });
    expect(await entries()).toEqual([]);
  });

  it('ends with its last claim, each claim by itself', async () => {
    const { entryId, claims } = await both();
    const sql = server.database.pools.app;
    await sql`update lethe.blacklist_claims set ends_at = now() - interval '1 s' where id = ${claims[0]!.claimId}`;
    expect((await entries())[0]?.claims.map(({ claimId }) => claimId)).toEqual([claims[1]!.claimId]);
    expect(await answerTo(person({ phone }))).toMatchObject(refusedPhone);
    expect(await admin.call('admin.blacklist.remove', { entryId })).toEqual({ entryId, claimsLeft: 0 });
  });

  it('stands as long as the longest of the claims that are left, and refuses no row after that', async () => {
    const { entryId, claims } = await both();
    const sql = server.database.pools.app;
    await admin.call('admin.blacklist.add', { kind: 'phone', value: phone, reason: 'abuse' });
    const [short, long, taken] = (await entries())[0]!.claims;
    await sql`update lethe.blacklist_claims set ends_at = now() + interval '1 day' where id = ${short!.claimId}`;
    await sql`update lethe.blacklist_claims set ends_at = now() + interval '1 hour' where id = ${taken!.claimId}`;
    await admin.call('admin.blacklist.remove', { entryId, claimId: taken!.claimId });
    const [left] = await sql`
      select b.ends_at = c.ends_at as "asLong" from lethe.blacklist b join lethe.blacklist_claims c on c.id = ${long!.claimId}
      where b.id = ${entryId}`;
    expect([claims.length, left]).toEqual([2, { asLong: true }]);
    await sql`update lethe.blacklist_claims set ends_at = now() - interval '1 s'`;
    await sql`update lethe.blacklist set ends_at = now() - interval '1 s'`;
    expect(await answerTo(person({ phone }))).toMatchObject({ customerId: expect.any(String) });
  });

  it(`loses no claim that is made while others are removed, in ${ROUNDS} rounds of 6`, async () => {
    const { app } = server.database.pools;
    const hmac = new Uint8Array(32).fill(7);
    const identifier = { kind: 'phone', hmac } as const;
    let made = 0;
    const [{ started }] = await app<[{ started: string }]>`select clock_timestamp() as started`;
    for (let round = 0; round < ROUNDS; round++) {
      const { entryId } = await addClaimByHand(app, crypto.randomUUID(), identifier, 'other');
      const adds = Array.from({ length: 3 }, () =>
        addClaimByHand(app, crypto.randomUUID(), identifier, 'other'),
      );
      const removals = Array.from({ length: 3 }, () =>
        removeClaims(app, crypto.randomUUID(), { entryId, allClaims: true }).catch(() => undefined),
      );
      await Promise.all([...adds, ...removals]);
      made += 4;
    }
    const [row] = await app<[{ left: number; removed: number; bare: number }]>`
      select (select count(*)::int from lethe.blacklist_claims c join lethe.blacklist b on b.id = c.entry_id
          where b.hmac = decode(${hex(hmac)}, 'hex')) as left,
        (select count(*)::int from lethe.blacklist b where b.hmac = decode(${hex(hmac)}, 'hex')
          and not exists (select from lethe.blacklist_claims c where c.entry_id = b.id)) as bare,
        (select coalesce(sum((details->>'claims')::int), 0)::int from lethe.audit
          where action = 'blacklist_removed' and created_at > ${started}) as removed`;
    expect(row.removed).toBeGreaterThan(ROUNDS);
    expect({ left: row.left, bare: row.bare }).toEqual({ left: made - row.removed, bare: 0 });
  }, 60_000);
});

it('the customer is told of what is kept a hash of, and of nothing else', async () => {
  const row = person({ phone: '+49 30 66601', companyNumber: 'none' });
  const requestId = await requestFor(await customerOf(crm, row));
  const blacklist = ['email', 'phone', 'company_number'];
  await lookAndDecide(admin, { requestId, outcome: 'destroy', blacklist, notify: true });
  const { body = '' } = (await lastMessage(server, row.email)) ?? {};
  expect(body).toContain('your e-mail address and your phone number for 3 years');
  expect(body).not.toContain('company number');
});

it.each([[['email', 'domain']], [['erasure']], ['email'], [null]])(
  'a decision lists no %j',
  async (blacklist) => {
    const requestId = await requestFor(await customerOf(crm, person()));
    await expect(
      lookAndDecide(admin, {
        requestId,
        outcome: 'block',
        blacklist,
        notify: false,
        reason: 'A law asks us to.',
      }),
    ).rejects.toMatchObject({ kind: 'invalid_input' });
  },
);
