import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addDays, addMonths, answerDue, dayIn, latestToday } from '../../server/calendar/rules.ts';
import { defaults } from '../../server/notifications/defaults.ts';
import { exampleFacts } from '../../server/notifications/example.ts';
import { render } from '../../server/notifications/rules.ts';
import { insertRequest } from '../../server/requests/entry-queries.ts';
import { anyDay, anyMoment, anyZone } from '../support/calendar.ts';
import { addAdmin, addCustomer, type Caller, callerFor, signIn } from '../support/caller.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { rounds } from '../support/depth.ts';
import { createExports } from '../support/export.ts';

let database: TestDatabase;
let admin: Caller;
beforeAll(async () => {
  database = await createDatabase();
  admin = await callerFor(database.pools, await addAdmin(database.pools.app));
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.pools.app`update lethe.settings set enabled = true, time_zone = null`;
});

const someone = () => addCustomer(database.pools.app, 'Dora Deadline');
const mailOf = async (requestId: string) => {
  const [mail] = await database.pools.app<[{ body: string }]>`
    select body from lethe.outbox where request_id = ${requestId} and template = 'request_received'`;
  return mail.body;
};
const written = (day: string) =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(Date.parse(day));

describe('a deadline', () => {
  test.each(['Pacific/Kiritimati', 'America/Los_Angeles', 'Asia/Kathmandu', 'Etc/GMT+12'])(
    'is one date in every place it is told, by the calendar of %s',
    async (zone) => {
      await admin.admin.settings.update({ timeZone: zone });
      const customerId = await someone();
      const customer = await callerFor(database.pools, customerId);
      const { requestId, answerBy, createdAt } = await customer.customer.requests.create({ type: 'removal' });
      expect(answerBy).toBe(answerDue(dayIn(zone, createdAt)));
      expect(await admin.admin.requests.get({ requestId })).toMatchObject({ answerBy });
      expect((await admin.admin.requests.list({ search: 'Dora' })).items[0]).toMatchObject({ answerBy });
      expect((await customer.customer.requests.list({})).items[0]).toMatchObject({ answerBy });
      expect(await mailOf(requestId)).toContain(`answer it by ${written(answerBy)}.`);
      const download = await createExports(database).download(await signIn(database.pools.app, customerId));
      expect(await download.text()).toContain(`<answerBy>${answerBy}</answerBy>`);
    },
  );

  test('is the day of the calendar for any instant, zone and day of receipt', async () => {
    const { app } = database.pools;
    const customerId = await someone();
    const received = fc.option(anyDay, { nil: null });
    for (const [timeZone, moment, receivedOn] of fc.sample(fc.tuple(anyZone, anyMoment, received), 500)) {
      const at = new Date(moment).toISOString();
      const entered = await app.begin(async (tx) => {
        await tx`delete from lethe.data_requests where customer_id = ${customerId}`;
        const request = { customerId, type: 'removal', note: null, enteredBy: null, received: null } as const;
        return insertRequest(tx, { ...request, receivedOn }, { at, timeZone });
      });
      expect(entered?.answerBy).toBe(answerDue(receivedOn ?? dayIn(timeZone, moment)));
    }
  });

  test('is written in a message as the date it is, whatever zone the server runs in', () =>
    fc.assert(
      fc.property(anyDay, (answerBy) => {
        const facts = { ...exampleFacts('request_received', 'x'), answerBy };
        const { body } = render('request_received', defaults.request_received, facts);
        expect(body).toContain(` ${Number(answerBy.slice(8))} `);
        expect(body).toContain(`${written(answerBy)}.`);
      }),
      { numRuns: rounds(400, 2_000) },
    ));
});

describe('the day of receipt that an admin states', () => {
  const enter = async (receivedOn: string) =>
    admin.admin.requests.create({ customerId: await someone(), type: 'removal', receivedOn });

  test('starts the month, and is shown', async () => {
    for (const receivedOn of [latestToday(), addDays(latestToday(), -1), addMonths(latestToday(), -23)]) {
      const { requestId } = await enter(receivedOn);
      expect(await admin.admin.requests.get({ requestId })).toMatchObject({
        receivedOn,
        receivedBy: null,
        enteredByAdmin: true,
        answerBy: answerDue(receivedOn),
      });
    }
  });

  test.each([
    ['tomorrow everywhere', () => addDays(latestToday(), 1)],
    ['more than two years ago', () => addDays(addMonths(latestToday(), -24), -3)],
    ['no day of the calendar', () => '2026-02-30'],
    ['an instant', () => '2026-11-30T10:00:00Z'],
  ])('is refused as %s', async (_name, day) => {
    await expect(enter(day())).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });
});

describe('the time zone', () => {
  test('is none at first, then the one an admin chose, told to everybody who is signed in', async () => {
    const { app } = database.pools;
    const customerId = await someone();
    const zoneFor = async () => (await callerFor(database.pools, customerId)).account.me({});
    expect((await admin.admin.settings.get({})).timeZone).toBeNull();
    expect(await zoneFor()).toMatchObject({ timeZone: 'UTC' });
    await admin.admin.settings.update({ timeZone: 'Asia/Kathmandu' });
    expect(await zoneFor()).toMatchObject({ timeZone: 'Asia/Kathmandu' });
    await app`update lethe.settings set time_zone = 'Mars/Olympus'`;
    expect(await zoneFor()).toMatchObject({ timeZone: 'UTC' });
  });

  test.each(['Mars/Olympus', '+02:00', '', 'x'.repeat(65)])('%s is none', (timeZone) =>
    expect(admin.admin.settings.update({ timeZone })).rejects.toMatchObject({ code: 'BAD_REQUEST' }),
  );

  test('another one moves no deadline that was promised', async () => {
    const customer = await callerFor(database.pools, await someone());
    await admin.admin.settings.update({ timeZone: 'Pacific/Kiritimati' });
    const { answerBy } = await customer.customer.requests.create({ type: 'removal' });
    await admin.admin.settings.update({ timeZone: 'Pacific/Pago_Pago' });
    expect((await customer.customer.requests.list({})).items[0]).toMatchObject({ answerBy });
  });
});
