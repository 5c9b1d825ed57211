import { afterAll, beforeAll, expect, test } from 'vitest';
import { findViewer } from '../../server/http/session.ts';
import { addAdmin, addCustomer, signIn } from '../support/caller.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

const visitor = { role: 'visitor' };

test.each(['blocked', 'starred'])(
  'a session that outlived the account signs nobody in: the customer is %s',
  async (state) => {
    const { app } = database.pools;
    const customerId = await addCustomer(app);
    const token = await signIn(app, customerId);
    expect(await findViewer(app, token)).toMatchObject({ role: 'customer', customerId });
    await app`update lethe.customers set state = ${state}, closed_at = now() where id = ${customerId}`;
    expect(await findViewer(app, token)).toMatchObject(visitor);
    expect(await app`select from lethe.sessions where customer_id = ${customerId}`).toHaveLength(1);
  },
);

test('a user who is neither customer nor admin is a visitor', async () => {
  const { app } = database.pools;
  const userId = await addAdmin(app);
  const token = await signIn(app, userId);
  expect(await findViewer(app, token)).toMatchObject({ role: 'admin', adminId: userId });
  await app`delete from lethe.admins where id = ${userId}`;
  expect(await findViewer(app, token)).toMatchObject(visitor);
});

test('a session is good until it ends, and only under its own token', async () => {
  const { app } = database.pools;
  const customerId = await addCustomer(app);
  const token = await signIn(app, customerId);
  for (const other of [null, '', `${token} `, token.toUpperCase()])
    expect(await findViewer(app, other)).toMatchObject(visitor);
  await app`update lethe.sessions set expires_at = now() where token = ${token}`;
  expect(await findViewer(app, token)).toMatchObject(visitor);
});
