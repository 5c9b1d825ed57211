import { expect } from 'vitest';
import {
  beginStory,
  consent,
  emailOf,
  linkedAt,
  publish,
  type Runtimes,
  type Story,
  sentTo,
  subscribe,
} from '../../support/newsletter-story.ts';
import { eventually } from '../../support/waiting.ts';
import { keepRunning, runPlan, type Toll } from './accidents.ts';
import { type Books, openBooks } from './books.ts';
import type { Plan } from './plan.ts';

/** A newsletter that was in too much of a hurry is let in again after a minute at the latest. */
const A_LIMITS_MINUTE = 90_000;
const LATE = ['z-first', 'z-second'];

/** Lethe and the newsletter live through the plan; then both must agree, and neither have lost or invented anything. */
export async function survive(plan: Plan, runtimes: Runtimes, project: string): Promise<void> {
  const story = await beginStory(runtimes, project);
  const books = openBooks(story);
  const toll: Toll = { kills: 0, ends: 0, inBetween: 0 };
  const ending = new AbortController();
  try {
    const strangers = await strangersOf(story);
    story.newsletter.start();
    await eventually(() => subscribe(story, plan.everybody));
    await eventually(async () => expect(await linkedAt(story)).toHaveLength(plan.everybody.length));
    await consent(story, plan.everybody);
    await publish(story, 1);
    keepRunning(story, toll, ending.signal);
    await runPlan(plan, story, books, toll);
    await settle(story, books);
    await compareErasures(plan, books);
    await comparePeople(plan, story, books);
    expect(await strangersOf(story), 'people the newsletter does not know').toEqual(strangers);
    process.stdout.write(`faults: ${JSON.stringify({ ...toll, refused: await refusedPeople(story) })}\n`);
  } finally {
    ending.abort();
    await story.stop();
  }
}

/** Until all is acknowledged, and the newsletter has told Lethe of all its subscribers twice more. */
async function settle(story: Story, books: Books): Promise<void> {
  await eventually(
    async () => expect((await books.notices()).filter(({ result }) => result === null)).toEqual([]),
    A_LIMITS_MINUTE,
  );
  for (const externalId of LATE) {
    await subscribe(story, [externalId]);
    await eventually(async () => expect(await linkedAt(story)).toContain(externalId));
  }
}

/** Every erasure was told, took effect once, and was acknowledged once with what had been done. */
async function compareErasures({ ends }: Plan, books: Books): Promise<void> {
  await books.acknowledgementsStand();
  const notices = await books.notices();
  const decided = [...ends.values()];
  expect(notices.map(({ outcome }) => outcome).toSorted(), 'told').toEqual(decided.flat().toSorted());
  const effects = notices.map(({ acknowledgedAt: _at, ...effect }) => effect);
  expect(await books.effects(), 'effects').toEqual(effects);
  // A block that an erasure has overtaken still names whom it is about.
  expect(effects.filter(({ result }) => result !== 'done')).toEqual([]);
  for (const { outcome, people } of await books.totals()) {
    const done = effects.filter((effect) => effect.outcome === outcome && effect.result === 'done');
    expect(people, `counted as ${outcome}`).toBe(done.length);
  }
}

/** Everybody who was erased is gone from both and stays away; nobody else is. */
async function comparePeople(
  { ends, everybody, newcomers }: Plan,
  story: Story,
  books: Books,
): Promise<void> {
  const blocked = [...ends].flatMap(([id, outcomes]) => (outcomes.at(-1) === 'block' ? [id] : []));
  const erased = [...ends.keys()].filter((id) => !blocked.includes(id));
  const untouched = [...everybody.filter((id) => !ends.has(id)), ...newcomers, ...LATE].toSorted();
  const subscribers = await books.subscribers();
  const those = (paused: boolean) =>
    subscribers.flatMap((row) => (row.paused === paused ? [row.externalId] : [])).toSorted();
  expect(those(true), 'paused').toEqual(blocked.toSorted());
  expect(those(false), 'subscribed').toEqual(untouched);
  expect((await linkedAt(story)).toSorted(), 'linked').toEqual([...blocked, ...untouched].toSorted());
  const back = await story.sql`select from lethe.customers where email = any(${erased.map(emailOf)})`;
  expect(back.length, 'brought back').toBe(0);
  await consent(story, untouched);
  await publish(story, 2);
  await eventually(async () => expect((await sentTo(story, 2)).toSorted(), 'sent').toEqual(untouched));
}

const strangersOf = ({ sql }: Story) => sql`
  select c.id, c.state, c.name, c.email from lethe.customers c
  where c.name = 'Stranger' order by c.id`;

async function refusedPeople({ sql }: Story): Promise<number> {
  const [row] = await sql<[{ refused: number }]>`
    select refused_people::int as refused from lethe.systems where name = 'Newsletter'`;
  return row.refused;
}
