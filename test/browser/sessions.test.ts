import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signedInAdmin, signedInCustomer } from '../support/accounts.ts';
import { expectAccessible, PHONE, signInOn, startWeb, type Web } from '../support/web.ts';

let web: Web;
beforeAll(async () => {
  web = await startWeb();
});
afterAll(() => web.stop());

async function signedInPage(email: string): Promise<Page> {
  const page = await web.open('/sign-in');
  await signInOn(page, email);
  return page;
}
const table = (page: Page) => page.getByRole('table', { name: 'Your sessions' });
/** The heading is a row as well. */
const sessionsOn = async (page: Page) => (await table(page).getByRole('row').count()) - 1;

test('a customer ends a session elsewhere: its next step asks to sign in, and this one goes on', async () => {
  const { email } = await signedInCustomer(web.server, 'Nora Ångström');
  const stolen = await signedInPage(email);
  const page = await signedInPage(email);
  await page.goto(`${web.server.url}/account/sign-in-details`);
  await table(page).getByText('Unknown browser').waitFor();
  expect(await sessionsOn(page)).toBe(3);
  expect(await page.getByText('This session', { exact: true }).count()).toBe(1);
  await expectAccessible(page);

  await page.getByRole('button', { name: 'End the session of Chrome on Linux, 127.0.0.1' }).click();
  const dialog = page.getByRole('dialog', { name: 'End this session?' });
  await dialog.getByText('Chrome on Linux, 127.0.0.1,').waitFor();
  await dialog.getByRole('button', { name: 'End the session' }).click();
  await page.getByText('The session has ended.').waitFor();
  await expect.poll(() => sessionsOn(page)).toBe(2);
  await stolen.getByRole('link', { name: 'Services' }).first().click();
  await stolen.getByRole('dialog', { name: 'You are signed out' }).waitFor();

  await page.getByRole('button', { name: 'End all others' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'End all others' }).click();
  await page.getByText('You are signed out everywhere else.').waitFor();
  await expect.poll(() => sessionsOn(page)).toBe(1);
  expect(await page.getByRole('button', { name: 'End all others' }).count()).toBe(0);
  await page.reload();
  await table(page).getByText('This session').waitFor();
});

test('an admin sees the sessions on a telephone, and a session that ended meanwhile is told of', async () => {
  const { client, adminId } = await signedInAdmin(web.server, 'auditor');
  const sql = web.server.database.pools.app;
  await sql`insert into lethe.sessions (customer_id, token, expires_at, ip_address, user_agent)
    values (${adminId}, 'elsewhere', now() + interval '1 day', '2001:db8:1234:5678:9abc:def0:1234:5678', 'Android Firefox/133')`;
  const page = await web.open('/admin/sign-in-details', PHONE, 'dark', client);
  const end = page.getByRole('button', { name: 'End the session of Firefox on Android' });
  await end.waitFor();
  await expectAccessible(page);
  await sql`delete from lethe.sessions where token = 'elsewhere'`;
  await end.click();
  await page.getByRole('button', { name: 'End the session', exact: true }).click();
  await page.getByText('This session has already ended.').waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect.poll(() => sessionsOn(page)).toBe(1);
});
