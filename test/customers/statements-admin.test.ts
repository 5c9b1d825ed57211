import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findEverywhere } from '../../server/personal-data/scan.ts';
import { signedInCustomer } from '../support/accounts.ts';
import type { Client } from '../support/client.ts';
import { customerOf, decided, person, upsertWith } from '../support/intake.ts';
import type { TestServer } from '../support/server.ts';
import { type System, startWithSystems } from '../support/systems.ts';

/* What an admin sees that systems say differently of a customer, and what they tried to hand in. */

let server: TestServer;
let admin: Client;
let shop: System;
let crm: System;
beforeAll(async () => {
  ({ server, admin, shop, crm } = await startWithSystems({ shop: 'Shop', crm: 'CRM' }));
});
afterAll(() => server.stop());
const sql = () => server.database.pools.app;

interface Stated {
  systemId: string;
  field: string;
  value: string;
  reportedAt: string;
  settled: boolean;
}
const stated = async (customerId: string) =>
  (await admin.call<{ items: Stated[] }>('admin.customers.statements', { customerId })).items;
const settle = (customerId: string, { systemId, field, reportedAt }: Stated, choice: string) =>
  admin.call('admin.customers.settleStatement', { customerId, systemId, field, reportedAt, choice });
const facts = (customerId: string) => admin.call('admin.customers.get', { customerId });

/** Handed in by the shop; the CRM, which knows them too, says another value. */
async function told(field: string, value: unknown, brought: object = {}) {
  const row = person({ phone: '+49 30 100', company: 'Old Ltd', language: 'de', ...brought });
  const customerId = await customerOf(shop, row);
  await customerOf(crm, { externalId: row.externalId, email: row.email, fullName: row.fullName });
  await customerOf(crm, { externalId: row.externalId, [field]: value });
  const [statement] = await stated(customerId);
  return { customerId, row, statement: statement! };
}

describe('what a system says differently', () => {
  it.each([
    ['phone', '+49 30 200', 'phone'],
    ['company', 'New & Sons', 'company'],
    ['language', 'fr', 'language'],
    ['fullName', 'Nora Newname', 'fullName'],
    ['email', 'moved@example.org', 'email'],
  ])('of the %s is taken over by an admin, and stays so', async (field, value, shown) => {
    const { customerId, row, statement } = await told(field, value);
    expect(statement).toMatchObject({ systemName: 'CRM', field, value, settled: false });
    await settle(customerId, statement, 'take_over');
    expect(await facts(customerId)).toMatchObject({ [shown]: value });
    expect(await stated(customerId)).toEqual([]);
    // The shop still says what it said before: it is told that a person decided.
    const [answer] = await upsertWith(shop, [row]);
    expect(answer).toMatchObject({ correctedByPerson: [{ field, value }] });
    expect(await facts(customerId)).toMatchObject({ [shown]: value });
  });

  it('is kept away by an admin: ours stands, and the system learns it', async () => {
    const { customerId, row, statement } = await told('phone', '+49 30 200');
    await settle(customerId, statement, 'keep');
    expect(await facts(customerId)).toMatchObject({ phone: row['phone' as never] });
    expect(await stated(customerId)).toMatchObject([{ field: 'phone', settled: true }]);
    const [answer] = await upsertWith(crm, [{ externalId: row.externalId, phone: '+49 30 200' }]);
    expect(answer).toMatchObject({ correctedByPerson: [{ field: 'phone', value: '+49 30 100' }] });
    const [entry] =
      await sql()`select details from lethe.audit where action = 'statement_settled' order by number desc limit 1`;
    expect(entry).toEqual({ details: { field: 'phone', choice: 'keep' } });
  });

  it.each([
    ['email', 'nora[at]unusable.example', 'email'],
    ['birthDate', '01.04.1990 unusable', 'birthDate'],
    ['language', 'unusable!', 'language'],
  ])(
    'that is no value of %s is shown, not taken over, and goes with the person',
    async (field, value, shown) => {
      const row = person({ [field]: value });
      const customerId = await customerOf(shop, row);
      const [statement] = await stated(customerId);
      expect(statement).toMatchObject({ systemName: 'Shop', field, value });
      await expect(settle(customerId, statement!, 'take_over')).rejects.toMatchObject({
        kind: 'statement_unusable',
      });
      expect(await facts(customerId)).toMatchObject({ [shown]: null });
      await settle(customerId, statement!, 'keep');
      await decided(admin, customerId, 'destroy');
      expect(await findEverywhere(sql(), 'unusable')).toEqual([]);
    },
  );

  it('never moves the address that somebody signs in with', async () => {
    const { customerId, email } = await signedInCustomer(server, 'Sina Signsin');
    await customerOf(crm, { externalId: 'sina', email, fullName: 'Sina Signsin' });
    await customerOf(crm, { externalId: 'sina', email: 'elsewhere@example.org' });
    const [statement] = await stated(customerId);
    await expect(settle(customerId, statement!, 'take_over')).rejects.toMatchObject({
      kind: 'email_confirmed',
    });
    expect(await facts(customerId)).toMatchObject({ email });
    await settle(customerId, statement!, 'keep');
    expect(await stated(customerId)).toMatchObject([{ settled: true }]);
  });

  it('ends a link to set a password that was mailed to the address of before', async () => {
    const { customerId, row, statement } = await told('email', 'after@example.org');
    await sql()`insert into lethe.users (id, email) values (${customerId}, ${row.email})`;
    await sql()`insert into lethe.verifications (identifier, value, expires_at) values ('hash', ${customerId}, now() + interval '1 hour')`;
    await settle(customerId, statement, 'take_over');
    expect(await sql()`select from lethe.users where id = ${customerId}`).toHaveLength(0);
    expect(await sql()`select from lethe.verifications where value = ${customerId}`).toHaveLength(0);
  });

  it('is not settled unseen, of nobody, or of a closed customer', async () => {
    const { customerId, row, statement } = await told('phone', '+49 30 200');
    await upsertWith(crm, [{ externalId: row.externalId, phone: '+49 30 300' }]);
    await expect(settle(customerId, statement, 'take_over')).rejects.toMatchObject({
      kind: 'edited_meanwhile',
    });
    const other = await customerOf(shop, person());
    await expect(settle(other, statement, 'keep')).rejects.toMatchObject({ kind: 'statement_not_found' });
    const [newest] = await stated(customerId);
    await decided(admin, customerId, 'block');
    await expect(settle(customerId, newest!, 'take_over')).rejects.toMatchObject({ kind: 'customer_closed' });
  });
});

describe('ids that were refused', () => {
  it('are listed with system, reason and day, page by page', async () => {
    const row = person();
    const customerId = await customerOf(shop, row);
    await decided(admin, customerId, 'block');
    const ids = ['r-1', 'r-2', 'r-3'];
    for (const externalId of ids) await upsertWith(crm, [{ ...row, externalId }]);
    type Page = { items: { externalId: string }[]; nextCursor: object | null };
    const list = (input: object) => admin.call<Page>('admin.customers.refusedIds', { customerId, ...input });
    const first = await list({ limit: 2 });
    expect(first.items[0]).toMatchObject({
      systemName: 'CRM',
      kind: 'customer',
      reason: 'customer_closed',
    });
    const rest = await list({ limit: 2, cursor: first.nextCursor });
    expect([...first.items, ...rest.items].map(({ externalId }) => externalId)).toEqual(ids.toReversed());
    expect(rest.nextCursor).toBeNull();
  });
});
