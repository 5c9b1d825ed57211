import { execFileSync } from 'node:child_process';
import { appendFile, mkdtemp, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPools } from '../../db/connect.ts';
import { type EmbeddedPostgres, startEmbedded } from '../../db/embedded.ts';
import { findEverywhere } from '../../server/personal-data/scan.ts';
import { prepareDatabase } from '../../server/runtime/prepare.ts';
import { signedInAdmin, signedInCustomer } from '../support/accounts.ts';
import type { CallError, Client } from '../support/client.ts';
import { lookAndDecide } from '../support/decisions.ts';
import { insertPerson, insertRequest, type Person } from '../support/people.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { eventually } from '../support/waiting.ts';

/* The disk of the embedded database is full: what cannot be written is refused as a whole, what can be read is read, and once there is room everything works again. */

const SIZE = '256m';
let folder: string;
let postgres: EmbeddedPostgres;
let server: TestServer;
let admin: Client;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lethe-full-'));
  // Needs root, and Linux: nowhere else can a disk of a size of one's own be made without asking anybody.
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE},mode=755`, 'lethe-test', folder]);
  postgres = await startEmbedded(folder, { settings: { max_wal_size: '64MB' } });
  await prepareDatabase(postgres.url);
  const database = { url: postgres.url, pools: openPools(postgres.url), drop: async () => undefined };
  server = await startServer({ pools: database.pools });
  // What the helpers of tests look at.
  server.database.pools = database.pools;
  admin = (await signedInAdmin(server)).client;
});

afterAll(async () => {
  const own = server?.database.pools;
  await server?.stop();
  await own?.end();
  await postgres?.stop();
  // Lazily: its last process may still be ending.
  execFileSync('umount', ['--lazy', folder]);
  await rm(folder, { recursive: true, force: true });
});

const sql = () => server.database.pools.app;
const ballast = () => join(folder, 'ballast');

/** Writes until nothing but `room` bytes is left. */
async function fillDisk(room = 0): Promise<void> {
  for (const size of [2 ** 20, 2 ** 12]) {
    const piece = Buffer.alloc(size);
    try {
      for (;;) await appendFile(ballast(), piece);
    } catch (error) {
      expect((error as { code?: string }).code).toBe('ENOSPC');
    }
  }
  await truncate(ballast(), (await stat(ballast())).size - room);
}

const kindOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'done',
    ({ status, kind }: CallError) => `${status} ${kind}`,
  );
const note = 'a note that takes room '.repeat(40);

/** Customers who ask for something until the database has no room for one. */
async function askUntilFull(): Promise<{ clients: Client[]; refused: Client; kind: string }> {
  const clients: Client[] = [];
  for (;;) {
    const { client } = waiting.shift()!;
    const kind = await kindOf(client.call('customer.requests.create', { type: 'removal', note }));
    if (kind !== 'done') return { clients, refused: client, kind };
    clients.push(client);
  }
}
let waiting: { client: Client }[] = [];

const requestsOf = (client: Client) => client.call<{ items: unknown[] }>('customer.requests.list');
const traces = async ({ canaries }: Person) =>
  (await Promise.all(canaries.map((canary) => findEverywhere(sql(), canary)))).flat().length;

it('a full disk loses nothing, leaves nothing half-done, and is over once there is room', async () => {
  for (let n = 0; n < 400; n += 1) waiting.push(await signedInCustomer(server));
  const person = await insertPerson(sql());
  const requestId = await insertRequest(sql(), person);
  const whole = await traces(person);
  await fillDisk(2 ** 18);

  const { clients, refused, kind } = await askUntilFull();
  expect(clients.length).toBeGreaterThan(0);
  expect(kind).toMatch(/^503 database_(?:full|unavailable)$/u);
  // What was confirmed is there, what was refused is not: whether it can be read now or only later, it is whole.
  await rm(ballast());
  await eventually(async () => expect((await fetch(`${server.url}/health`)).status).toBe(200), 5_000);
  for (const client of clients) expect((await requestsOf(client)).items).toHaveLength(1);
  expect((await requestsOf(refused)).items).toEqual([]);
  expect(await kindOf(refused.call('customer.requests.create', { type: 'removal', note }))).toBe('done');

  await fillDisk();
  const decide = () =>
    kindOf(lookAndDecide(admin, { requestId, outcome: 'destroy', blacklist: false, notify: false }));
  let decided = 'done';
  // A decision may still fit; a letter to nobody takes what is left.
  while (decided === 'done') {
    decided = await kindOf(
      sql()`insert into lethe.consent_texts (text) select repeat('x', 3000) from generate_series(1, 200)`.catch(
        (error: { code: string }) => Promise.reject(Object.assign(error, { status: 503, kind: error.code })),
      ),
    );
  }
  const answer = await decide();
  expect(answer).toMatch(/^(?:done|503 database_(?:full|unavailable))$/u);
  await rm(ballast());
  await eventually(async () => expect((await fetch(`${server.url}/health`)).status).toBe(200), 5_000);
  expect([0, whole]).toContain(await traces(person));
  if (answer !== 'done') expect(await decide()).toBe('done');
  await sql()`update lethe.erasure_notices set result = 'done', acknowledged_at = now(), external_ids = '{}', records = '[]'`;
  expect(await traces(person)).toBe(0);
  process.stdout.write(
    `disk full: ${JSON.stringify({ asked: clients.length, refused: kind, decision: answer })}\n`,
  );
}, 300_000);
