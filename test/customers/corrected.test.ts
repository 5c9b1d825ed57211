import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signedInAdmin, signedInCustomer } from '../support/accounts.ts';
import type { Client } from '../support/client.ts';
import { rounds } from '../support/depth.ts';
import { address, upsertWith } from '../support/intake.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { registerSystem, type System } from '../support/systems.ts';

/* What a person or an admin corrected: no system overwrites it, and whichever had said what stood is told what to take over. */

let server: TestServer;
let admin: Client;
let systems: System[];
let person: { client: Client; customerId: string; email: string };
beforeAll(async () => {
  server = await startServer();
  admin = (await signedInAdmin(server)).client;
  systems = [await registerSystem(server, admin, 'Shop'), await registerSystem(server, admin, 'CRM')];
  person = await signedInCustomer(server);
});
afterAll(() => server.stop());
const sql = () => server.database.pools.app;

/** Two values of each field, which no other value contains. */
const VALUES = {
  fullName: ['Nora Nobody', 'Nora Newname', 'NORA NOBODY'],
  phone: ['+49 30 100', '+49 30 200', '+49 30 300'],
  company: ['Old & Sons', 'New; Ltd', 'Third'],
  companyNumber: ['HRB 1', 'HRB 2', 'HRB 3'],
  birthDate: ['1990-01-01', '1991-02-02', '1992-03-03'],
  language: ['de', 'fr', 'nb'],
  addresses: ['Lane 1', 'Lane 2', 'Lane 3'],
} as const;
type Field = keyof typeof VALUES;
const FIELDS = Object.keys(VALUES) as Field[];
const asHeld = (line1: string) => ({ ...address, label: '', line1 });
/** Null clears, where the field may be empty. */
type Value = 0 | 1 | 2 | null;
const valueOf = (field: Field, value: Value) => {
  if (field === 'addresses') return value === null ? [] : [asHeld(VALUES.addresses[value])];
  return value === null ? null : VALUES[field][value];
};

type Event =
  | { does: 'say'; system: 0 | 1; value: Value }
  | { does: 'correct'; value: Value }
  | { does: 'settle'; choice: 'keep' | 'take_over'; by: 'person' | 'admin' };
const value = fc.constantFrom<Value>(0, 1, 2, null);
const event = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant('say' as const),
      system: fc.constantFrom(0 as const, 1 as const),
      value,
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('correct' as const), value }) },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('settle' as const),
      choice: fc.constantFrom('keep' as const, 'take_over' as const),
      by: fc.constantFrom('person' as const, 'admin' as const),
    }),
  },
);

/** The person again as at first: known to both systems by an id, who have said nothing but that. */
async function begin(): Promise<void> {
  const { customerId } = person;
  await sql()`delete from lethe.statements where customer_id = ${customerId}`;
  await sql()`delete from lethe.addresses where customer_id = ${customerId}`;
  await sql()`update lethe.customers set name = 'Nobody At First', phone = null, company = null, company_number = null,
    birth_date = null, language = null, set_by_hand = '{}' where id = ${customerId}`;
  await sql()`delete from lethe.external_ids where customer_id = ${customerId}`;
  await sql()`insert into lethe.external_ids (customer_id, system_id, external_id)
    select ${customerId}, system_id, 'nora' from lethe.system_keys`;
}

async function correct(field: Field, to: Value): Promise<void> {
  const { client } = person;
  if (field !== 'addresses') {
    await client.call('customer.profile.update', { [field]: valueOf(field, to) });
    return;
  }
  const { items } = await client.call<{ items: { addressId: string }[] }>('customer.addresses.list');
  for (const { addressId } of items) await client.call('customer.addresses.remove', { addressId });
  if (to !== null) await client.call('customer.addresses.save', asHeld(VALUES.addresses[to]));
}

const held = async (field: Field) => {
  if (field !== 'addresses')
    return (await person.client.call<Record<Field, unknown>>('customer.profile.get'))[field];
  const { items } = await person.client.call<{ items: ReturnType<typeof asHeld>[] }>(
    'customer.addresses.list',
  );
  return items.map(({ line1 }) => asHeld(line1));
};

/** Whom the rule would tell: who said what was corrected, and has not said since what stands. Who `differs` said something else. */
interface Knows {
  said: Value;
  differs: boolean;
  corrected: boolean;
}

async function settle(field: Field, { choice, by }: Extract<Event, { does: 'settle' }>) {
  const { client, customerId } = person;
  type Stated = { systemId: string; systemName: string; field: string; reportedAt: string };
  const { items } = await client.call<{ items: Stated[] }>('customer.statements.list');
  const one = items.find((stated) => stated.field === field);
  if (one === undefined) return undefined;
  const { systemId, reportedAt } = one;
  const settling = { systemId, field, reportedAt, choice };
  if (by === 'person') await client.call('customer.statements.settle', settling);
  else await admin.call('admin.customers.settleStatement', { customerId, ...settling });
  return one.systemName === 'Shop' ? (0 as const) : (1 as const);
}

async function playEvents(field: Field, events: readonly Event[]): Promise<void> {
  await begin();
  const knows: Knows[] = systems.map(() => ({ said: null, differs: false, corrected: false }));
  const isHeld = async (one: Value) =>
    JSON.stringify(await held(field)) === JSON.stringify(valueOf(field, one));
  const chosen = async () => {
    for (const one of knows) {
      one.corrected ||= one.said !== null && !one.differs;
      one.differs &&= !(await isHeld(one.said));
    }
  };
  for (const one of events) {
    const before = await held(field);
    if (one.does === 'settle') {
      const stating = await settle(field, one);
      if (stating !== undefined) await chosen();
      // An admin sees what the system says, and that it is told.
      if (stating !== undefined && one.by === 'admin' && one.choice === 'keep')
        knows[stating]!.corrected = true;
    } else if (one.does === 'correct') {
      if (field === 'fullName' && one.value === null) continue;
      await correct(field, one.value);
      const now = await held(field);
      // Addresses are taken away and added again, even where they are the same.
      const touched = field === 'addresses' && JSON.stringify([before, now]) !== '[[],[]]';
      if (touched || JSON.stringify(before) !== JSON.stringify(now)) await chosen();
    } else {
      const knew = knows[one.system]!;
      const said = valueOf(field, one.value);
      const [answer] = await upsertWith(systems[one.system]!, [{ externalId: 'nora', [field]: said }]);
      const stands = await held(field);
      const agrees = await isHeld(one.value);
      const told = knew.corrected && !agrees;
      expect(answer, JSON.stringify([field, events, one])).toEqual({
        index: 0,
        customerId: person.customerId,
        ...(told && { correctedByPerson: [{ field, value: stands }] }),
      });
      knew.said = one.value;
      knew.differs = one.value !== null && !agrees;
      if (agrees) knew.corrected = false;
    }
  }
}

describe('a field that was corrected', () => {
  it.each(FIELDS)(
    '%s is told, in whatever order, to none but those who had said what it was before',
    async (field) => {
      await fc.assert(
        fc.asyncProperty(fc.array(event, { minLength: 2, maxLength: 7 }), (events) =>
          playEvents(field, events),
        ),
        { numRuns: rounds(4, 12) },
      );
    },
  );

  it.each(FIELDS)(
    '%s is not learnt by saying something else first and waiting for a correction',
    async (field) => {
      const { client, customerId } = person;
      const [planter] = systems as [System];
      const hears = async () => {
        const [answer] = await upsertWith(planter, [{ externalId: 'nora', [field]: valueOf(field, 2) }]);
        expect(answer).toEqual({ index: 0, customerId });
      };
      await begin();
      await correct(field, 0);
      await hears();
      await correct(field, 1);
      await hears();
      expect(await settle(field, { does: 'settle', choice: 'keep', by: 'person' })).toBe(0);
      await hears();
      const { items } = await client.call<{ items: { notified: boolean }[] }>('customer.statements.list');
      expect(items).toMatchObject([{ notified: false }]);
    },
  );
});
