import type { TransactionSql } from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lockAddresses } from '../../server/customers/lock.ts';
import { customerOf, person, upsertWith } from '../support/intake.ts';
import type { TestServer } from '../support/server.ts';
import { type System, startWithSystems, subscriptionOf } from '../support/systems.ts';
import { untilSomebodyWaits } from '../support/waiting.ts';

/* What a batch takes before it judges, in which order, and what it looks at again once it has it. */

let server: TestServer;
let billing: System;
let support: System;
let systemId: string;
beforeAll(async () => {
  ({ server, billing, support } = await startWithSystems({ billing: 'Billing', support: 'Support' }));
  [{ id: systemId }] = await sql()<[{ id: string }]>`
    select id from lethe.systems where name = 'Billing'`;
});
afterAll(() => server.stop());
const sql = () => server.database.pools.app;

/** While somebody else holds `held`, begins the work, waits until it waits, and lets `meanwhile` be done before it goes on. */
async function beside<T>(
  hold: (tx: TransactionSql) => Promise<unknown>,
  work: () => Promise<T>,
  meanwhile: (tx: TransactionSql) => Promise<unknown>,
): Promise<T> {
  let answer: Promise<T> | undefined;
  await server.database.pools.decisions.begin(async (tx) => {
    await hold(tx);
    answer = work();
    await untilSomebodyWaits(sql());
    await meanwhile(tx);
  });
  return answer!;
}
const holding = (customerId: string) => (tx: TransactionSql) =>
  tx`select from lethe.customers where id = ${customerId} for update`;
const bring = (tx: TransactionSql, customerId: string, { email, fullName }: Record<string, string>) =>
  tx`insert into lethe.customers (id, name, email) values (${customerId}, ${fullName!}, ${email!})`;

/** Two people whom Billing knows, the lower id first. */
async function two() {
  const rows = [person(), person()];
  const known = await Promise.all(
    rows.map(async (row) => ({ ...row, customerId: await customerOf(billing, row) })),
  );
  return known.toSorted((a, b) => (a.customerId < b.customerId ? -1 : 1)) as [
    (typeof known)[0],
    (typeof known)[0],
  ];
}
const servicesOf = (...customers: Record<string, string>[]) =>
  billing
    .call<{ results: object[] }>('system.services.upsert', {
      items: customers.map((customer, at) => subscriptionOf(customer, `turn-${at}`)),
    })
    .then(({ results }) => results);
const ownerOf = async (externalId: string) =>
  (await sql()`select customer_id as "customerId" from lethe.services where external_id = ${externalId}`).map(
    ({ customerId }) => customerId as string,
  );

describe('a batch takes whom it means', () => {
  it.each([
    ['customers', (rows: Record<string, string>[]) => upsertWith(billing, rows)],
    [
      'services',
      (rows: Record<string, string>[]) =>
        servicesOf(...rows.map(({ externalId }) => ({ externalId: externalId! }))),
    ],
  ])('in the order of their ids, in whatever order its rows are: %s', async (_, call) => {
    const [low, high] = await two();
    const rows = [high, low].map(({ externalId, email, fullName }) => ({ externalId, email, fullName }));
    const answers = await beside(
      holding(low.customerId),
      () => call(rows),
      (tx) => tx`select from lethe.customers where id = ${high.customerId} for update nowait`,
    );
    expect(answers).toHaveLength(2);
  });

  it('by address only after whoever is bringing in its person: then it is that person', async () => {
    const row = person();
    const brought = crypto.randomUUID();
    const [answer] = await beside(
      (tx) => lockAddresses(tx, [row.email]),
      () => upsertWith(billing, [row]),
      (tx) => bring(tx, brought, row),
    );
    expect(answer).toEqual({ index: 0, customerId: brought });
  });

  it('again, where somebody else has the address by then', async () => {
    const [row, next] = [person(), crypto.randomUUID()];
    const before = await customerOf(billing, row);
    const again = { ...row, externalId: `${row.externalId}-again` };
    const [answer] = await beside(
      holding(before),
      () => upsertWith(support, [again]),
      async (tx) => {
        await tx`update lethe.customers set email = null where id = ${before}`;
        await bring(tx, next, row);
      },
    );
    expect(answer).toEqual({ index: 0, customerId: next });
  });
});

describe('a record is looked at again', () => {
  it('where its customer’s address is another’s by then, and goes to that one', async () => {
    const [one, other] = await two();
    await beside(
      holding(one.customerId),
      () => servicesOf({ email: one.email }),
      async (tx) => {
        await tx`update lethe.customers set email = null where id = ${one.customerId}`;
        await tx`update lethe.customers set email = ${one.email} where id = ${other.customerId}`;
      },
    );
    expect(await ownerOf('turn-0')).toContain(other.customerId);
    expect(await ownerOf('turn-0')).not.toContain(one.customerId);
  });

  it('where a customer nobody knew is known by then', async () => {
    const [one, other] = await two();
    const answers = await beside(
      holding(one.customerId),
      () => servicesOf({ externalId: one.externalId }, { externalId: 'known soon' }),
      (tx) => tx`insert into lethe.external_ids (customer_id, system_id, external_id)
        values (${other.customerId}, ${systemId}, 'known soon')`,
    );
    expect(answers).toEqual([
      { index: 0, serviceId: expect.any(String) },
      { index: 1, serviceId: expect.any(String) },
    ]);
    expect(await ownerOf('turn-1')).toContain(other.customerId);
  });
});
