import { randomUUID } from 'node:crypto';
import type { Sql } from 'postgres';
import type { Pools } from '../../db/connect.ts';
import { createPasswords } from '../../server/accounts/passwords.ts';
import { createUseCode } from '../../server/accounts/used-codes.ts';
import { importBlacklistKey } from '../../server/blacklist/hmac.ts';
import { findViewer } from '../../server/http/session.ts';
import { appRouter } from '../../server/router.ts';
import { createBell } from '../../server/runtime/bell.ts';
import { createRefusalLog } from '../../server/runtime/log.ts';
import { createRateLimiter } from '../../server/runtime/rate-limit.ts';
import { createCallerFactory } from '../../server/trpc.ts';

/** A person with a verified address, put there by SQL; the trigger makes a customer of them. */
export async function addCustomer(sql: Sql, name = 'Ada Example', email?: string): Promise<string> {
  const [row] = await sql<[{ id: string }]>`
    insert into lethe.users (name, email, email_verified)
    values (${name}, ${email ?? `${randomUUID()}@example.com`}, true) returning id`;
  return row.id;
}

export async function addAdmin(sql: Sql): Promise<string> {
  const id = await addCustomer(sql, 'Admin');
  await sql`delete from lethe.customers where id = ${id}`;
  await sql`insert into lethe.admins (id, role) values (${id}, 'owner')`;
  return id;
}

/** A session of the person, as the cookie would carry it. */
export async function signIn(sql: Sql, userId: string): Promise<string> {
  const token = randomUUID();
  await sql`
    insert into lethe.sessions (customer_id, token, expires_at)
    values (${userId}, ${token}, now() + interval '1 day')`;
  return token;
}

const createCaller = createCallerFactory(appRouter);
export type Caller = ReturnType<typeof createCaller>;

/** The router as this person may use it, each time with a fresh look at the session. */
export async function callerFor(pools: Pools, userId: string | null): Promise<Caller> {
  const token = userId === null ? null : await signIn(pools.app, userId);
  return createCaller({
    charge: createRateLimiter(pools.app, 'a secret for tests'),
    logRefusal: createRefusalLog('a secret for tests'),
    batchLimit: (_, task) => task(),
    passwords: createPasswords(),
    useCode: createUseCode({ sql: pools.app, secret: 'a secret for tests' }),
    secondFactorRequired: false,
    singleSignOn: false,
    systemKey: null,
    callsPerMinute: 100_000,
    changesPerMinute: 100_000,
    erasureBell: createBell({
      sql: pools.notifications,
      channel: 'lethe_erasures',
      signal: AbortSignal.abort(),
    }),
    viewer: await findViewer(pools.app, token),
    sql: pools.app,
    decisions: pools.decisions,
    batches: pools.batches,
    blacklistKey: await importBlacklistKey('test'),
    webhooks: { hosts: [], seal: (secret) => Promise.resolve(secret) },
    url: 'http://127.0.0.1:3000',
    pageOf: null,
    mailbox: null,
    mailProvider: null,
    ipAddress: '192.0.2.7',
    userAgent: 'Test/1.0',
  });
}
