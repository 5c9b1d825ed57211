import { setTimeout as sleep } from 'node:timers/promises';
import { OBSERVER } from '../../support/example-system.ts';
import { decided, type Story, subscribe } from '../../support/newsletter-story.ts';
import type { Books } from './books.ts';
import type { Fault, Plan } from './plan.ts';

export interface Toll {
  kills: number;
  /** Ends of a process, killed or by itself. */
  ends: number;
  /** Kills of the newsletter after it had erased and before Lethe had heard so. */
  inBetween: number;
}

/** Carries the plan out: in each round decisions and somebody new, and meanwhile its faults. */
export async function runPlan({ rounds }: Plan, story: Story, books: Books, toll: Toll): Promise<void> {
  for (const { decisions, faults, newcomer } of rounds) {
    const deciding = Promise.all(
      decisions.map(({ externalId, outcome }) => decided(story, externalId, outcome)),
    );
    await subscribe(story, [newcomer]);
    for (const fault of faults) await strike(story, fault, books, toll);
    await deciding;
    await books.acknowledgementsStand();
  }
}

async function strike({ lethe, newsletter, sql }: Story, { what, when }: Fault, books: Books, toll: Toll) {
  await (typeof when === 'number' ? sleep(when) : books.untilOneMoreEffect());
  if (what === 'connections') {
    await Promise.all([sql, newsletter.sql].map(breakConnections));
    return;
  }
  toll.kills += 1;
  await (what === 'lethe' ? lethe : newsletter).kill();
  if (what === 'newsletter' && (await books.unacknowledgedEffects()) > 0) toll.inBetween += 1;
}

const breakConnections = (sql: Story['sql']) => sql`
  select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and backend_type = 'client backend' and application_name <> ${OBSERVER}`;

/** As whatever runs systems does: what has ended is started again, until the signal. */
export function keepRunning({ lethe, newsletter }: Story, toll: Toll, signal: AbortSignal): void {
  const keep = async (exited: () => Promise<unknown>, start: () => Promise<void> | void) => {
    for (;;) {
      await exited();
      if (signal.aborted) return;
      toll.ends += 1;
      // A start without a database fails; the loop starts it again.
      await Promise.resolve(start()).catch(() => undefined);
    }
  };
  void keep(
    () => lethe.exited(),
    () => lethe.restart(),
  );
  void keep(
    () => newsletter.exited(),
    () => newsletter.start(),
  );
}
