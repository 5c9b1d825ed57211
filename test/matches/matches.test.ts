import type { InferOutput } from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MatchPage } from '../../server/matches/schema.ts';
import { signedInCustomer } from '../support/accounts.ts';
import type { Client } from '../support/client.ts';
import { customerOf, decided } from '../support/intake.ts';
import type { TestServer } from '../support/server.ts';
import { type System, startWithSystems } from '../support/systems.ts';

/* Customers who may be one person: an admin sees both sides, and joins them or keeps them apart. */

let server: TestServer;
let admin: Client;
let adminId: string;
let crm: System;
let billing: System;
beforeAll(async () => {
  ({ server, admin, adminId, crm, billing } = await startWithSystems({ crm: 'CRM', billing: 'Billing' }));
});
afterAll(() => server.stop());
const sql = () => server.database.pools.app;

type Page = InferOutput<typeof MatchPage>;
const list = (input: object = {}) => admin.call<Page>('admin.matches.list', input);
const count = async () => (await admin.call<{ count: number }>('admin.matches.count')).count;
const join = (customerId: string, otherId: string) =>
  admin.call<{ customerId: string; number: number }>('admin.matches.join', { customerId, otherId });
const keepApart = (customerId: string, otherId: string) =>
  admin.call('admin.matches.keepApart', { customerId, otherId });
const numbersOf = (page: Page) => page.items.map(({ sides }) => sides.map(({ number }) => number));

let family = 1;
/** Two who share an address under different names; nothing else is known of them. */
async function aFamily() {
  const email = `family-${family++}@example.org`;
  const anna = await customerOf(crm, {
    externalId: `crm-${email}`,
    email,
    fullName: 'Anna Example',
    phone: '+49 30 1',
  });
  const bert = await customerOf(billing, { externalId: `K-${email}`, email, fullName: 'Bert Example' });
  return { anna, bert, email };
}
const audited = async (action: string) =>
  (
    await sql()<{ actor: string; details: object }[]>`
    select actor, details from lethe.audit where action = ${action} order by number desc limit 1`
  )[0];

describe('a possible match', () => {
  it('is shown with both sides, and with the systems that know each', async () => {
    const { anna, bert, email } = await aFamily();
    const page = await list({ customerId: anna });
    expect(page).toMatchObject({
      nextCursor: null,
      items: [
        {
          reason: 'name_differs',
          sides: [
            {
              customerId: anna,
              fullName: 'Anna Example',
              email,
              phone: '+49 30 1',
              systems: [{ name: 'CRM', ids: 1 }],
              hasAccount: false,
            },
            {
              customerId: bert,
              fullName: 'Bert Example',
              email,
              systems: [{ name: 'Billing', ids: 1 }],
              services: 0,
              invoices: 0,
            },
          ],
        },
      ],
    });
    expect((await list({ customerId: bert })).items).toEqual(page.items);
  });

  it('is listed once, what has waited longest first, page by page', async () => {
    for (let n = 0; n < 5; n += 1) await aFamily();
    const all = numbersOf(await list({ limit: 100 }));
    expect(new Set(all.map(String)).size).toBe(all.length);
    expect(await count()).toBe(all.length);
    const paged: number[][] = [];
    for (let cursor: Page['nextCursor'] | undefined; cursor !== null; ) {
      const page: Page = await list({ limit: 2, ...(cursor && { cursor }) });
      paged.push(...numbersOf(page));
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(all);
  });

  it('of one customer goes on page by page, too', async () => {
    const email = 'info@example.org';
    const first = await customerOf(crm, { externalId: 'info-0', email, fullName: 'Person Zero' });
    for (const n of [1, 2, 3, 4])
      await customerOf(crm, { externalId: `info-${n}`, email, fullName: `Other${n} Name` });
    const all = numbersOf(await list({ customerId: first }));
    expect(all).toHaveLength(4);
    const page = await list({ customerId: first, limit: 3 });
    const rest = await list({ customerId: first, limit: 3, cursor: page.nextCursor });
    expect([...numbersOf(page), ...numbersOf(rest)]).toEqual(all);
  });

  it('stands beside a pending request, until it is decided', async () => {
    const { anna, bert } = await aFamily();
    const asked = await admin.call<{ requestId: string }>('admin.requests.create', {
      customerId: anna,
      type: 'removal',
    });
    const get = () =>
      admin.call<{ mayAlsoBe: object[] }>('admin.requests.get', { requestId: asked.requestId });
    expect((await get()).mayAlsoBe).toMatchObject([{ customerId: bert, fullName: 'Bert Example' }]);
    await keepApart(bert, anna);
    expect((await get()).mayAlsoBe).toEqual([]);
  });

  it('is not listed while one of the two is closed, and goes with who is destroyed', async () => {
    const { anna, bert } = await aFamily();
    await decided(admin, anna, 'block');
    expect((await list({ customerId: bert })).items).toEqual([]);
    await decided(admin, anna, 'destroy');
    expect(
      await sql()`select from lethe.possible_matches where ${bert} in (customer_id, other_id)`,
    ).toHaveLength(0);
  });
});

describe('keeping two apart', () => {
  it('is remembered on both sides, with the admin, and not asked again', async () => {
    const { anna, bert, email } = await aFamily();
    await keepApart(bert, anna);
    const rows =
      await sql()`select kept_apart_by as by from lethe.possible_matches where ${anna} in (customer_id, other_id)`;
    expect(rows).toEqual([{ by: adminId }, { by: adminId }]);
    expect((await list({ customerId: anna })).items).toEqual([]);
    await customerOf(billing, { externalId: `K-${email}`, email, fullName: 'Bert B. Example' });
    expect((await list({ customerId: anna })).items).toEqual([]);
    expect(await audited('customers_kept_apart')).toEqual({ actor: adminId, details: {} });
    await keepApart(anna, bert);
    const [again] =
      await sql()`select count(*)::int as n from lethe.audit where action = 'customers_kept_apart' and actor = ${adminId}`;
    await keepApart(anna, bert);
    expect(
      await sql()`select count(*)::int as n from lethe.audit where action = 'customers_kept_apart' and actor = ${adminId}`,
    ).toEqual([again]);
  });
});

describe('joining two', () => {
  it('keeps the lower number where nobody has an account, whichever is named first', async () => {
    for (const turned of [false, true]) {
      const { anna, bert } = await aFamily();
      const kept = await (turned ? join(bert, anna) : join(anna, bert));
      expect(kept.customerId).toBe(anna);
      expect(await admin.call('admin.customers.get', { customerId: bert })).toMatchObject({
        customerId: anna,
      });
      expect(await audited('customers_joined')).toEqual({ actor: adminId, details: {} });
    }
  });

  it('keeps who has an account, though the number is higher', async () => {
    const lead = await customerOf(crm, { externalId: 'lead-1', fullName: 'Lead Example' });
    const { customerId } = await signedInCustomer(server, 'Lena Example');
    await sql()`insert into lethe.possible_matches (customer_id, other_id, reason)
      values (${lead}, ${customerId}, 'signed_up'), (${customerId}, ${lead}, 'signed_up')`;
    const [{ sides }] = (await list({ customerId: lead })).items as [Page['items'][number]];
    expect(sides.map((side) => [side.customerId, side.hasAccount])).toEqual([
      [customerId, true],
      [lead, false],
    ]);
    expect(await join(lead, customerId)).toMatchObject({ customerId });
  });

  it('is refused in words where it cannot be', async () => {
    const { anna, bert } = await aFamily();
    const { anna: stranger } = await aFamily();
    const refused = (call: Promise<unknown>, kind: string) => expect(call).rejects.toMatchObject({ kind });
    for (const other of [stranger, anna, crypto.randomUUID(), adminId]) {
      await refused(join(anna, other), 'match_not_found');
      await refused(keepApart(anna, other), 'match_not_found');
    }
    for (const customerId of [anna, bert])
      await admin.call('admin.requests.create', { customerId, type: 'removal' });
    await refused(join(anna, bert), 'two_requests');
    const [one, two] = [await signedInCustomer(server), await signedInCustomer(server)];
    await sql()`insert into lethe.possible_matches (customer_id, other_id, reason)
      values (${one.customerId}, ${two.customerId}, 'signed_up'), (${two.customerId}, ${one.customerId}, 'signed_up')`;
    await refused(join(one.customerId, two.customerId), 'two_accounts');
    const closed = await aFamily();
    await decided(admin, closed.bert, 'block');
    await refused(join(closed.anna, closed.bert), 'customer_closed');
  });

  it('by two admins at once is done once', async () => {
    const { anna, bert } = await aFamily();
    const answers = await Promise.allSettled([join(anna, bert), join(bert, anna), keepApart(anna, bert)]);
    const done = answers.slice(0, 2).filter(({ status }) => status === 'fulfilled');
    expect(done).toHaveLength(1);
    expect(
      await sql()`select from lethe.possible_matches where ${anna} in (customer_id, other_id)`,
    ).toHaveLength(0);
  });
});
