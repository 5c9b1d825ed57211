import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from './client.ts';
import type { System } from './systems.ts';

/** A way in, tried once: whether it answers as on a good day. */
type Door = () => Promise<boolean>;

const PATIENCE_MS = 30_000;

/** A door of each kind: of nobody, of a visitor, of an admin, and of a system where one is given. */
export function doorsOf(url: string, admin: Client, system?: System): Record<string, Door> {
  const isOk = async (path: string) => {
    const response = await fetch(url + path, { signal: AbortSignal.timeout(PATIENCE_MS) });
    await response.arrayBuffer();
    return response.ok;
  };
  return {
    health: () => isOk('/health'),
    page: () => isOk('/'),
    visitor: () => isOk('/trpc/account.me'),
    admin: () => admin.call('admin.requests.list').then(() => true),
    ...(system && { system: () => system.call('system.erasures.feed').then(() => true) }),
  };
}

/** Tries each until it answers; for how many milliseconds the slowest did not. */
export async function untilAllAnswer(doors: Record<string, Door>): Promise<number> {
  const began = performance.now();
  const waited = await Promise.all(
    Object.entries(doors).map(async ([name, door]) => {
      while (!(await door().catch(() => false))) {
        if (performance.now() - began > PATIENCE_MS) throw new Error(`the door of ${name} stays shut`);
        await sleep(20);
      }
      return performance.now() - began;
    }),
  );
  return Math.round(Math.max(...waited));
}
