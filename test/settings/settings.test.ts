import { afterAll, beforeAll, expect, test } from 'vitest';
import { addAdmin, callerFor } from '../support/caller.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

const asAdmin = async ({ pools }: TestDatabase) => callerFor(pools, await addAdmin(pools.app));

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

test('settings: each switch changes alone, and the audit says which, by whom', async () => {
  const adminId = await addAdmin(database.pools.app);
  const call = await callerFor(database.pools, adminId);
  expect(await call.admin.settings.get({})).toEqual({
    enabled: false,
    authorizationRequired: false,
    automaticProcessing: false,
    waitingDays: 14,
    acknowledgementDays: 7,
    decisionsPerHourAlert: 20,
    secondApproval: 'off',
    timeZone: null,
    operatorName: null,
    operatorContact: null,
    replyAddress: null,
  });
  await call.admin.settings.update({ enabled: true });
  expect(await call.admin.settings.update({ automaticProcessing: true, waitingDays: 7 })).toEqual({
    enabled: true,
    authorizationRequired: false,
    automaticProcessing: true,
    waitingDays: 7,
    acknowledgementDays: 7,
    decisionsPerHourAlert: 20,
    secondApproval: 'off',
    timeZone: null,
    operatorName: null,
    operatorContact: null,
    replyAddress: null,
  });
  expect(await database.pools.app`select actor, action, details from lethe.audit order by number`).toEqual([
    { actor: adminId, action: 'settings_changed', details: { enabled: true } },
    { actor: adminId, action: 'settings_changed', details: { automaticProcessing: true, waitingDays: 7 } },
  ]);
});

test('settings: changes that are made at once all last', async () => {
  const call = await asAdmin(database);
  await call.admin.settings.update({ enabled: false, authorizationRequired: false });
  await Promise.all([
    call.admin.settings.update({ enabled: true }),
    call.admin.settings.update({ authorizationRequired: true }),
    call.admin.settings.update({ waitingDays: 21 }),
  ]);
  expect(await call.admin.settings.get({})).toMatchObject({
    enabled: true,
    authorizationRequired: true,
    waitingDays: 21,
    acknowledgementDays: 7,
  });
});

test('settings: a waiting period that would miss the legal month, or an unknown switch, is refused', async () => {
  const call = await asAdmin(database);
  await expect(call.admin.settings.update({ waitingDays: 31 })).rejects.toMatchObject({
    code: 'BAD_REQUEST',
  });
  await expect(call.admin.settings.update({ waitingDays: 1.5 })).rejects.toMatchObject({
    code: 'BAD_REQUEST',
  });
  const unknown = { secret: 'x', enabled: true };
  await expect(call.admin.settings.update(unknown)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
});
