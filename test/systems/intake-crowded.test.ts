import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inTransaction } from '../../db/transaction.ts';
import { lockAddresses } from '../../server/customers/lock.ts';
import { signedInAdmin } from '../support/accounts.ts';
import type { Client } from '../support/client.ts';
import { customerOf, decided, person, upsertWith } from '../support/intake.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { registerSystem, type System } from '../support/systems.ts';
import { untilSomebodyWaits } from '../support/waiting.ts';

/* Addresses that very many people have, and batches of very many addresses. */

let server: TestServer;
let admin: Client;
let billing: System;
let shop: System;
let n = 0;
beforeAll(async () => {
  server = await startServer();
  admin = (await signedInAdmin(server)).client;
  billing = await registerSystem(server, admin, 'Billing');
  shop = await registerSystem(server, admin, 'Shop');
});
afterAll(() => server.stop());
const sql = () => server.database.pools.app;

describe('somebody beyond the hundred people who are looked at of one address', () => {
  const PEOPLE = 150;
  const birthOf = (at: number) => `19${50 + (at % 50)}-0${1 + Math.floor(at / 50)}-01`;
  const employee = (at: number) => ({ fullName: `Employee ${at}`, birthDate: birthOf(at) });
  let email: string;
  let ids: string[];
  beforeEach(async () => {
    email = `info-${++n}@lethe.example`;
    const rows = Array.from({ length: PEOPLE }, (_, at) => person({ email, ...employee(at) }));
    const answers = await upsertWith(billing, rows);
    ids = answers.flatMap((one) => ('customerId' in one ? one.customerId : []));
    expect(new Set(ids).size).toBe(PEOPLE);
  });
  const othersOf = async (customerId: string) => {
    const rows = await sql()<{ otherId: string }[]>`
      select other_id as "otherId" from lethe.possible_matches where customer_id = ${customerId}`;
    return rows.map(({ otherId }) => otherId);
  };

  it.each([5, 130])('is nobody’s for certain, and an admin sees no. %i beside the row', async (at) => {
    const made = await customerOf(shop, person({ email, ...employee(at) }));
    expect(ids).not.toContain(made);
    expect(await othersOf(made)).toEqual([ids[at]]);
  });

  it('is not mixed up with whoever is left of those who are looked at', async () => {
    // Nobody of the first hundred contradicts a row that says their birth date and no name; neither does one of the others.
    const made = await customerOf(shop, person({ email, fullName: null, birthDate: birthOf(7) }));
    expect(ids).not.toContain(made);
  });

  it('does not come back where they are blocked', async () => {
    await decided(admin, ids[140]!, 'block');
    const [answer] = await upsertWith(shop, [person({ email, ...employee(140) })]);
    expect(answer).toMatchObject({ kind: 'customer_closed', field: 'email' });
  });
});

describe('a batch about people at a crowded address', () => {
  it('locks whom its rows mean, and nobody else of those who have the address', async () => {
    const email = `family-${++n}@lethe.example`;
    const anna = person({ email, fullName: 'Anna Example', birthDate: '1980-01-01' });
    const bert = person({ email, fullName: 'Bert Example', birthDate: '1982-01-01' });
    const [annaId, bertId] = [await customerOf(billing, anna), await customerOf(billing, bert)];
    await server.database.pools.decisions.begin(async (tx) => {
      await tx`select 1 from lethe.customers where id = ${bertId} for update`;
      expect(await customerOf(shop, { ...anna, externalId: `S-${n}` })).toBe(annaId);
    });
  });
});

describe('a batch of a thousand addresses', () => {
  const ADDRESSES = 1_000;
  const emails = Array.from({ length: ADDRESSES }, (_, at) => `many-${at}@lethe.example`);

  /** While somebody holds the turns of a thousand addresses. */
  const whileHeld = (work: () => Promise<unknown>) =>
    inTransaction(server.database.pools.decisions, async (tx) => {
      await lockAddresses(tx, emails);
      await work();
    });

  it('leaves nearly everybody else their turn', async () => {
    const others = Array.from({ length: 100 }, (_, at) => `other-${at}@lethe.example`);
    await whileHeld(async () => {
      const free = await sql()<{ email: string }[]>`
        select email from unnest(${others}::text[]) as other (email) where exists (
          select from lethe.address_turns where number = hashtext(email) & 16383 for update skip locked)`;
      expect(free.length).toBeGreaterThan(85);
      const email = free[0]!.email;
      expect(await customerOf(shop, person({ email }))).toEqual(expect.any(String));
    });
  });

  it('takes no room in the lock table for each of them', async () => {
    await whileHeld(async () => {
      const [row] = await sql()<[{ held: number }]>`
        select count(*)::int as held from pg_locks where database = (select oid from pg_database where datname = current_database())`;
      expect(row.held).toBeLessThan(100);
    });
  });

  it('keeps another waiting who brings in somebody at one of them', async () => {
    let answer: Promise<unknown> = Promise.resolve();
    await whileHeld(async () => {
      answer = customerOf(shop, person({ email: emails[0] }));
      await untilSomebodyWaits(sql());
    });
    expect(await answer).toEqual(expect.any(String));
  });

  it('waits for nobody where the system says again what is known', async () => {
    const row = person({ email: emails[1] });
    const customerId = await customerOf(shop, row);
    await whileHeld(async () => {
      expect(await customerOf(shop, { ...row, company: 'Changed AS' })).toBe(customerId);
    });
  });
});
