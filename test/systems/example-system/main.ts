import { createLetheClient } from 'lethe/client';
import postgres from 'postgres';
import { carryOutErasures } from './erasures.ts';
import { sendIssues } from './issues.ts';
import { reportOrders } from './orders.ts';
import { reportSubscribers } from './subscribers.ts';
import { forever, type System, untilDone } from './system.ts';
import { createTables } from './tables.ts';

/* A newsletter: four loops on its own database. None of them keeps state in memory, so the process may end at any point. */

declare const process: {
  env: Record<string, string | undefined>;
  once(signal: 'SIGTERM' | 'SIGINT', end: () => void): void;
};

const requireEnvironment = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is missing`);
  return value;
};

const ending = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => ending.abort());

const system: System = {
  sql: postgres(requireEnvironment('NEWSLETTER_DATABASE_URL'), { max: 4, onnotice: () => undefined }),
  lethe: createLetheClient({ url: requireEnvironment('LETHE_URL'), key: requireEnvironment('LETHE_KEY') }),
  signal: ending.signal,
  restMs: Number(process.env['NEWSLETTER_REST_MS'] ?? 60_000),
};

await untilDone(system, createTables);
await Promise.all([
  forever(system, reportSubscribers, system.restMs),
  forever(system, reportOrders, system.restMs),
  forever(system, sendIssues, system.restMs),
  // No rest: the feed call itself waits for news.
  forever(system, carryOutErasures, 0),
]);
await system.sql.end({ timeout: 5 });
