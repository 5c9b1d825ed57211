import { afterAll, beforeAll, expect, it } from 'vitest';
import { signedInAdmin } from '../support/accounts.ts';
import type { Client } from '../support/client.ts';
import { lookAndDecide } from '../support/decisions.ts';
import { figure } from '../support/figures.ts';
import { logged } from '../support/log-lines.ts';
import { insertPerson, insertRequest, type Person } from '../support/people.ts';
import { rowsWith } from '../support/rows-with.ts';
import { startServer, type TestServer } from '../support/server.ts';

/* Fifty people with a canary in every column are erased beside fifty neighbors: no canary is left, in no column and no line of the log, and no neighbor has changed. */

const PEOPLE = 50;
let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startServer();
  admin = (await signedInAdmin(server)).client;
});
afterAll(() => server.stop());

const sql = () => server.database.pools.app;
/** With the long timeouts of decisions: a search reads whole tables. */
const rows = (texts: readonly string[]) => rowsWith(server.database.pools.decisions, texts);
const canariesOf = (people: readonly Person[]) => people.flatMap(({ canaries }) => canaries);
/** With the rows that name them by their id only. */
const rowsOf = (people: readonly Person[]) =>
  rows([...canariesOf(people), ...people.map(({ customerId }) => customerId)]);

const makePeople = async () => {
  const people: Person[] = [];
  for (let n = 0; n < PEOPLE; n += 1) people.push(await insertPerson(sql()));
  return people;
};

it(`${PEOPLE} people go without a trace, and ${PEOPLE} neighbors stay as they were`, async () => {
  const [people, neighbors] = [await makePeople(), await makePeople()];
  const requests = await Promise.all(people.map((person) => insertRequest(sql(), person)));
  expect((await rows(canariesOf(people))).length).toBeGreaterThan(PEOPLE * 20);
  const before = await rowsOf(neighbors);
  expect(before.length).toBeGreaterThan(PEOPLE * 20);
  const { text } = await logged(async () => {
    for (const [n, requestId] of requests.entries())
      await lookAndDecide(admin, {
        requestId,
        outcome: n % 2 === 0 ? 'destroy' : 'star',
        blacklist: n % 3 === 0,
        notify: false,
      });
  });
  await sql()`update lethe.erasure_notices set result = 'done', acknowledged_at = now(), external_ids = '{}', records = '[]'
    where result is null`;
  const left = await rows(canariesOf(people));
  const logging = canariesOf(people).filter((canary) => text.includes(canary));
  const after = await rowsOf(neighbors);
  const changed =
    before.filter((row) => !after.includes(row)).length + Math.abs(after.length - before.length);
  const [planted = ''] = canariesOf(people);
  await sql()`insert into lethe.audit (action, details) values ('request_decided', ${sql().json({ planted })})`;
  const found = await rows(canariesOf(people));
  figure({
    what: `canaries of ${PEOPLE} people beside ${PEOPLE} neighbors`,
    rounds: PEOPLE,
    result: {
      'left in rows': left.length,
      'left in the log': logging.length,
      'neighbors’ rows changed': changed,
      'planted found': found.length,
    },
    bound: '0 left, 0 changed, 1 planted found',
  });
  expect({ left, logging }).toEqual({ left: [], logging: [] });
  expect(after).toEqual(before);
  expect(found, 'the search finds what is planted').toEqual([expect.stringContaining(planted)]);
}, 600_000);
