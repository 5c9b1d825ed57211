import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appRouter } from '../../server/router.ts';
import { READING_SCOPES } from '../../server/systems/keys/schema.ts';
import { PASSWORD, signedInAdmin, signedInCustomer } from '../support/accounts.ts';
import type { CallError, Client } from '../support/client.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { exampleOf, type Shape } from '../support/shape.ts';
import { registerSystem, type System } from '../support/systems.ts';

/* Every procedure's input, enumerated from the router: what it takes, and that it takes nothing else. */

const flat = new Map<string, unknown>(Object.entries(appRouter._def.procedures));
const inputs = [...flat].map(([path, procedure]) => {
  const { _def } = procedure as { _def: { inputs: Shape[]; type: 'query' | 'mutation' } };
  return { path, input: _def.inputs[0], type: _def.type };
});

let server: TestServer;
let admin: Client;
let customer: Client;
let system: System;
let reader: System;
beforeAll(async () => {
  server = await startServer();
  ({ client: admin } = await signedInAdmin(server));
  ({ client: customer } = await signedInCustomer(server));
  system = await registerSystem(server, admin, 'Shop');
  reader = await registerSystem(server, admin, 'Dashboard', [...READING_SCOPES]);
});
afterAll(() => server.stop());

/** Reading scopes are a key's only ones. */
const systemFor = (path: string): System =>
  /^system\.(?:requests|customers)\.(?:list|get)$/u.test(path) ? reader : system;
const callerOf = (path: string): Pick<Client, 'call'> => {
  if (path.startsWith('system.')) return systemFor(path);
  return path.startsWith('admin.') ? admin : customer;
};
/** Without an input. */
const unasked = (path: string, method: string) => {
  const json = { 'content-type': 'application/json' };
  const headers = { ...json, authorization: `Bearer ${systemFor(path).key}` };
  if (path.startsWith('system.')) return fetch(`${server.url}/trpc/${path}`, { method, headers });
  return (callerOf(path) as Client).fetch(`/trpc/${path}`, { method, headers: json });
};
const answerTo = (path: string, input: unknown) =>
  callerOf(path)
    .call(path, input)
    .then(
      () => 'answered',
      ({ status, kind, field }: CallError) => ({ status, kind, field }),
    );
const refused = (field: string) => ({ status: 400, kind: 'invalid_input', field });

describe('an input', () => {
  it('is declared at every procedure', () => {
    expect(inputs.filter(({ input }) => input === undefined).map(({ path }) => path)).toEqual([]);
  });

  it('that is refused is not repeated: the answer may be logged on its way', async () => {
    const answers = [
      await admin.post('/trpc/admin.settings.update', { waitingDays: 'a secret word' }),
      await customer.post('/trpc/customer.requests.create', { type: 'a secret word' }),
      await customer.post('/api/auth/sign-in/email', { email: 'a secret word', password: PASSWORD }),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(400);
      expect(await answer.text(), 'what was sent is repeated').not.toContain('secret word');
    }
  });

  const asksNothing = ({ input }: { input: Shape | undefined }) =>
    input !== undefined && v.safeParse(input, {}).success;
  const free = inputs.filter((one) => one.type === 'query' && asksNothing(one));
  it('may be left out at twenty procedures or more', () => expect(free.length).toBeGreaterThanOrEqual(20));
  it.each(free)('of $path may be left out, by GET and by POST', async ({ path }) => {
    expect(await answerTo(path, {})).toBe('answered');
    for (const method of ['GET', 'POST']) expect((await unasked(path, method)).status, method).toBe(200);
  });
  const strict = inputs.filter((one) => one.type === 'mutation' && asksNothing(one));
  it.each(strict)('of $path is said, if only as an empty one: it changes something', async ({ path }) => {
    expect((await unasked(path, 'POST')).status).toBe(400);
  });

  it.each(inputs)('of $path takes no field that nobody declared', async ({ path, input }) => {
    const example = exampleOf(input!);
    expect(v.safeParse(input!, example).issues, 'without the extra field it is good').toBeUndefined();
    expect(await answerTo(path, { ...(example as object), nonsense: true })).toEqual(refused('nonsense'));
  });

  const pages = inputs.filter(({ input }) => input !== undefined && 'limit' in (input.entries ?? {}));
  it('asks for a page at seven procedures or more', () => expect(pages.length).toBeGreaterThanOrEqual(7));

  it.each(pages)(
    'of $path asks for a hundred rows at most, and for one at least',
    async ({ path, input }) => {
      const ask = (what: Record<string, unknown>) =>
        answerTo(path, { ...(exampleOf(input!) as object), ...what });
      for (const limit of [0, -1, 1.5, 101, 1_000_000, '100'])
        expect(await ask({ limit }), String(limit)).toEqual(refused('limit'));
      for (const limit of [1, 100]) expect(await ask({ limit })).not.toMatchObject({ status: 400 });
      if (!('cursor' in (input?.entries ?? {}))) return;
      for (const cursor of [0, -1, 1.5, 2 ** 53, '1'])
        expect(await ask({ cursor }), String(cursor)).toEqual(refused('cursor'));
    },
  );
});
