import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { matchRows } from '../../server/systems/intake/matching.ts';
import type { Client } from '../support/client.ts';
import { customerOf, decided, upsertWith } from '../support/intake.ts';
import type { TestServer } from '../support/server.ts';
import { type System, startWithSystems } from '../support/systems.ts';

/* Rows of one batch that speak of one address, or of people whom nobody can tell apart. */

let server: TestServer;
let admin: Client;
let shop: System;
let n = 0;
beforeAll(async () => {
  ({ server, admin, shop } = await startWithSystems({ shop: 'Shop' }));
});
afterAll(() => server.stop());
const sql = () => server.database.pools.app;

describe('an erased person', () => {
  it('is not brought back by a batch that names them several times', () =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom('star' as const, 'destroy' as const),
        fc.array(fc.constantFrom('Anna Gone', 'GONE, Anna', 'anna  gone', 'Ánna Gone', null), {
          minLength: 2,
          maxLength: 6,
        }),
        async (outcome, names) => {
          const email = `gone-${++n}@lethe.example`;
          const customerId = await customerOf(shop, { externalId: `g-${n}`, email, fullName: 'Anna Gone' });
          await decided(admin, customerId, outcome);
          const rows = names.map((fullName, at) => ({ externalId: `g-${n}-${at}`, email, fullName }));
          expect(await upsertWith(shop, rows)).toEqual(
            rows.map((_, index) => ({ index, kind: 'erased_person', field: 'email' })),
          );
          expect(await sql()`select from lethe.customers where email = ${email}`).toHaveLength(0);
        },
      ),
      { numRuns: 12 },
    ));
});

describe('a row that may be about a blocked person or about somebody at the same address', () => {
  it('is refused, and an erasure names its id as one to be compared', async () => {
    const email = `family-${++n}@lethe.example`;
    const anna = await customerOf(shop, { externalId: 'anna', email, fullName: 'Anna Example' });
    await decided(admin, anna, 'block');
    const rows = [
      { externalId: 'bert', email, fullName: 'Bert Example' },
      { externalId: 'anna-2', email, fullName: 'Anna Example' },
    ];
    expect(await upsertWith(shop, rows)).toEqual(
      rows.map((_, index) => ({ index, kind: 'customer_closed', field: 'email' })),
    );
    await decided(admin, anna, 'destroy');
    const { items } = await shop.call<{ items: object[] }>('system.erasures.feed');
    expect(items.at(-1)).toMatchObject({
      outcome: 'destroy',
      externalIds: ['anna', 'anna-2'],
      records: [{ kind: 'customer', externalId: 'bert', shared: true }],
    });
  });
});

describe('a thousand people of one address', () => {
  it('are told apart without keeping everybody else waiting', () => {
    const people = Array.from({ length: 1_000 }, (_, at) => ({
      externalId: `e-${at}`,
      email: 'info@company.example',
      fullName: `Émployée Ñumber ${at} ${'of a Very Long Name '.repeat(8)}`,
      birthDate: null,
      companyNumber: null,
    }));
    const start = performance.now();
    const matches = matchRows(people, new Map(), [], () => crypto.randomUUID());
    // A name folded for each pair took 81 s, in which no other call was answered.
    expect(performance.now() - start).toBeLessThan(5_000);
    expect(new Set(matches.map(({ customerId }) => customerId)).size).toBe(1_000);
    expect(matches.at(-1)).toMatchObject({ by: 'nothing', possible: { length: 10 } });
  });
});

describe('a time that no database knows', () => {
  it.each([
    '0000-01-01T00:00:00Z',
    '2026-02-30T00:00:00Z',
    '2026-01-01T00:00:00+23:00',
    '2026-01-01T00:00:00-16:00',
    '0001-01-01T00:00:00+15:00',
    '9999-12-31T23:59:59-15:00',
  ])('is refused by its row alone: %s', async (updatedAt) => {
    const rows = [
      { externalId: `t-${++n}`, updatedAt },
      { externalId: `u-${n}`, updatedAt: '2026-01-01T00:00:00+14:00' },
    ];
    expect(await upsertWith(shop, rows)).toMatchObject([
      { kind: 'invalid_input', field: 'updatedAt', problem: 'invalid_date' },
      { index: 1, customerId: expect.any(String) },
    ]);
  });
});
