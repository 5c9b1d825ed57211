import { type LetheClient, LetheError } from 'lethe/client';
import type { Sql } from 'postgres';

export interface System {
  sql: Sql;
  lethe: LetheClient;
  /** Aborts when the system ends. */
  signal: AbortSignal;
  /** Milliseconds between two rounds. */
  restMs: number;
}

const AFTER_A_FAILURE_MS = 1_000;

type Work = (system: System) => Promise<void>;

/** Runs one round after the other until the system ends. */
export async function forever(system: System, round: Work, restMs: number): Promise<void> {
  while (!system.signal.aborted) {
    await untilDone(system, round);
    await waitFor(restMs, system.signal);
  }
}

/** Repeats failed work from its beginning: the tables show what is left to do. */
export async function untilDone(system: System, work: Work): Promise<void> {
  while (!system.signal.aborted) {
    try {
      return await work(system);
    } catch (error) {
      if (system.signal.aborted) return;
      // The log says what failed, and nothing about a person.
      console.error(`${work.name} failed: ${reasonOf(error)}`);
      await waitFor(AFTER_A_FAILURE_MS, system.signal);
    }
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof LetheError) return error.kind;
  const { code, name } = error as { code?: string; name?: string };
  return code ?? name ?? 'unknown';
}

function waitFor(ms: number, signal: AbortSignal): Promise<void> {
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
