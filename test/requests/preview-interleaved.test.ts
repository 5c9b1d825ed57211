import type { Sql } from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { preview } from '../../server/requests/preview.ts';
import { signedInAdmin } from '../support/accounts.ts';
import type { CallError, Client } from '../support/client.ts';
import { insertPerson, insertRequest } from '../support/people.ts';
import { startServer, type TestServer } from '../support/server.ts';

/* A preview is made of several statements. What comes between two of them is shown, or makes the preview outdated. */

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startServer();
  ({ client: admin } = await signedInAdmin(server));
});
afterAll(() => server.stop());

const sql = () => server.database.pools.app;

/** The same pool; `happens` once, just before the statement with this number is sent. Counts the statements. */
function interrupted(
  real: Sql,
  before: number,
  happens: () => Promise<unknown>,
): { sql: Sql; sent: () => number } {
  let sent = 0;
  const proxy = new Proxy(real, {
    apply(target, self, given: Parameters<Sql>) {
      const query: unknown = Reflect.apply(target, self, given);
      if (!Array.isArray(given[0]) || !('raw' in given[0])) return query;
      const pending = query as { handle: () => Promise<unknown> };
      const send = pending.handle.bind(pending);
      let isSent = false;
      // The driver calls it for what is awaited: a fragment stays part of another statement.
      pending.handle = async () => {
        const isFirst = !isSent;
        isSent = true;
        if (isFirst) sent += 1;
        if (isFirst && sent === before) await happens();
        return send();
      };
      return pending;
    },
  });
  return { sql: proxy, sent: () => sent };
}

async function decideWhere(before: number) {
  const person = await insertPerson(sql());
  const { customerId } = person;
  const requestId = await insertRequest(sql(), person);
  const pool = interrupted(
    sql(),
    before,
    () => sql()`insert into lethe.addresses (customer_id, label) values (${customerId}, 'between')`,
  );
  const shown = await preview(
    { ...server.deps, sql: pool.sql, decisions: pool.sql },
    {
      requestId,
      outcome: 'destroy',
      blacklist: [],
    },
  );
  const [there] = await sql()<[{ rows: number }]>`
    select row_count::int as rows from lethe.count_personal_data(${customerId}) where table_name = 'addresses'`;
  const decision = {
    requestId,
    outcome: 'destroy',
    blacklist: false,
    notify: false,
    previewHash: shown.hash,
  };
  const answer = await admin.call<{ status: string }>('admin.requests.decide', decision).then(
    ({ status }) => status,
    ({ kind }: CallError) => kind,
  );
  const seen = shown.tables.find(({ table }) => table === 'addresses')?.rows;
  return { answer, isShown: seen === there.rows, sent: pool.sent() };
}

it('is decided about only where the admin saw everything, whenever something came', async () => {
  const { sent } = await decideWhere(0);
  expect(sent).toBeGreaterThan(3);
  const answers = [];
  for (let before = 1; before <= sent; before += 1) answers.push(await decideWhere(before));
  expect(answers.filter(({ answer, isShown }) => answer === 'destroyed' && !isShown)).toEqual([]);
  // Both must have happened, or nothing came between.
  expect(new Set(answers.map(({ answer }) => answer))).toEqual(new Set(['destroyed', 'preview_outdated']));
});
