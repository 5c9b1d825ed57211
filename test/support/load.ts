import { setTimeout as sleep } from 'node:timers/promises';
import type { Sql } from 'postgres';
import { expect } from 'vitest';
import { DEMO_ADMIN } from '../../db/demo/accounts.ts';
import { sessionCookie } from './accounts.ts';
import { CallError, type Client, createClient } from './client.ts';
import { withSeen } from './decisions.ts';
import { customerOf } from './intake.ts';
import { insertPerson, insertRequest, type Person } from './people.ts';
import { SECRET } from './product.ts';
import { rowsWith } from './rows-with.ts';
import { registerSystem, type System } from './systems.ts';
import { eventually } from './waiting.ts';

/* Decisions and batches of a system, as many as the servers take, while something breaks; and afterwards whether all of it is whole. */

interface Case {
  person: Person;
  requestId: string;
  outcome: 'star' | 'destroy';
}

/** A server as its callers see it. */
export interface Caller {
  url: string;
  admin: Client;
  system: System;
}

/** What callers were told is done. */
export interface Load {
  cases: Case[];
  decided: Case[];
  handedIn: string[];
  /** What the slowest call took, whether it succeeded or not. */
  slowestMs: number;
}

/** The admin of the demo, signed in, and a system with a key. `sql` reaches the database past what breaks. */
export async function callerOf(sql: Sql, url: string): Promise<Caller> {
  const [{ id }] = await sql<[{ id: string }]>`select id from lethe.users where email = ${DEMO_ADMIN}`;
  const admin = createClient(url);
  const { name, value } = await sessionCookie(sql, id, { url, secret: SECRET });
  admin.cookies.set(name, value);
  return { url, admin, system: await registerSystem({ url }, admin, `System ${crypto.randomUUID()}`) };
}

/** So many people with canaries, each with a request that nobody has decided. */
export async function newCases(sql: Sql, count: number): Promise<Case[]> {
  const cases: Case[] = [];
  for (let n = 0; n < count; n += 1) {
    const person = await insertPerson(sql);
    cases.push({ person, requestId: await insertRequest(sql, person), outcome: n % 2 ? 'star' : 'destroy' });
  }
  return cases;
}

export const newLoad = (cases: Case[]): Load => ({ cases, decided: [], handedIn: [], slowestMs: 0 });

/** Every caller decides and hands in until the signal, then finishes what it has begun. A decision that failed is tried again by anybody. */
export async function work(callers: readonly Caller[], load: Load, signal: AbortSignal): Promise<void> {
  const waiting = [...load.cases];
  const timed = async <T>(call: Promise<T>): Promise<T> => {
    const began = performance.now();
    try {
      return await call;
    } finally {
      load.slowestMs = Math.max(load.slowestMs, Math.round(performance.now() - began));
    }
  };
  const decide = async ({ admin }: Caller) => {
    while (!signal.aborted) {
      const one = waiting.shift();
      if (one === undefined) return;
      const { requestId, outcome } = one;
      const decision = await withSeen(admin, { requestId, outcome, blacklist: true, notify: true });
      const isDone = await timed(admin.call('admin.requests.decide', decision)).then(
        () => true,
        (error: unknown) => error instanceof CallError && error.kind === 'request_already_decided',
      );
      if (isDone) load.decided.push(one);
      else waiting.push(one);
      await sleep(isDone ? 20 : 100);
    }
  };
  const handIn = async ({ system }: Caller, lane: number) => {
    for (let n = 0; !signal.aborted; n += 1) {
      const externalId = `load-${lane}-${n}`;
      const row = { externalId, fullName: 'Somebody Else', email: `${crypto.randomUUID()}@lethe.example` };
      const taken = await timed(customerOf(system, row)).catch(() => null);
      if (taken !== null) load.handedIn.push(externalId);
      await sleep(taken === null ? 100 : 20);
    }
  };
  await Promise.all(
    callers.flatMap((caller, lane) => [decide(caller), decide(caller), handIn(caller, lane)]),
  );
}

const progressOf = ({ decided, handedIn }: Load): number => decided.length + handedIn.length;

/** Until one thing more is done: what breaks between two of them breaks nothing. */
export const untilMore = (load: Load, before = progressOf(load)): Promise<void> =>
  eventually(() => expect(progressOf(load)).toBeGreaterThan(before), 60_000);

/** The limits of a minute are not what is tested. */
export const forgetLimits = (sql: Sql) => sql`delete from lethe.rate_limits`;

/** What is neither done as a whole nor untouched, and what was confirmed and is not there. `sql` has a long timeout: it reads whole tables. */
export async function judge(
  sql: Sql,
  { cases, decided, handedIn }: Load,
): Promise<{ done: number; 'half-done': number; lost: number }> {
  // Systems have been told; what they call the person is kept until then only.
  await sql`update lethe.erasure_notices set result = 'done', acknowledged_at = now(), external_ids = '{}', records = '[]'
    where result is null`;
  const ids = cases.map(({ requestId }) => requestId);
  const stands = await sql<{ id: string; isDone: boolean; entries: number; letters: number }[]>`
    select r.id, r.status <> 'pending' as "isDone",
      (select count(*)::int from lethe.audit a where a.request_id = r.id and a.action = 'request_decided') as entries,
      (select count(*)::int from lethe.outbox o where o.request_id = r.id and o.template like 'outcome%') as letters
    from lethe.data_requests r where r.id = any(${ids})`;
  // A letter that still has to leave knows where to.
  await sql`delete from lethe.outbox where request_id = any(${ids})`;
  const rows = await rowsWith(
    sql,
    cases.flatMap(({ person }) => person.canaries),
  );
  const isFound = ({ person }: Case) =>
    person.canaries.some((canary) => rows.some((row) => row.includes(canary)));
  const standOf = new Map(stands.map((stand) => [stand.id, stand]));
  const halfDone = cases.filter((one) => {
    const stand = standOf.get(one.requestId);
    if (stand === undefined) return true;
    const { isDone, entries, letters } = stand;
    return entries !== Number(isDone) || letters !== Number(isDone) || isFound(one) === isDone;
  });
  const found = await sql`select from lethe.external_ids where external_id = any(${handedIn})`;
  const forgotten = decided.filter(({ requestId }) => !standOf.get(requestId)?.isDone);
  return {
    done: stands.filter(({ isDone }) => isDone).length,
    'half-done': halfDone.length,
    lost: forgotten.length + handedIn.length - found.length,
  };
}
