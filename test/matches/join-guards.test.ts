import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lockPair } from '../../server/matches/queries.ts';
import { mapHash } from '../../server/personal-data/install.ts';
import { addAdmin, addCustomer } from '../support/caller.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { stateOf } from '../support/state.ts';
import { untilSomebodyWaits } from '../support/waiting.ts';

/* What keeps a join of two customers from going wrong, and what it leaves right. */

let database: TestDatabase;
let shop: string;
beforeAll(async () => {
  database = await createDatabase();
  [{ id: shop }] = await sql()<[{ id: string }]>`
    insert into lethe.systems (name) values ('Shop') returning id`;
});
afterAll(() => database.drop());
const sql = () => database.pools.app;

interface Facts {
  soleSystemId?: string;
  setByHand?: string[];
}
/** Without an account. */
async function handedIn({ soleSystemId, setByHand = [] }: Facts = {}): Promise<string> {
  const [row] = await sql()<[{ id: string }]>`
    insert into lethe.customers (name, sole_system_id, set_by_hand)
    values ('Pat Example', ${soleSystemId ?? null}, ${setByHand}) returning id`;
  return row.id;
}
async function join(keep: string, other: string, { actor = null as string | null, hash = '' } = {}) {
  await sql()`select lethe.join_customers(${keep}, ${other}, ${actor}, ${hash || (await mapHash())})`;
}
async function refusesAndChangesNothing(refused: () => Promise<unknown>, message: string): Promise<void> {
  const before = await stateOf(sql());
  await expect(refused()).rejects.toMatchObject({ code: 'LE001', message });
  expect(await stateOf(sql())).toBe(before);
}
/** Lower id first. */
const pair = async () => [await handedIn(), await handedIn()].toSorted() as [string, string];

describe('a join is refused, and changes nothing', () => {
  it.each(['blocked', 'starred'])('where whoever is to be kept is %s', async (state) => {
    const [keep, other] = await pair();
    await sql()`update lethe.customers set state = ${state}, closed_at = now() where id = ${keep}`;
    await refusesAndChangesNothing(() => join(keep, other), 'customer_closed');
  });

  it('if another server’s functions are installed', async () => {
    const [keep, other] = await pair();
    await refusesAndChangesNothing(() => join(keep, other, { hash: 'another' }), 'server_outdated');
  });

  it('while the map does not know a table', async () => {
    const [keep, other] = await pair();
    await sql()`create table lethe.notes (text text)`;
    await refusesAndChangesNothing(() => join(keep, other), 'map_incomplete');
    await sql()`drop table lethe.notes`;
  });

  it('where a row would be left behind, because a trigger undoes its move', async () => {
    const [keep, other] = await pair();
    await sql()`insert into lethe.external_ids (customer_id, system_id, external_id) values (${other}, ${shop}, 'left')`;
    await sql().unsafe(`create function lethe.keep() returns trigger language plpgsql as $$ begin return old; end $$;
      create trigger a_keep before update on lethe.external_ids for each row execute function lethe.keep();`);
    await refusesAndChangesNothing(() => join(keep, other), 'map_incomplete');
    await sql()`drop function lethe.keep() cascade`;
  });
});

describe('a join takes both customers', () => {
  it('in the order of their ids, whichever is kept: two joins never wait for each other', async () => {
    const [low, high] = await pair();
    let joined: Promise<unknown> = Promise.resolve();
    await database.pools.decisions.begin(async (tx) => {
      await tx`select from lethe.customers where id = ${low} for update`;
      joined = join(high, low);
      await untilSomebodyWaits(sql());
      await tx`select from lethe.customers where id = ${high} for update nowait`;
    });
    await joined;
  });

  it('in that order too where an admin joins a noted pair', async () => {
    const [low, high] = await pair();
    await sql()`insert into lethe.possible_matches (customer_id, other_id, reason)
      values (${low}, ${high}, 'name_differs'), (${high}, ${low}, 'name_differs')`;
    let locked: Promise<unknown> = Promise.resolve();
    await database.pools.decisions.begin(async (tx) => {
      await tx`select from lethe.customers where id = ${low} for update`;
      locked = database.pools.app.begin((other) => lockPair(other, high, low));
      await untilSomebodyWaits(sql());
      await tx`select from lethe.customers where id = ${high} for update nowait`;
    });
    expect(await locked).toBe(true);
  });

  it.each([0, 1])('and joins nobody whom a decision closes in this moment (%s)', async (which) => {
    const both = await pair();
    let joined: Promise<unknown> = Promise.resolve();
    await database.pools.decisions.begin(async (tx) => {
      await tx`select from lethe.customers where id = ${both[which]!} for update`;
      joined = expect(join(...both)).rejects.toMatchObject({ message: 'customer_closed' });
      await untilSomebodyWaits(sql());
      await tx`update lethe.customers set state = 'blocked', closed_at = now() where id = ${both[which]!}`;
    });
    await joined;
    expect(await sql()`select from lethe.customers where id in ${sql()(both)}`).toHaveLength(2);
  });
});

describe('after a join', () => {
  it('what the one who is kept lacks is filled from the other, and nothing else', async () => {
    const facts = {
      name: 'Pat',
      email: 'pat@lethe.example',
      phone: '1',
      company: 'C',
      birth_date: '1980-01-01',
    };
    const [keep, other] = [await handedIn(), await handedIn()];
    await sql()`update lethe.customers set name = null, phone = '2' where id = ${keep}`;
    await sql()`update lethe.customers set ${sql()({ ...facts, company_number: 'C 1' })} where id = ${other}`;
    await join(keep, other);
    expect(
      await sql()`select name, email, phone, company, company_number, birth_date from lethe.customers where id = ${keep}`,
    ).toMatchObject([{ ...facts, phone: '2', company_number: 'C 1' }]);
  });

  it('an account that was only offered is gone, and links that were mailed are worthless', async () => {
    const keep = await addCustomer(sql());
    const other = await handedIn();
    await sql()`update lethe.customers set email = 'offered@lethe.example' where id = ${other}`;
    await sql()`insert into lethe.users (id, email, email_verified) values (${other}, 'offered@lethe.example', false)`;
    await sql()`insert into lethe.verifications (identifier, value, expires_at) values ('link', ${other}, now() + interval '1 hour')`;
    await join(keep, other);
    expect(await sql()`select from lethe.users where email = 'offered@lethe.example'`).toEqual([]);
    expect(await sql()`select from lethe.verifications where value = ${other}`).toEqual([]);
  });

  it('what either set by hand stays so, and a system is alone only where it was with both', async () => {
    const standing = async (one: Facts, two: Facts) => {
      const [keep, other] = [await handedIn(one), await handedIn(two)];
      await join(keep, other);
      const [row] = await sql()`
        select set_by_hand as "setByHand", sole_system_id as "soleSystemId" from lethe.customers where id = ${keep}`;
      return row;
    };
    const alone = { soleSystemId: shop };
    expect(
      await standing({ ...alone, setByHand: ['phone'] }, { ...alone, setByHand: ['company', 'phone'] }),
    ).toEqual({ setByHand: ['company', 'phone'], soleSystemId: shop });
    expect(await standing(alone, {})).toMatchObject({ soleSystemId: null });
    expect(await standing({}, alone)).toMatchObject({ soleSystemId: null });
  });

  it('matches with others follow, each once, and that of the two is gone', async () => {
    const [keep, other, ofBoth, ofOther] = [
      await handedIn(),
      await handedIn(),
      await handedIn(),
      await handedIn(),
    ];
    for (const [one, two] of [
      [keep, other],
      [keep, ofBoth],
      [other, ofBoth],
      [other, ofOther],
    ] as const)
      await sql()`insert into lethe.possible_matches (customer_id, other_id, reason)
        values (${one}, ${two}, 'name_differs'), (${two}, ${one}, 'name_differs')`;
    await join(keep, other);
    const open = await sql()<{ one: string; two: string }[]>`
      select customer_id as one, other_id as two from lethe.possible_matches
      where ${keep} in (customer_id, other_id) or ${other} in (customer_id, other_id)`;
    const sides = [ofBoth, ofOther].flatMap((third) => [`${keep} ${third}`, `${third} ${keep}`]);
    expect(open.map(({ one, two }) => `${one} ${two}`).toSorted()).toEqual(sides.toSorted());
  });

  it('the audit has it, by whom', async () => {
    const actor = await addAdmin(sql());
    await join(...(await pair()), { actor });
    expect(await sql()`select action from lethe.audit where actor = ${actor}`).toEqual([
      { action: 'customers_joined' },
    ]);
  });
});
