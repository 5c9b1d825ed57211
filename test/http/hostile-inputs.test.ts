import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errors } from '../../server/errors.ts';
import { appRouter } from '../../server/router.ts';
import { READING_SCOPES } from '../../server/systems/keys/schema.ts';
import { ROLES } from '../../server/team/rules.ts';
import { signedInAdmin, signedInCustomer } from '../support/accounts.ts';
import { type Client, createClient } from '../support/client.ts';
import { inDepth, rounds } from '../support/depth.ts';
import { inputsFor } from '../support/hostile.ts';
import { person } from '../support/intake.ts';
import { startServer, type TestServer } from '../support/server.ts';
import type { Shape } from '../support/shape.ts';
import { billFor, registerSystem, type System, subscriptionOf } from '../support/systems.ts';

/* Every procedure in every role gets what its schema wants, spoilt in one place: none of it is the server's fault, and no answer shows its inside. */

const RUNS = rounds(8, 1_000);
const AT_ONCE = 8;
/** The same one gives the same inputs, but for the ids of a new database. */
const SEED = Number(process.env.LETHE_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));

const procedures = Object.entries(appRouter._def.procedures as Record<string, unknown>).map(
  ([path, procedure]) => {
    const { _def } = procedure as { _def: { inputs: Shape[]; type: 'query' | 'mutation' } };
    return { path, input: _def.inputs[0]!, isQuery: _def.type === 'query' };
  },
);

type Send = (path: string, init: RequestInit) => Promise<Response>;
let server: TestServer;
let known: string[];
let system: System;
let reader: System;

beforeAll(async () => {
  server = await startServer();
  const admin = (await signedInAdmin(server)).client;
  system = await registerSystem(server, admin, 'Billing');
  reader = await registerSystem(server, admin, 'Reports', [...READING_SCOPES]);
  const row = person();
  await system.call('system.customers.upsert', { items: [row] });
  await system.call('system.services.upsert', {
    items: [subscriptionOf({ externalId: row.externalId }, 'S')],
  });
  await system.call('system.invoices.upsert', { items: [billFor({ externalId: row.externalId }, 'I')] });
  const { client } = await signedInCustomer(server);
  await client.call('customer.requests.create', { type: 'removal' });
  await client
    .call('customer.addresses.save', {
      address: { line1: 'Rue 5', line2: '', city: 'Namur', postalCode: '5000', region: '', country: 'BE' },
    })
    .catch(() => undefined);
  const rows = await server.database.pools.app<{ name: string }[]>`
    select id::text as name from lethe.customers union all select email from lethe.users
    union all select id::text from lethe.data_requests union all select id::text from lethe.systems
    union all select id::text from lethe.services union all select id::text from lethe.invoices
    union all select external_id from lethe.external_ids union all select id::text from lethe.system_keys
    union all select id::text from lethe.blacklist union all select id::text from lethe.sessions`;
  known = rows.map(({ name }) => name);
});
afterAll(() => server.stop());

const sendBy =
  (client: Client): Send =>
  (path, init) =>
    client.fetch(path, init);
const withKey =
  (key: string): Send =>
  (path, init) =>
    fetch(new URL(path, server.url), {
      ...init,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    });

/** Callers, new for each procedure: what an earlier one did to them is not in the way. */
const callers: Record<string, () => Promise<Send>> = {
  visitor: async () => sendBy(createClient(server.url)),
  customer: async () => sendBy((await signedInCustomer(server)).client),
  ...Object.fromEntries(
    ROLES.map((role) => [role, async () => sendBy((await signedInAdmin(server, role)).client)]),
  ),
  system: async () => withKey(system.key),
  reader: async () => withKey(reader.key),
};

/** How the inside of a server shows: a place in a program, a statement, a name of the database. */
const INSIDE =
  /\bat .+:\d+:\d+|node_modules|\.ts\b|PostgresError|SQLSTATE|syntax error|\b(?:relation|column|constraint) "|\bselect .+ from\b|insert into|invalid byte sequence/iu;

/** What is wrong with the answer; nothing where it is as it should be. */
async function faultOf(response: Response): Promise<string | undefined> {
  const text = await response.text();
  if (response.status >= 500) return `answered ${response.status}: ${text.slice(0, 300)}`;
  if (response.status < 400) return undefined;
  if (INSIDE.test(text)) return `showed its inside: ${text.slice(0, 300)}`;
  const kind = /"kind":"(\w+)"/u.exec(text)?.[1] ?? '';
  return Object.hasOwn(errors, kind) ? undefined : `is not of the catalog: ${text.slice(0, 300)}`;
}

function call(send: Send, { path, isQuery }: (typeof procedures)[number], input: string, nth: number) {
  const url = `/trpc/${path}`;
  if (isQuery && nth % 2 === 0 && input.length < 8_000)
    return send(`${url}?input=${encodeURIComponent(input.toWellFormed())}`, {});
  return send(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: input });
}

/** Every role in depth; otherwise one for each procedure, and another one for the next. */
const rolesFor = (nth: number) => {
  const roles = Object.entries(callers);
  return inDepth ? roles : [roles[nth % roles.length]!];
};

describe.each(procedures.map((procedure, nth) => ({ ...procedure, nth })))(
  '$path',
  ({ nth, ...procedure }) => {
    it(`answers ${RUNS} hostile inputs by what is in the catalog, seed ${SEED}`, async () => {
      await server.database.pools
        .app`update lethe.settings set enabled = true, authorization_required = false`;
      const inputs = fc.sample(inputsFor(procedure.input, known), { numRuns: RUNS, seed: SEED });
      const faults: string[] = [];
      for (const [role, caller] of rolesFor(nth)) {
        const send = await caller();
        for (let first = 0; first < inputs.length && faults.length < 3; first += AT_ONCE)
          await Promise.all(
            inputs.slice(first, first + AT_ONCE).map(async (input, lane) => {
              const fault = await faultOf(await call(send, procedure, input, first + lane));
              if (fault !== undefined) faults.push(`${role} ${fault}\n  for ${input.slice(0, 300)}`);
            }),
          );
      }
      expect(faults).toEqual([]);
      expect({}).not.toHaveProperty('role');
    });
  },
  600_000,
);
