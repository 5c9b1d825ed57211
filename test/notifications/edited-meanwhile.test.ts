import { array, assert, asyncProperty, constantFrom, record, tuple } from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addAdmin, type Caller, callerFor } from '../support/caller.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

/* Two admins who edit one text: the second is told, and nothing that either wrote is lost unseen. */

let database: TestDatabase;
let admins: Caller[];
beforeAll(async () => {
  database = await createDatabase();
  const { app } = database.pools;
  admins = [
    await callerFor(database.pools, await addAdmin(app)),
    await callerFor(database.pools, await addAdmin(app)),
  ];
});
afterAll(() => database.drop());

const late = { kind: 'edited_meanwhile', code: 'CONFLICT' };
const words = constantFrom('R&D; &amp;', '🦄 שלום', "O'Neil", 'Ｆｕｌｌ e\u0301', 'a\nb', 'x'.repeat(200));
const who = constantFrom(0, 1);
const adminAt = (at: number): Caller => admins[at] ?? admins[0]!;

describe('a template that two admins edit', () => {
  const name = 'outcome_refused' as const;
  const text = { name, subject: 'Your request', body: 'One' };

  it('is refused to the second, from the default words and from saved ones; each may then save over the other', async () => {
    const [ada, bert] = [adminAt(0), adminAt(1)];
    const first = await ada.admin.templates.get({ name });
    expect(first.updatedAt).toBeNull();
    const saved = await ada.admin.templates.update({ ...text, basedOn: null });
    await expect(bert.admin.templates.update({ ...text, body: 'Two', basedOn: null })).rejects.toMatchObject(
      late,
    );
    expect(await bert.admin.templates.get({ name })).toEqual(saved);
    // Sent twice, as after an answer that was lost.
    expect(await ada.admin.templates.update({ ...text, basedOn: null })).toEqual(saved);
    const over = await bert.admin.templates.update({ ...text, body: 'Two', basedOn: saved.updatedAt });
    await expect(
      ada.admin.templates.update({ ...text, body: 'Three', basedOn: saved.updatedAt }),
    ).rejects.toMatchObject(late);
    await expect(ada.admin.templates.reset({ name, basedOn: saved.updatedAt })).rejects.toMatchObject(late);
    await ada.admin.templates.reset({ name, basedOn: over.updatedAt });
    await expect(
      bert.admin.templates.update({ ...text, body: 'Four', basedOn: over.updatedAt }),
    ).rejects.toMatchObject(late);
    expect(await bert.admin.templates.get({ name })).toMatchObject({ isDefault: true });
  });

  it('lets one of two in one moment win', async () => {
    for (let round = 0; round < 20; round += 1) {
      const { updatedAt } = await adminAt(0).admin.templates.get({ name });
      const sent = await Promise.allSettled(
        admins.map((one, at) =>
          one.admin.templates.update({ ...text, body: `${round} ${at}`, basedOn: updatedAt }),
        ),
      );
      expect(sent.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    }
  });

  it('never loses words that the one who saves has not seen', async () => {
    await assert(
      asyncProperty(
        array(tuple(who, constantFrom('look', 'save'), words), { maxLength: 12 }),
        async (steps) => {
          let held = await adminAt(0).admin.templates.get({ name });
          const seen = [held, held];
          for (const [at, act, body] of steps) {
            if (act === 'look') seen[at] = await adminAt(at).admin.templates.get({ name });
            else {
              const basedOn = seen[at]?.updatedAt ?? null;
              const saving = adminAt(at).admin.templates.update({ ...text, body, basedOn });
              const same = held.body === body && held.subject === text.subject;
              if (basedOn === held.updatedAt || same) held = seen[at] = await saving;
              else await expect(saving).rejects.toMatchObject(late);
            }
            expect(await adminAt(0).admin.templates.get({ name })).toEqual(held);
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('a consent text that two admins edit', () => {
  const newest = async () => (await adminAt(0).admin.consents.texts({ limit: 1 })).items[0];

  it('is refused to the second, who may then add a version after the newer one', async () => {
    const basedOn = (await newest())?.version ?? null;
    const { version } = await adminAt(0).admin.consents.saveText({ text: 'Ours.', basedOn });
    const mine = { text: 'Mine.', purposes: ['billing'] };
    await expect(adminAt(1).admin.consents.saveText({ ...mine, basedOn })).rejects.toMatchObject(late);
    expect(await adminAt(0).admin.consents.saveText({ text: 'Ours.', basedOn })).toEqual({ version });
    await adminAt(1).admin.consents.saveText({ ...mine, basedOn: version });
    expect(await newest()).toMatchObject(mine);
  });

  it('lets one of two in one moment win, also the very first', async () => {
    await database.pools.app`delete from lethe.consent_texts`;
    for (let round = 0; round < 20; round += 1) {
      const basedOn = (await newest())?.version ?? null;
      const sent = await Promise.allSettled(
        admins.map((one, at) => one.admin.consents.saveText({ text: `${round} ${at}`, basedOn })),
      );
      expect(sent.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    }
  });
});

describe('the configuration that two admins change', () => {
  it('ends with the last value of each setting that was changed by name', async () => {
    const change = record(
      {
        enabled: constantFrom(true, false),
        authorizationRequired: constantFrom(true, false),
        waitingDays: constantFrom(1, 14, 27),
        acknowledgementDays: constantFrom(1, 30),
      },
      { requiredKeys: [] },
    );
    await assert(
      asyncProperty(array(tuple(who, change), { maxLength: 8 }), async (steps) => {
        let expected = await adminAt(0).admin.settings.get({});
        for (const [at, changes] of steps) {
          expected = { ...expected, ...changes };
          expect(await adminAt(at).admin.settings.update(changes)).toEqual(expected);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('keeps a time zone that was chosen, whatever another browser proposes', async () => {
    await database.pools.app`update lethe.settings set time_zone = null`;
    const update = (at: number, changes: object) => adminAt(at).admin.settings.update(changes);
    expect(await update(0, { proposedTimeZone: 'Europe/Berlin' })).toMatchObject({
      timeZone: 'Europe/Berlin',
    });
    expect(await update(0, { timeZone: 'Asia/Tokyo' })).toMatchObject({ timeZone: 'Asia/Tokyo' });
    expect(await update(1, { proposedTimeZone: 'Europe/Berlin', waitingDays: 20 })).toMatchObject({
      timeZone: 'Asia/Tokyo',
      waitingDays: 20,
    });
  });
});
