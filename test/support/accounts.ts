import { serializeSigned } from 'hono/utils/cookie';
import type { Sql } from 'postgres';
import { sessionCookieName } from '../../server/accounts/auth.ts';
import { authOf } from '../../server/app.ts';
import type { Deps } from '../../server/runtime/deps.ts';
import type { Role } from '../../server/team/rules.ts';
import { signIn as startSession } from './caller.ts';
import { type Client, createClient } from './client.ts';
import { insertAdmin } from './people.ts';
import type { TestServer } from './server.ts';

export const PASSWORD = 'lethe-test-password';

export interface Customer {
  client: Client;
  customerId: string;
  email: string;
}

let hash: Promise<string> | undefined;
/** One hash for all: making it is slow on purpose. */
const passwordHash = (server: TestServer): Promise<string> => {
  hash ??= authOf(server.deps, server.deps.passwords).$context.then((context) =>
    context.password.hash(PASSWORD),
  );
  return hash;
};

async function givePassword(server: TestServer, userId: string): Promise<void> {
  await server.database.pools.app`
    insert into lethe.accounts (customer_id, account_id, provider_id, password)
    values (${userId}, ${userId}, 'credential', ${await passwordHash(server)})`;
}

/** By the sign-in page's own call: with an entry in the sign-in history, and a device that the account knows. */
export async function signIn(server: TestServer, email: string, password = PASSWORD): Promise<Client> {
  const client = createClient(server.url);
  const response = await client.post('/api/auth/sign-in/email', { email, password });
  if (!response.ok) throw new Error(`sign-in answered ${response.status}`);
  return client;
}

/** The cookie of a session as a sign-in leaves it. A real one compares a password, which is slow on purpose. */
export async function sessionCookie(
  sql: Sql,
  userId: string,
  { url, secret }: Pick<Deps, 'url' | 'secret'>,
): Promise<{ name: string; value: string }> {
  const name = sessionCookieName(url);
  const cookie = await serializeSigned(name, await startSession(sql, userId), secret);
  return { name, value: cookie.slice(name.length + 1) };
}

async function withSession(server: TestServer, userId: string): Promise<Client> {
  const client = createClient(server.url);
  const { name, value } = await sessionCookie(server.database.pools.app, userId, server.deps);
  client.cookies.set(name, value);
  return client;
}

let next = 1;
/** A customer with a confirmed address and `PASSWORD`, signed in. */
export async function signedInCustomer(server: TestServer, fullName = 'Nora Nobody'): Promise<Customer> {
  const email = `customer-${next++}@lethe.example`;
  const [user] = await server.database.pools.app<[{ id: string }]>`
    insert into lethe.users (name, email, email_verified) values (${fullName}, ${email}, true) returning id`;
  await givePassword(server, user.id);
  return { client: await withSession(server, user.id), customerId: user.id, email };
}

/** An admin, signed in, with Personal Data Management switched on. */
export async function signedInAdmin(
  server: TestServer,
  role: Role = 'owner',
): Promise<{ client: Client; adminId: string; email: string }> {
  const email = `admin-${next++}@lethe.example`;
  const adminId = await insertAdmin(server.database.pools.app, email, role);
  await givePassword(server, adminId);
  await server.database.pools.app`update lethe.settings set enabled = true`;
  return { client: await withSession(server, adminId), adminId, email };
}

/** The newest queued message for an address, as the worker would send it. */
export async function lastMessage(
  server: TestServer,
  to: string,
): Promise<{ subject: string; body: string } | undefined> {
  const [row] = await server.database.pools.app<{ subject: string; body: string }[]>`
    select subject, body from lethe.outbox where to_address = ${to} order by created_at desc limit 1`;
  return row;
}
