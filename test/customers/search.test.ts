import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { numbersIn } from '../../server/customers/search-rules.ts';
import { addAdmin, addCustomer, type Caller, callerFor } from '../support/caller.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

describe('an admin finds', () => {
  let database: TestDatabase;
  let admin: Caller;
  let ada: string;
  let bo: string;
  let requestOfBo: number;

  beforeAll(async () => {
    database = await createDatabase();
    const sql = database.pools.app;
    admin = await callerFor(database.pools, await addAdmin(sql));
    ada = await addCustomer(sql, 'Ada', 'ada@one.example');
    bo = await addCustomer(sql, 'Bo', 'bo@two.example');
    await sql`select setval(pg_get_serial_sequence('lethe.data_requests', 'number'), 776)`;
    const [request] = await sql<[{ number: number }]>`
      insert into lethe.data_requests (customer_id, type, answer_by) values (${bo}, 'removal', now()) returning number::int`;
    requestOfBo = request.number;
    await sql`insert into lethe.joined_numbers (customer_id, number, joined_id) values (${ada}, 4711, gen_random_uuid())`;
    await sql`
      with system as (insert into lethe.systems (name) values ('Shop') returning id),
        link as (insert into lethe.external_ids (customer_id, system_id, external_id) select ${ada}::uuid, id, 'Shop/p 1' from system)
      insert into lethe.services (customer_id, system_id, external_id, name, domain, status, started_on)
      select ${bo}::uuid, id, 'srv-9', 'Hosting', 'www.Bos-Shop.example', 'active', '2024-01-01' from system`;
  });
  afterAll(() => database.drop());

  const clients = async (search: string) =>
    (await admin.admin.customers.list({ search })).items.map(({ customerId }) => customerId);
  const requests = async (search: string) =>
    (await admin.admin.requests.list({ search })).items.map(({ number }) => number);

  test('a client by number, also by one of before a join, and a request by its own or its client’s', async () => {
    const [{ number }] = await database.pools.app<[{ number: number }]>`
      select number::int from lethe.customers where id = ${bo}`;
    for (const search of [`${number}`, `#${number}`, ` Client ${number}`, `customer no. ${number}`]) {
      expect(await clients(search), search).toEqual([bo]);
      expect(await requests(search), search).toEqual([requestOfBo]);
    }
    for (const search of ['4711', '#4711', '٤٧١١', '４７１１']) expect(await clients(search)).toEqual([ada]);
    expect(await requests('4711')).toEqual([]);
    for (const search of ['777', '#777', 'Request 777', 'request #777', 'Request\u00a0777', '\u200e777']) {
      expect(await requests(search), search).toEqual([777]);
      expect(await clients(search), search).toEqual([bo]);
    }
    expect(await clients(`Request ${number}`)).toEqual([]);
    expect(await clients('client 777')).toEqual([]);
  });

  test('a request of somebody who was destroyed by its number alone', async () => {
    const sql = database.pools.app;
    const [gone] = await sql<[{ number: number }]>`
      insert into lethe.data_requests (type, status, answer_by) values ('removal', 'destroyed', now()) returning number::int`;
    expect(await requests(`#${gone.number}`)).toEqual([gone.number]);
    expect(await clients(`#${gone.number}`)).toEqual([]);
  });

  test('whom a system calls so, by the whole of its id and no part of it', async () => {
    expect(await clients('Shop/p 1')).toEqual([ada]);
    expect(await clients('srv-9')).toEqual([bo]);
    expect(await requests('srv-9')).toEqual([requestOfBo]);
    for (const part of ['Shop/p', 'shop/p 1', 'srv-', 'srv-99'])
      expect(await clients(part), part).toEqual([]);
  });

  test('whose service has the domain, whose address is at it, and whose company is so called', async () => {
    for (const search of ['bos-shop.example', 'BOS-SHOP', 'www.bos-shop.ex', 'two.example', 'bo@two'])
      expect(await clients(search), search).toEqual([bo]);
    await database.pools.app`update lethe.customers set company = 'Bögen & Töchter GmbH' where id = ${ada}`;
    for (const search of ['bogen', 'tochter', 'gmbh bogen', 'Bögen & T', 'ada tochter'])
      expect(await clients(search), search).toEqual([ada]);
    expect(await clients('bob tochter')).toEqual([]);
  });

  const digits = (min: number, max: number) =>
    fc.stringMatching(new RegExp(`^[1-9][0-9]{${min - 1},${max - 1}}$`, 'u'));
  /** The digits with signs between, as people write them. */
  const spelt = (number: string) =>
    fc
      .array(fc.constantFrom('', '', ' ', '-', '.', ' / ', '\u00a0'), {
        minLength: number.length,
        maxLength: number.length,
      })
      .map((signs) => Array.from(number, (digit, at) => digit + (signs[at] ?? '')).join(''))
      .chain((text) =>
        fc.constantFrom(
          text,
          text.replaceAll(/\d/gu, (d) => '٠١٢٣٤٥٦٧٨٩'.charAt(Number(d))),
        ),
      );
  const country = fc.constantFrom('49', '1', '380', '47', '7', '353', '86');

  test('a phone in any spelling, with its country or without, from the beginning and from the end', async () => {
    const sql = database.pools.app;
    const id = await addCustomer(sql, 'Phone', 'phone@three.example');
    const asked = fc
      .tuple(country, digits(7, 10), fc.integer({ min: 4, max: 7 }))
      .chain(([code, national, length]) =>
        fc.record({
          held: fc.oneof(
            spelt(national).map((text) => `+${code} (0)${text}`),
            spelt(national).map((text) => `00${code} ${text} ext. 12`),
            spelt(national).map((text) => `＋${code}${text}`),
          ),
          searches: fc.tuple(
            spelt(national.slice(0, length)).map((text) => `+${code} ${text}`),
            spelt(national.slice(0, length)).map((text) => `00${code}${text}`),
            spelt(national.slice(0, length)).map((text) => `(0)${text}`),
            spelt(national).map((text) => `0${text}`),
            spelt(national.slice(-length)),
          ),
          code: fc.constant(code),
          other: fc.constant(`${national.startsWith('9') ? '8' : '9'}${national.slice(1)}`),
        }),
      );
    await fc.assert(
      fc.asyncProperty(asked, async ({ held, searches, code, other }) => {
        await sql`update lethe.customers set phone = ${held} where id = ${id}`;
        for (const search of searches) expect(await clients(search), `${search} for ${held}`).toContain(id);
        for (const search of [`+${code}${other}`, `0${other}`])
          expect(await clients(search), `${search} for ${held}`).not.toContain(id);
      }),
      { numRuns: 60 },
    );
  });

  test('a number kept without its country, by it and by the country’s too, and never one of another country', async () => {
    const id = await addCustomer(database.pools.app, 'National', 'national@four.example');
    await database.pools.app`update lethe.customers set phone = '030 / 123 45-67' where id = ${id}`;
    for (const search of ['0301234', '(030) 12', '+49 30 1234567', '0049 (0)30 123', '4567', '34567'])
      expect(await clients(search), search).toEqual([id]);
    await database.pools.app`update lethe.customers set phone = '+49 30 1234567' where id = ${id}`;
    for (const search of ['+43 30 1234567', '+4930 99']) expect(await clients(search), search).toEqual([]);
  });

  test('nobody by signs alone, whatever they are', async () => {
    for (const search of ['%', '_', '\\', '.*', '[', '#', '+', '()', '\u200b', '—', '’', '$', '🙂'])
      expect(await clients(search), search).toEqual([]);
  });

  test('what a number may name is read from the words before it', () => {
    expect(numbersIn('77')).toEqual({ customer: 77, request: 77 });
    for (const text of ['  77 ', '№ 77', '№ ７７', '⑦⑦'])
      expect(numbersIn(text), text).toEqual({ customer: 77, request: 77 });
    expect(numbersIn('Request No. 77')).toEqual({ customer: null, request: 77 });
    expect(numbersIn('Client #77')).toEqual({ customer: 77, request: null });
    for (const text of ['77a', '7 7', 'requests 77', '1234567890123456', '-77', '77.5', ''])
      expect(numbersIn(text), text).toEqual({ customer: null, request: null });
  });
});
