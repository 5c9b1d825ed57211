import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MOST_IDS } from '../../server/systems/intake/batch-rules.ts';
import { signedInAdmin } from '../support/accounts.ts';
import type { Client } from '../support/client.ts';
import { customerOf, decided, person, upsertWith } from '../support/intake.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { billFor, registerSystem, type System } from '../support/systems.ts';

/* How many ids of one person are kept of one system, linked and refused, and that an erasure names each of them. */

let server: TestServer;
let admin: Client;
let shop: System;
let n = 0;
beforeAll(async () => {
  server = await startServer();
  admin = (await signedInAdmin(server)).client;
});
afterAll(() => server.stop());

interface Told {
  externalIds: string[];
  records: { externalId: string }[];
}
const told = async () =>
  (await shop.call<{ items: Told[] }>('system.erasures.feed', { waitSeconds: 0 })).items.at(-1)!;
const TOO_MANY = { kind: 'too_many_ids', field: 'externalId' };

async function newcomer() {
  shop = await registerSystem(server, admin, `Shop ${++n}`);
  const row = person({ externalId: 'first' });
  return { row, customerId: await customerOf(shop, row) };
}

describe('ids of one person', () => {
  it(`are linked up to ${MOST_IDS}; one more is refused, known ones are not, and an erasure names them all`, async () => {
    const { row, customerId } = await newcomer();
    const more = Array.from({ length: MOST_IDS }, (_, at) => ({ ...row, externalId: `more-${at}` }));
    const answers = await upsertWith(shop, more);
    expect(answers.filter((one) => 'customerId' in one)).toHaveLength(MOST_IDS - 1);
    expect(answers.at(-1)).toMatchObject(TOO_MANY);
    expect(await upsertWith(shop, [{ ...row, externalId: 'one-more' }])).toMatchObject([TOO_MANY]);
    expect(await customerOf(shop, { ...row, company: 'Changed' })).toBe(customerId);
    await decided(admin, customerId, 'destroy');
    expect((await told()).externalIds).toHaveLength(MOST_IDS);
  });

  it(`are kept up to ${MOST_IDS} where they were refused, of a person and of records together; whoever is not kept hears it`, async () => {
    const { row, customerId } = await newcomer();
    await decided(admin, customerId, 'block');
    const ids = Array.from({ length: MOST_IDS }, (_, at) => `refused-${at}`);
    const again = () =>
      upsertWith(
        shop,
        ids.map((externalId) => ({ ...row, externalId })),
      );
    expect(new Set((await again()).map((one) => 'kind' in one && one.kind))).toEqual(
      new Set(['customer_closed']),
    );
    // What is kept already is no more than it was.
    expect(new Set((await again()).map((one) => 'kind' in one && one.kind))).toEqual(
      new Set(['customer_closed']),
    );
    expect(await upsertWith(shop, [{ ...row, externalId: 'one-more' }])).toMatchObject([TOO_MANY]);
    const bill = billFor({ externalId: 'first' }, 'bill');
    const { results } = await shop.call<{ results: object[] }>('system.invoices.upsert', { items: [bill] });
    expect(results).toMatchObject([TOO_MANY]);
    await decided(admin, customerId, 'destroy');
    const { externalIds, records } = await told();
    expect(new Set([...externalIds, ...records.map((one) => one.externalId)])).toEqual(
      new Set(['first', ...ids]),
    );
  });

  it('are counted for each person, also within one batch', async () => {
    const { row, customerId } = await newcomer();
    const other = person({ externalId: 'other' });
    await decided(admin, customerId, 'block');
    await decided(admin, await customerOf(shop, other), 'block');
    const of = (one: typeof row, ids: number) =>
      Array.from({ length: ids }, (_, at) => ({ ...one, externalId: `${one.externalId}-${at}` }));
    await upsertWith(shop, of(row, MOST_IDS - 1));
    await upsertWith(shop, of(other, MOST_IDS - 2));
    const both = [...of(row, MOST_IDS + 1).slice(-2), ...of(other, MOST_IDS).slice(-2)];
    const kinds = (await upsertWith(shop, both)).map((one) => 'kind' in one && one.kind);
    expect(kinds).toEqual(['customer_closed', 'too_many_ids', 'customer_closed', 'customer_closed']);
  });
});
