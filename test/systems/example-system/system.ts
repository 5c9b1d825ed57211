import { type LetheClient, LetheError } from 'lethe/client';
import type { Sql } from 'postgres';

export interface System {
  sql: Sql;
  lethe: LetheClient;
  /** The end of the system. */
  signal: AbortSignal;
  /** Milliseconds between two rounds. */
  restMs: number;
}

const AFTER_A_FAILURE_MS = 1_000;

type Work = (system: System) => Promise<void>;

/** One round after the other, until the system ends. */
export async function forever(system: System, round: Work, restMs: number): Promise<void> {
  while (!system.signal.aborted) {
    await untilDone(system, round);
    await rest(restMs, system.signal);
  }
}

/** Whatever fails is done again from its beginning: what is left to do stands in the tables. */
export async function untilDone(system: System, work: Work): Promise<void> {
  while (!system.signal.aborted) {
    try {
      return await work(system);
    } catch (error) {
      if (system.signal.aborted) return;
      // What failed, and nothing about whom.
      console.error(`${work.name} failed: ${reasonOf(error)}`);
      await rest(AFTER_A_FAILURE_MS, system.signal);
    }
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof LetheError) return error.kind;
  const { code, name } = error as { code?: string; name?: string };
  return code ?? name ?? 'unknown';
}

function rest(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const over = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', over);
      done();
    };
    const timer = setTimeout(over, ms);
    signal.addEventListener('abort', over);
    if (signal.aborted) over();
  });
}
