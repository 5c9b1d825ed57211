import { type LetheClient, LetheError } from 'lethe/client';
import type { Sql } from 'postgres';

export interface Service {
  sql: Sql;
  lethe: LetheClient;
  /** The end of the service. */
  signal: AbortSignal;
  /** Milliseconds between two rounds. */
  restMs: number;
}

const AFTER_A_FAILURE_MS = 1_000;

type Work = (service: Service) => Promise<void>;

/** One round after the other, until the service ends. */
export async function forever(service: Service, round: Work, restMs: number): Promise<void> {
  while (!service.signal.aborted) {
    await untilDone(service, round);
    await rest(restMs, service.signal);
  }
}

/** Whatever fails is done again from its beginning: what is left to do stands in the tables. */
export async function untilDone(service: Service, work: Work): Promise<void> {
  while (!service.signal.aborted) {
    try {
      return await work(service);
    } catch (error) {
      if (service.signal.aborted) return;
      // What failed, and nothing about whom.
      console.error(`${work.name} failed: ${reasonOf(error)}`);
      await rest(AFTER_A_FAILURE_MS, service.signal);
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
