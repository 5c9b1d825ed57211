import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installed, installNewsletter } from '../support/example-system.ts';
import {
  beginStory,
  consent,
  decided,
  emailOf,
  linkedAt,
  type Outcome,
  order,
  publish,
  type Runtimes,
  type Story,
  sentTo,
  subscribe,
} from '../support/newsletter-story.ts';
import { eventually } from '../support/waiting.ts';

const RUNTIMES: Runtimes[] = [
  { newsletter: 'node', lethe: 'deno' },
  { newsletter: 'deno', lethe: 'node' },
];
const CONSENTING = ['block', 'destroy', 'plain', 'star'];
const EVERYBODY = [...CONSENTING, 'silent'].toSorted();

let installed: Installed;
beforeAll(async () => {
  installed = await installNewsletter();
});
afterAll(() => installed.remove());

describe.each(RUNTIMES)('the example system on $newsletter, with Lethe on $lethe', (runtimes) => {
  let story: Story;
  const requests = {} as Record<Outcome, string>;
  beforeAll(async () => {
    story = await beginStory(runtimes, installed.project);
    story.newsletter.start();
    await eventually(() => subscribe(story, EVERYBODY));
  });
  afterAll(() => story.stop());

  const subscribers = () => story.newsletter.sql<{ externalId: string; paused: boolean }[]>`
    select external_id as "externalId", paused_at is not null as paused from subscribers order by external_id`;
  const refusedPeople = async () => {
    const { items } = await story.admin.call<{ items: { refusedPeople: number }[] }>('admin.systemKeys.list');
    return items[0]!.refusedPeople;
  };

  it('tells Lethe of its subscribers', async () => {
    await eventually(async () => expect(await linkedAt(story)).toEqual(EVERYBODY));
  });

  it('sends to those who have consented, each once', async () => {
    await consent(story, CONSENTING);
    await publish(story, 1);
    await eventually(async () => expect(await sentTo(story, 1)).toEqual(CONSENTING));
  });

  it('hears of a block, a star and a destroy, does its part and says so', async () => {
    for (const outcome of ['block', 'star', 'destroy'] as const) {
      requests[outcome] = await decided(story, outcome, outcome);
    }
    for (const requestId of Object.values(requests)) {
      await eventually(async () =>
        expect(await story.admin.call('admin.requests.get', { requestId })).toMatchObject({
          notifiedSystems: [{ name: 'Newsletter', linked: true, overdue: false, result: 'done' }],
        }),
      );
    }
    const waiting = await story.admin.call('admin.requests.list', { waitingForSystems: true });
    const told = (waiting as { items: { requestId: string }[] }).items.map(({ requestId }) => requestId);
    expect(told.filter((id) => Object.values(requests).includes(id))).toEqual([]);
  });

  it('has erased its rows about the starred and the destroyed, and kept the blocked without sending', async () => {
    expect(await subscribers()).toEqual([
      { externalId: 'block', paused: true },
      { externalId: 'plain', paused: false },
      { externalId: 'silent', paused: false },
    ]);
    expect(await sentTo(story, 1)).toEqual(['block', 'plain']);
    await publish(story, 2);
    await subscribe(story, ['late']);
    await eventually(async () => expect(await linkedAt(story)).toContain('late'));
    await consent(story, ['late']);
    await eventually(async () => expect(await sentTo(story, 2)).toEqual(['late', 'plain']));
  });

  it('brings nobody back who stands in an old backup of its own, and pauses them', async () => {
    const before = await refusedPeople();
    await subscribe(story, ['star', 'destroy']);
    await eventually(async () =>
      expect(await subscribers()).toMatchObject([
        { externalId: 'block' },
        { externalId: 'destroy', paused: true },
        { externalId: 'late' },
        { externalId: 'plain' },
        { externalId: 'silent' },
        { externalId: 'star', paused: true },
      ]),
    );
    expect(await refusedPeople()).toBe(before + 2);
    expect(await linkedAt(story)).toEqual(['block', 'late', 'plain', 'silent']);
    const emails = ['star', 'destroy'].map(emailOf);
    expect(await story.sql`select from lethe.customers where email = any(${emails})`).toHaveLength(0);
  });

  const answer = (requestId: string, told: object) =>
    eventually(async () =>
      expect(await story.admin.call('admin.requests.get', { requestId })).toMatchObject({
        notifiedSystems: [{ name: 'Newsletter', ...told }],
      }),
    );
  const orders = () => story.newsletter.sql<{ order: string; paused: boolean }[]>`
    select order_id as "order", paused_at is not null as paused from orders order by order_id`;

  it('learns of people who only ordered, by the names it gave them and their orders, and does its part with these', async () => {
    await order(story, ['stranger-1', 'stranger-2', 'stranger-3', 'plain', 'nobody']);
    await eventually(async () =>
      expect(await story.sql`select from lethe.services where external_id like 'order of%'`).toHaveLength(5),
    );
    const destroyed = await decided(story, 'stranger-1', 'destroy');
    const blocked = await decided(story, 'stranger-2', 'block');
    const unknown = await decided(story, 'stranger-9', 'destroy');
    await answer(destroyed, { linked: true, result: 'done' });
    await answer(blocked, { linked: true, result: 'done' });
    await answer(unknown, { linked: false, result: 'nothing_held' });
    expect(await orders()).toEqual([
      { order: 'order of nobody', paused: false },
      { order: 'order of plain', paused: false },
      { order: 'order of stranger-2', paused: true },
      { order: 'order of stranger-3', paused: false },
    ]);
  });

  it('too late to be told whom an erasure is about, finds out whom it must erase, with what they ordered', async () => {
    const { newsletter, sql } = story;
    expect(await newsletter.end()).toBe(0);
    // It has never told Lethe of this one.
    await newsletter.sql`
      insert into subscribers (external_id, email, name, paused_at) values ('untold', 'x', 'Nora Nobody', now())`;
    const requestId = await decided(story, 'plain', 'destroy');
    // As after 30 days.
    await sql`update lethe.erasure_notices set external_ids = '{}', records = '[]' where request_id = ${requestId}`;
    newsletter.start();
    await answer(requestId, { linked: true, result: 'done' });
    const left = (await subscribers()).map(({ externalId }) => externalId);
    expect(left).toEqual(['block', 'destroy', 'late', 'silent', 'star', 'untold']);
    expect((await orders()).map((one) => one.order)).not.toContain('order of plain');
  });

  it('goes on with the others where one erasure fails, and carries it out once it can', async () => {
    const { newsletter } = story;
    expect(newsletter.troubles()).toBe('');
    await subscribe(story, ['stuck', 'free']);
    await eventually(async () =>
      expect(await linkedAt(story)).toEqual(expect.arrayContaining(['stuck', 'free'])),
    );
    await newsletter.sql.unsafe(`create function stay() returns trigger language plpgsql as $$
      begin raise exception 'locked by the books'; end $$;
      create trigger stay before delete on subscribers for each row when (old.external_id = 'stuck') execute function stay()`);
    const stuck = await decided(story, 'stuck', 'destroy');
    const free = await decided(story, 'free', 'destroy');
    await answer(free, { linked: true, result: 'done' });
    await answer(stuck, { linked: true, result: null });
    await newsletter.sql`drop trigger stay on subscribers`;
    // What comes next ends the wait, and what failed is told again with it.
    await decided(story, 'silent', 'block');
    await answer(stuck, { linked: true, result: 'done' });
    expect(newsletter.troubles()).toContain('carryOutErasures failed: P0001');
  });

  it('ends when it is told to, in the middle of its wait', async () => {
    const { newsletter } = story;
    expect(await newsletter.end()).toBe(0);
  });
});
