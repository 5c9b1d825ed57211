import { createLetheClient } from 'lethe/client';
import postgres from 'postgres';
import { carryOut } from './erasures.ts';
import { sendIssues } from './issues.ts';
import { tellOfOrders } from './orders.ts';
import { tellLethe } from './subscribers.ts';
import { forever, type System, untilDone } from './system.ts';
import { createTables } from './tables.ts';

/* A newsletter: four loops on its own database. None of them keeps anything in memory, so that it may end at any point. */

declare const process: {
  env: Record<string, string | undefined>;
  once(signal: 'SIGTERM' | 'SIGINT', end: () => void): void;
};

const needed = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is missing`);
  return value;
};

const ending = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => ending.abort());

const system: System = {
  sql: postgres(needed('NEWSLETTER_DATABASE_URL'), { max: 4, onnotice: () => undefined }),
  lethe: createLetheClient({ url: needed('LETHE_URL'), key: needed('LETHE_KEY') }),
  signal: ending.signal,
  restMs: Number(process.env['NEWSLETTER_REST_MS'] ?? 60_000),
};

await untilDone(system, createTables);
await Promise.all([
  forever(system, tellLethe, system.restMs),
  forever(system, tellOfOrders, system.restMs),
  forever(system, sendIssues, system.restMs),
  // The feed waits by itself.
  forever(system, carryOut, 0),
]);
await system.sql.end({ timeout: 5 });
