import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../db/connect.ts';
import { createLetheClient, type LetheClient } from '../../server/systems/client/client.ts';
import { beginStory, consent, decided, linkedAt, type Story } from '../support/newsletter-story.ts';

/* What the API of connected systems costs, by `npm run bench`. Lethe runs in a process of its own, under Deno as people start it. */

const RUNS = 30;
const PEOPLE = 500;
const CHECKS = 2_000;

let story: Story;
let lethe: LetheClient;
let next = 0;
const person = (n: number) => `person-${n}`;
beforeAll(async () => {
  story = await beginStory({ lethe: 'deno', newsletter: 'node' }, '.');
  lethe = createLetheClient({ url: story.lethe.url, key: story.system.key });
  const items = Array.from({ length: PEOPLE }, (_, n) => ({
    externalId: person(n),
    email: `${person(n)}@lethe.example`,
    fullName: 'Nora Nobody',
  }));
  await lethe.customers.upsert.mutate({ items });
  await consent(story, await linkedAt(story));
});
afterAll(() => story.stop());

/** A key has a limit of calls, and it is not the limit that is measured. */
const unlimited = () => story.sql`delete from lethe.rate_limits`;

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** Asks until there is news; `restMs` between two questions. */
async function firstNews(after: number, waitSeconds: number, restMs: number) {
  for (;;) {
    const { items, nextCursor } = await lethe.erasures.feed.query({ after, waitSeconds });
    if (items.length > 0) return { at: performance.now(), cursor: nextCursor };
    await sleep(restMs);
  }
}

describe('from the commit of a decision until its reader has it', () => {
  it.each([
    { how: 'asking every second', waitSeconds: 0, restMs: 1_000 },
    { how: 'asking every 5 s', waitSeconds: 0, restMs: 5_000 },
    { how: 'waitSeconds 1', waitSeconds: 1, restMs: 0 },
    { how: 'waitSeconds 5', waitSeconds: 5, restMs: 0 },
    { how: 'waitSeconds 30', waitSeconds: 30, restMs: 0 },
  ])(
    '$how',
    async ({ how, waitSeconds, restMs }) => {
      let committed = 0;
      // The database tells of it at the commit.
      const heard = await story.sql.listen('lethe_erasures', () => (committed = performance.now()));
      const found: number[] = [];
      let cursor = (await firstNewsOrNone()).nextCursor;
      for (let run = 0; run < RUNS; run += 1) {
        await unlimited();
        const reading = firstNews(cursor, waitSeconds, restMs);
        // At any moment of the reader's round.
        await sleep(Math.random() * Math.max(restMs, 1_000));
        await decided(story, person(next++), 'block');
        const news = await reading;
        cursor = news.cursor;
        found.push(news.at - committed);
      }
      await heard.unlisten();
      const [least, most] = [Math.min(...found), Math.max(...found)].map((ms) => Math.round(ms));
      process.stdout.write(`feed, ${how}: median ${median(found).toFixed(1)} ms (${least} to ${most})\n`);
      expect(median(found)).toBeLessThan(restMs === 0 ? 250 : restMs);
    },
    600_000,
  );
});

/** The cursor behind all that is there. */
async function firstNewsOrNone() {
  let page = await lethe.erasures.feed.query({ after: 0, limit: 100 });
  while (page.items.length === 100) {
    page = await lethe.erasures.feed.query({ after: page.nextCursor, limit: 100 });
  }
  return page;
}

/** So many calls a second, `lanes` at a time. */
async function rate(lanes: number, call: (n: number) => Promise<unknown>): Promise<number> {
  const began = performance.now();
  let asked = 0;
  const lane = async () => {
    while (asked < CHECKS) await call(asked++);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return (CHECKS / (performance.now() - began)) * 1_000;
}

describe('consents.check beside a bare select by the same index', () => {
  it.each([1, 8])(
    '%i in flight',
    async (lanes) => {
      const bare = connect(story.lethe.database.url, lanes);
      const [system] = await bare<{ id: string }[]>`select id from lethe.systems where name = 'Newsletter'`;
      const select = (n: number) => bare`select customer_id from lethe.external_ids
      where system_id = ${system!.id} and external_id = ${person(n % PEOPLE)}`;
      const check = async (n: number) => {
        if (n % 200 === 0) await unlimited();
        return lethe.consents.check.query({ customer: { externalId: person(n % PEOPLE) } });
      };
      await rate(lanes, select);
      await rate(lanes, check);
      const checks = await rate(lanes, check);
      const selects = await rate(lanes, select);
      await bare.end();
      const ratio = (checks / selects).toFixed(3);
      process.stdout.write(
        `${lanes} in flight: ${checks.toFixed(0)} checks/s, ${selects.toFixed(0)} selects/s, ratio ${ratio}\n`,
      );
      expect(checks).toBeGreaterThan(20);
    },
    600_000,
  );
});
