import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RefusedRow } from '../../server/systems/intake/schema.ts';
import type { CallError } from '../support/client.ts';
import { rounds } from '../support/depth.ts';
import { address, person } from '../support/intake.ts';
import { randomOf, SEED } from '../support/seed.ts';
import type { TestServer } from '../support/server.ts';
import { billFor, type System, startWithSystems, subscriptionOf } from '../support/systems.ts';

let server: TestServer;
let billing: System;
beforeAll(async () => {
  ({ server, billing } = await startWithSystems({ billing: 'Billing' }));
});
afterAll(() => server.stop());

const ROWS = 40;
const random = randomOf(SEED);
const line = { description: 'Web Hosting M', quantity: '1.000', unitPrice: '12.50', amount: '12.50' };

/** What a system hands in of one kind, and how much of it is there under its names with all its parts. */
interface Kind {
  procedure: string;
  id: string;
  rows: () => { externalId: string }[];
  whole: (names: string[]) => PromiseLike<{ id: string; parts: number }[]>;
}

/** Customers of rows that are not about customers, handed in before anything breaks. */
let known: { externalId: string }[] = [];
let next = 1;
const about =
  (rowOf: typeof billFor | typeof subscriptionOf, facts: object = {}) =>
  () =>
    known.map(({ externalId }) => ({ ...rowOf({ externalId }, `R-${next++}`), ...facts }));

const kinds = (): Kind[] => {
  const { app } = server.database.pools;
  return [
    {
      procedure: 'system.customers.upsert',
      id: 'customerId',
      rows: () => Array.from({ length: ROWS }, () => person({ company: 'C', addresses: [address, address] })),
      whole: (names) => app`
        select e.customer_id as id, (select count(*)::int from lethe.addresses a where a.customer_id = e.customer_id)
          + (select count(*)::int from lethe.customers c where c.id = e.customer_id and company = 'C') as parts
        from lethe.external_ids e where external_id = any(${names})`,
    },
    {
      procedure: 'system.services.upsert',
      id: 'serviceId',
      rows: about(subscriptionOf),
      whole: (names) => app`select id, 3 as parts from lethe.services where external_id = any(${names})`,
    },
    {
      procedure: 'system.invoices.upsert',
      id: 'invoiceId',
      rows: about(billFor, { lines: [line, line, line] }),
      whole: (names) => app`
        select i.id, (select count(*)::int from lethe.invoice_lines l where l.invoice_id = i.id) as parts
        from lethe.invoices i where external_id = any(${names})`,
    },
  ];
};

/** Ends connections that batches use, one after the other and wherever they are, until the signal. */
async function breakConnections(signal: AbortSignal): Promise<number> {
  let broken = 0;
  while (!signal.aborted) {
    const rows = await server.database.pools.decisions`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'lethe batches'
        and xact_start is not null and query not like '%pg_type%' order by random() limit 1`;
    broken += rows.length;
    await sleep(random() * 120);
  }
  return broken;
}

const tally = { applied: 0, failed: 0, failedAndApplied: 0 };

/** All of it with all its parts where it was answered so, and all or nothing of it where it failed. */
async function handIn(kind: Kind, atomic: boolean): Promise<void> {
  const rows = kind.rows();
  const answer = await billing
    .call<{ results: (Record<string, string> | RefusedRow)[] }>(kind.procedure, { items: rows, atomic })
    .catch((error: CallError) => error);
  const there = await kind.whole(rows.map(({ externalId }) => externalId));
  expect(there.filter(({ parts }) => parts !== 3)).toEqual([]);
  if ('results' in answer) {
    tally.applied += 1;
    const ids = answer.results.map((one) => (one as Record<string, string>)[kind.id]);
    expect(ids).toHaveLength(rows.length);
    expect(new Set(ids)).toEqual(new Set(there.map(({ id }) => id)));
    return;
  }
  expect(answer).toMatchObject({ status: 503, kind: 'database_unavailable' });
  tally.failed += 1;
  tally.failedAndApplied += there.length === 0 ? 0 : 1;
  expect([0, rows.length]).toContain(there.length);
}

it('takes a batch as a whole or not at all where its connection breaks, and says which', async () => {
  const { rows, procedure } = kinds()[0]!;
  known = rows();
  await billing.call(procedure, { items: known });
  const over = new AbortController();
  const breaking = breakConnections(over.signal);
  const wrong: string[] = [];
  const lane = async (_: unknown, n: number) => {
    for (let round = 0; round < rounds(3, 8); round += 1)
      for (const kind of kinds())
        await handIn(kind, (round + n) % 2 === 0).catch((error: Error) =>
          wrong.push(`${kind.procedure}: ${error.message}`),
        );
  };
  await Promise.all(Array.from({ length: 6 }, lane));
  over.abort();
  process.stdout.write(
    `batches: ${JSON.stringify({ ...tally, broken: await breaking, wrong: wrong.length })}\n`,
  );
  expect(wrong).toEqual([]);
}, 60_000);
