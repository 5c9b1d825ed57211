import {
  type Arbitrary,
  array,
  assert,
  asyncProperty,
  constantFrom,
  option,
  record,
  tuple,
} from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UpdateProfile } from '../../server/customers/schema.ts';
import { addCustomer, type Caller, callerFor } from '../support/caller.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

/* What two windows save, and what a person set by hand. */

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());
const sql = () => database.pools.app;

interface Somebody {
  id: string;
  tabs: [Caller, Caller];
}
async function somebody(): Promise<Somebody> {
  const id = await addCustomer(sql());
  return { id, tabs: [await callerFor(database.pools, id), await callerFor(database.pools, id)] };
}
const setByHand = async (id: string): Promise<string[]> => {
  const [row] = await sql()<[{ fields: string[] }]>`
    select set_by_hand as fields from lethe.customers where id = ${id}`;
  return row.fields;
};
async function system(name: string): Promise<string> {
  const [row] = await sql()<[{ id: string }]>`
    insert into lethe.systems (name) values (${name})
    on conflict (lower(name)) do update set name = excluded.name returning id`;
  return row.id;
}
const state = (customerId: string, systemId: string, field: string, value: string) => sql()`
  insert into lethe.statements (customer_id, system_id, field, value)
  values (${customerId}, ${systemId}, ${field}, ${value})
  on conflict (customer_id, system_id, field) do update set value = excluded.value, reported_at = clock_timestamp()`;

/** What people type, and what breaks things: references, quotes, emoji, right-to-left, combining and full-width forms. */
const AWKWARD = [
  'R&D; Ltd',
  '&#65;',
  `O'Neil "x"`,
  '🦄',
  'שלום',
  'e\u0301',
  'Ｆｕｌｌ',
  '-',
  'null',
  'x'.repeat(300),
];
const said = option(constantFrom(...AWKWARD), { nil: null });
const changes: Arbitrary<UpdateProfile> = record(
  {
    fullName: constantFrom(...AWKWARD.filter((name) => name.length < 300)),
    phone: option(constantFrom('030 1234', '+49 (30) 12', '٠٣٠١٢٣٤', '030 1234 ext. 5'), { nil: null }),
    company: said,
    companyNumber: option(constantFrom('HRB 1', 'R&D; 2', "'"), { nil: null }),
    birthDate: option(constantFrom('1880-01-01', '2000-02-29', '1999-12-31'), { nil: null }),
    language: option(constantFrom('en', 'de-AT', 'zh-Hans'), { nil: null }),
  },
  { requiredKeys: [] },
);

describe('a profile that two windows change', () => {
  it('ends with the last value of each field that was changed by name, and knows which those were', async () => {
    await assert(
      asyncProperty(
        array(tuple(constantFrom(0 as const, 1 as const), changes), { maxLength: 6 }),
        async (steps) => {
          const { id, tabs } = await somebody();
          const { email, ...start } = await tabs[0].customer.profile.get({});
          let expected: UpdateProfile = start;
          const byHand = new Set<string>();
          for (const [tab, change] of steps) {
            for (const [field, value] of Object.entries(change))
              if (value !== expected[field as keyof UpdateProfile]) byHand.add(field);
            expected = { ...expected, ...change };
            expect(await tabs[tab].customer.profile.update(change)).toEqual({ email, ...expected });
          }
          expect(await tabs[1].customer.profile.get({})).toEqual({ email, ...expected });
          expect(await setByHand(id)).toEqual([...byHand].toSorted());
        },
      ),
      { numRuns: 60 },
    );
  });

  it('keeps both, where both save in one moment', async () => {
    for (let round = 0; round < 20; round += 1) {
      const { tabs } = await somebody();
      const [first, second] = tabs;
      await Promise.all([
        first.customer.profile.update({ phone: '030 1111' }),
        second.customer.profile.update({ company: 'Second' }),
      ]);
      expect(await first.customer.profile.get({})).toMatchObject({ phone: '030 1111', company: 'Second' });
    }
  });

  it('is taken as a whole too, and an empty or equal change changes nothing', async () => {
    const { id, tabs } = await somebody();
    const { email: _, ...whole } = await tabs[0].customer.profile.get({});
    await tabs[0].customer.profile.update(whole);
    await tabs[0].customer.profile.update({});
    expect(await setByHand(id)).toEqual([]);
    await tabs[0].customer.profile.update({ ...whole, company: 'Mine' });
    expect(await setByHand(id)).toEqual(['company']);
  });
});

const home = { line1: 'Rue 4', line2: null, city: 'Liège', region: null, postalCode: null, country: 'BE' };

describe('an address that two windows change', () => {
  it('is refused to the second, who is told and may then save over it', async () => {
    const {
      id,
      tabs: [first, second],
    } = await somebody();
    const { addressId, updatedAt } = await first.customer.addresses.save(home);
    expect(await setByHand(id)).toEqual(['addresses']);
    const based = { ...home, addressId, basedOn: updatedAt };
    const moved = await first.customer.addresses.save({ ...based, city: 'Namur' });
    const late = { ...based, line1: 'Rue 5' };
    await expect(second.customer.addresses.save(late)).rejects.toMatchObject({ kind: 'edited_meanwhile' });
    expect((await second.customer.addresses.list({})).items).toEqual([moved]);
    // Sent again because its answer was lost: it stands already.
    expect(await first.customer.addresses.save({ ...based, city: 'Namur' })).toEqual(moved);
    await second.customer.addresses.save({ ...late, basedOn: moved.updatedAt });
    expect((await first.customer.addresses.list({})).items).toMatchObject([
      { line1: 'Rue 5', city: 'Liège' },
    ]);
  });

  it('lets one win of two in one moment, and the other know', async () => {
    for (let round = 0; round < 20; round += 1) {
      const { tabs } = await somebody();
      const { addressId, updatedAt } = await tabs[0].customer.addresses.save(home);
      const sent = await Promise.allSettled(
        tabs.map((tab, at) =>
          tab.customer.addresses.save({ ...home, addressId, basedOn: updatedAt, city: `City ${at}` }),
        ),
      );
      expect(sent.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    }
  });

  it('says that it is gone, where the other window removed it', async () => {
    const {
      tabs: [first, second],
    } = await somebody();
    const { addressId, updatedAt } = await first.customer.addresses.save(home);
    await second.customer.addresses.remove({ addressId });
    const late = first.customer.addresses.save({ ...home, addressId, basedOn: updatedAt, city: 'Gent' });
    await expect(late).rejects.toMatchObject({ kind: 'address_not_found' });
  });
});

describe('what a system says differently', () => {
  it('is taken over, or stays beside what the person keeps', async () => {
    await assert(
      asyncProperty(
        constantFrom(...AWKWARD),
        constantFrom('take_over' as const, 'keep' as const),
        async (value, choice) => {
          const {
            id,
            tabs: [own],
          } = await somebody();
          const systemId = await system('Billing');
          await own.customer.profile.update({ phone: '030 1234' });
          await state(id, systemId, 'company', value);
          const [found] = (await own.customer.statements.list({})).items;
          expect(found).toMatchObject({ systemName: 'Billing', field: 'company', value, settled: false });
          const settle = { systemId, field: 'company' as const, reportedAt: found!.reportedAt, choice };
          await own.customer.statements.settle(settle);
          const { company } = await own.customer.profile.get({});
          expect(company).toBe(choice === 'take_over' ? value : null);
          expect(await setByHand(id)).toEqual(['company', 'phone']);
          expect((await own.customer.statements.list({})).items).toMatchObject(
            choice === 'take_over' ? [] : [{ field: 'company', settled: true }],
          );
        },
      ),
      { numRuns: 20 },
    );
  });

  it('is gone once it was taken over, also where it stood already', async () => {
    const {
      id,
      tabs: [own],
    } = await somebody();
    const systemId = await system('Billing');
    await own.customer.profile.update({ phone: '030 1' });
    await state(id, systemId, 'phone', '030 1');
    const { reportedAt } = (await own.customer.statements.list({})).items[0]!;
    await own.customer.statements.settle({ systemId, field: 'phone', reportedAt, choice: 'take_over' });
    expect((await own.customer.statements.list({})).items).toEqual([]);
  });

  it('is not taken over unseen, nor where it is no longer said', async () => {
    const {
      id,
      tabs: [own],
    } = await somebody();
    const systemId = await system('Billing');
    await state(id, systemId, 'phone', '030 1');
    const [seen] = (await own.customer.statements.list({})).items;
    await state(id, systemId, 'phone', '030 2');
    const settle = {
      systemId,
      field: 'phone' as const,
      reportedAt: seen!.reportedAt,
      choice: 'take_over' as const,
    };
    await expect(own.customer.statements.settle(settle)).rejects.toMatchObject({ kind: 'edited_meanwhile' });
    await sql()`delete from lethe.statements where customer_id = ${id}`;
    await expect(own.customer.statements.settle(settle)).rejects.toMatchObject({
      kind: 'statement_not_found',
    });
    expect(await setByHand(id)).toEqual([]);
  });

  it('goes from every system that says what the person typed, and from no other', async () => {
    const {
      id,
      tabs: [own],
    } = await somebody();
    await state(id, await system('Billing'), 'phone', '030 1234');
    await state(id, await system('Shop'), 'phone', '030 9999');
    await state(id, await system('Shop'), 'company', '030 1234');
    await own.customer.profile.update({ phone: '030 1234' });
    expect((await own.customer.statements.list({})).items).toMatchObject([
      { systemName: 'Shop', field: 'company' },
      { systemName: 'Shop', field: 'phone', settled: true },
    ]);
  });

  it('of addresses is a list, which is taken over in its order, parts missing or not', async () => {
    const {
      id,
      tabs: [own],
    } = await somebody();
    const systemId = await system('Billing');
    const theirs = [
      {
        label: '',
        line1: null,
        line2: null,
        city: 'R&D; Stadt',
        region: null,
        postalCode: null,
        country: null,
      },
      { ...home, label: 'Work', line2: null },
    ];
    await own.customer.addresses.save(home);
    await state(id, systemId, 'addresses', JSON.stringify(theirs));
    await state(id, await system('Shop'), 'addresses', JSON.stringify(theirs.map((one) => ({ ...one }))));
    const found = (await own.customer.statements.list({})).items.find((one) => one.systemId === systemId);
    const settle = { systemId, field: 'addresses' as const, reportedAt: found!.reportedAt };
    await own.customer.statements.settle({ ...settle, choice: 'take_over' });
    expect((await own.customer.addresses.list({})).items).toMatchObject(theirs);
    expect((await own.customer.statements.list({})).items).toEqual([]);
  });
});
