import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addAdmin, addCustomer, type Caller, callerFor } from '../support/caller.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

describe('consent', () => {
  let database: TestDatabase;
  let admin: Caller;
  let adminId: string;

  beforeAll(async () => {
    database = await createDatabase();
    await database.pools.app`update lethe.settings set enabled = true`;
    adminId = await addAdmin(database.pools.app);
    admin = await callerFor(database.pools, adminId);
  });
  afterAll(() => database.drop());

  const newCustomer = async () => {
    const customerId = await addCustomer(database.pools.app);
    return { customerId, caller: await callerFor(database.pools, customerId) };
  };

  test('starts ungranted, with the text that is installed', async () => {
    const { caller } = await newCustomer();
    expect(await caller.customer.consents.status({})).toEqual({
      granted: false,
      textVersion: expect.any(Number),
      text: expect.stringContaining('withdraw your consent'),
      purposes: ['services', 'billing', 'security'],
      since: null,
      grantedVersion: null,
    });
  });

  test('granting and withdrawing each add a row that says from where, and overwrite nothing', async () => {
    const { caller, customerId } = await newCustomer();
    const { textVersion } = await caller.customer.consents.status({});
    const granted = await caller.customer.consents.grant({ textVersion });
    expect(granted).toMatchObject({ granted: true, grantedVersion: textVersion });
    const withdrawn = await caller.customer.consents.withdraw({});
    expect(withdrawn).toMatchObject({ granted: false, grantedVersion: null });
    expect(withdrawn.since).not.toBeNull();
    const rows = await database.pools.app`
      select action, text_version, ip_address, user_agent from lethe.consents
      where customer_id = ${customerId} order by number`;
    const from = { text_version: textVersion, ip_address: '192.0.2.7', user_agent: 'Test/1.0' };
    expect([...rows]).toEqual([
      { action: 'granted', ...from },
      { action: 'withdrawn', ...from },
    ]);
    const history = await caller.customer.consents.history({ limit: 1 });
    expect(history.items.map((item) => item.action)).toEqual(['withdrawn']);
    const rest = await caller.customer.consents.history({ limit: 1, cursor: history.nextCursor! });
    expect(rest.items.map((item) => item.action)).toEqual(['granted']);
    expect(rest.nextCursor).toBeNull();
  });

  test('of two tabs that grant at once, one wins and one is told that nothing changed', async () => {
    for (let round = 0; round < 20; round++) {
      const { caller, customerId } = await newCustomer();
      const { textVersion } = await caller.customer.consents.status({});
      const tabs = await Promise.allSettled(
        Array.from({ length: 4 }, () => caller.customer.consents.grant({ textVersion })),
      );
      const refused = tabs.filter((tab) => tab.status === 'rejected').map((tab) => tab.reason.kind);
      expect(refused).toEqual(['consent_unchanged', 'consent_unchanged', 'consent_unchanged']);
      expect(
        await database.pools.app`select from lethe.consents where customer_id = ${customerId}`,
      ).toHaveLength(1);
    }
  });

  test('withdrawing what was never granted changes nothing', async () => {
    const { caller } = await newCustomer();
    await expect(caller.customer.consents.withdraw({})).rejects.toMatchObject({ kind: 'consent_unchanged' });
  });

  test('is to the text that was shown: after an edit the older version is refused, the newer may be granted again', async () => {
    const { caller } = await newCustomer();
    const { textVersion } = await caller.customer.consents.status({});
    await caller.customer.consents.grant({ textVersion });
    const { version } = await admin.admin.consents.saveText({ text: 'A better text.' });
    expect(version).toBe(textVersion + 1);
    expect(
      await database.pools.app`select from lethe.audit where action = 'consent_text_saved'`,
    ).toHaveLength(1);
    await expect(caller.customer.consents.grant({ textVersion })).rejects.toMatchObject({
      kind: 'consent_text_outdated',
    });
    expect(await caller.customer.consents.status({})).toMatchObject({
      granted: true,
      grantedVersion: textVersion,
    });
    expect(await caller.customer.consents.grant({ textVersion: version })).toMatchObject({
      grantedVersion: version,
    });
    const { items } = await admin.admin.consents.texts({});
    expect(items[0]).toMatchObject({ version, text: 'A better text.', consents: 1 });
  });

  test('covers the purposes of its text, which a new version takes over unless it names others', async () => {
    const { caller } = await newCustomer();
    const purposes = async () => {
      const [current] = (await admin.admin.consents.texts({})).items;
      expect((await caller.customer.consents.status({})).purposes).toEqual(current?.purposes);
      return current?.purposes;
    };
    await admin.admin.consents.saveText({ text: 'For news.', purposes: ['billing', 'newsletter'] });
    expect(await purposes()).toEqual(['billing', 'newsletter']);
    await admin.admin.consents.saveText({ text: 'For news, in other words.' });
    expect(await purposes()).toEqual(['billing', 'newsletter']);
    await admin.admin.consents.saveText({ text: 'For nothing that can be asked.', purposes: [] });
    expect(await purposes()).toEqual([]);
    for (const wrong of [['Newsletter'], ['two words'], ['twice', 'twice'], ['1st'], ['a'.repeat(41)]]) {
      const refused = admin.admin.consents.saveText({ text: 'x', purposes: wrong });
      await expect(refused).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    }
  });

  test('is refused for a closed customer', async () => {
    const { caller, customerId } = await newCustomer();
    const { textVersion } = await caller.customer.consents.status({});
    await database.pools.app`update lethe.customers set state = 'blocked' where id = ${customerId}`;
    await expect(caller.customer.consents.grant({ textVersion })).rejects.toMatchObject({
      kind: 'customer_closed',
    });
  });

  test('stays listed for admins by its number after its customer is gone', async () => {
    const { caller, customerId } = await newCustomer();
    const { textVersion } = await caller.customer.consents.status({});
    await caller.customer.consents.grant({ textVersion });
    const before = await admin.admin.consents.list({ limit: 1 });
    expect(before.items[0]).toMatchObject({ customerId, fullName: 'Ada Example', action: 'granted' });
    await database.pools.app.begin(async (tx) => {
      await tx`select set_config('lethe.guard', 'off', true)`;
      await tx`with account as (delete from lethe.users where id = ${customerId}) delete from lethe.customers where id = ${customerId}`;
    });
    const after = await admin.admin.consents.list({ limit: 1 });
    expect(after.items[0]).toEqual({ ...before.items[0], customerId: null, fullName: null, email: null });
    const withdrawals = await admin.admin.consents.list({ action: 'withdrawn' });
    expect(withdrawals.items.every((item) => item.action === 'withdrawn')).toBe(true);
  });
});
