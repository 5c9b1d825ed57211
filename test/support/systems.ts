import type { Sql } from 'postgres';
import type { Scope } from '../../server/systems/keys/schema.ts';
import { signedInAdmin, signedInCustomer } from './accounts.ts';
import { CallError, type Client } from './client.ts';
import { lookAndDecide } from './decisions.ts';
import { startServer, type TestServer } from './server.ts';

export const EVERY_SCOPE: Scope[] = ['customers:write', 'consents:read', 'requests:write', 'erasures:read'];

export interface System {
  id: string;
  key: string;
  call: <T>(procedure: string, input?: unknown) => Promise<T>;
}

/** A system with a key of its own, made by an admin; it calls as any HTTP client would. */
export async function registerSystem(
  server: Pick<TestServer, 'url'>,
  admin: Client,
  name: string,
  scopes: Scope[] = EVERY_SCOPE,
): Promise<System> {
  const created = await admin.call<{ id: string; key: string }>('admin.systemKeys.create', { name, scopes });
  return { ...created, call: callerWith(server.url, `Bearer ${created.key}`) };
}

interface WithAdmin {
  server: TestServer;
  admin: Client;
  adminId: string;
}

/** A server, an admin who is signed in, and a system with a key for each name. The caller stops the server. */
export async function startWithSystems<Key extends string>(
  names: Record<Key, string>,
): Promise<WithAdmin & Record<Key, System>> {
  const server = await startServer();
  const { client: admin, adminId } = await signedInAdmin(server);
  const systems: Record<string, System> = {};
  for (const [key, name] of Object.entries<string>(names))
    systems[key] = await registerSystem(server, admin, name);
  return { server, admin, adminId, ...(systems as Record<Key, System>) };
}

/** Calls of the system API with this `authorization` header, or without one. */
export const callerWith =
  (url: string, authorization?: string) =>
  async <T>(procedure: string, input: unknown = {}): Promise<T> => {
    const response = await fetch(`${url}/trpc/${procedure}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
      body: JSON.stringify(input),
    });
    const answer = (await response.json()) as {
      result?: { data: T };
      error?: ConstructorParameters<typeof CallError>[1];
    };
    if (!response.ok || answer.error) throw new CallError(response.status, answer.error ?? {});
    return answer.result!.data;
  };

/** A system, new by a new name, that knew a customer by this id, about whom an admin then decided. */
export async function systemNotifiedOfAnErasure(
  server: TestServer,
  name: string,
  externalId: string,
  outcome: 'block' | 'star' | 'destroy' = 'destroy',
): Promise<System> {
  const admin = (await signedInAdmin(server)).client;
  const system = await registerSystem(server, admin, name);
  const { client, customerId } = await signedInCustomer(server);
  await server.database.pools.app`
    insert into lethe.external_ids (customer_id, system_id, external_id)
    select ${customerId}, id, ${externalId} from lethe.systems where name = ${name}`;
  const asked = await client.call<{ requestId: string }>('customer.requests.create', { type: 'removal' });
  const decision = { outcome, blacklist: false, notify: false, reason: 'A law asks us to.' };
  await lookAndDecide(admin, { requestId: asked.requestId, ...decision });
  return system;
}

/** Lets a system hand something in about a customer, whom it has linked until then and cuts off afterwards. */
export async function whileLinked<T>(
  sql: Sql,
  { id }: Pick<System, 'id'>,
  customerId: string,
  work: () => Promise<T>,
): Promise<T> {
  await sql`insert into lethe.external_ids (customer_id, system_id, external_id)
    select ${customerId}, system_id, 'for a while ' || gen_random_uuid() from lethe.system_keys where id = ${id}`;
  try {
    return await work();
  } finally {
    await sql`delete from lethe.external_ids e using lethe.system_keys k
      where k.id = ${id} and e.system_id = k.system_id and e.customer_id = ${customerId}
        and e.external_id like 'for a while %'`;
  }
}

type Named = Record<string, string>;

/** What a system hands in about a customer, by a name of its own. */
export const subscriptionOf = (customer: Named, externalId: string) => ({
  externalId,
  customer,
  name: 'Newsletter',
  status: 'active',
  startedOn: '2026-01-01',
});
export const billFor = (customer: Named, externalId: string) => ({
  externalId,
  customer,
  number: '1',
  status: 'paid',
  currency: 'EUR',
  total: '1',
  billedTo: 'Nora Nobody',
  issuedOn: '2026-01-01',
  dueOn: '2026-01-15',
  lines: [],
});
