import { expect } from 'vitest';
import type { Outcome, Story } from '../../support/newsletter-story.ts';

interface Effect {
  erasureId: string;
  outcome: Outcome;
  result: string | null;
}
interface Notice extends Effect {
  acknowledgedAt: string | null;
}

/** What Lethe has told the newsletter and heard of it, beside what the newsletter has done. */
export function openBooks({ sql, newsletter }: Story) {
  const notices = () => sql<Notice[]>`
    select n.id as "erasureId", n.outcome, n.result, n.acknowledged_at as "acknowledgedAt"
    from lethe.erasure_notices n join lethe.systems r on r.id = n.system_id
    where r.name = 'Newsletter' order by n.id`;
  const effects = () => newsletter.sql<Effect[]>`
    select erasure_id as "erasureId", outcome, result from effects order by erasure_id`;
  const first = new Map<string, string>();
  return {
    notices,
    effects,
    totals: () => newsletter.sql<{ outcome: Outcome; people: number }[]>`select outcome, people from totals`,
    subscribers: () => newsletter.sql<{ externalId: string; paused: boolean }[]>`
      select external_id as "externalId", paused_at is not null as paused from subscribers`,

    async unacknowledgedEffects(): Promise<number> {
      const done = new Set((await effects()).map(({ erasureId }) => erasureId));
      const open = (await notices()).filter(({ result }) => result === null);
      return open.filter(({ erasureId }) => done.has(erasureId)).length;
    },

    /** An acknowledgment keeps its first time. */
    async acknowledgementsStand(): Promise<void> {
      for (const { erasureId, acknowledgedAt } of await notices()) {
        if (acknowledgedAt === null) continue;
        expect(acknowledgedAt, erasureId).toBe(first.get(erasureId) ?? acknowledgedAt);
        first.set(erasureId, acknowledgedAt);
      }
    },

    /** Or a second, since there may be none left. */
    async untilOneMoreEffect(): Promise<void> {
      const before = (await effects()).length;
      const until = Date.now() + 1_000;
      while (Date.now() < until && (await effects()).length === before);
    },
  };
}

export type Books = ReturnType<typeof openBooks>;
