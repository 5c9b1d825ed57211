import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PASSWORD, signedInAdmin, signedInCustomer } from '../support/accounts.ts';
import { signInOn, startWeb, type Web } from '../support/web.ts';

const NEW = 'a quite different password';

let web: Web;
beforeAll(async () => {
  web = await startWeb();
});
afterAll(() => web.stop());

async function entered(email: string): Promise<Page> {
  const page = await web.open('/sign-in');
  await signInOn(page, email);
  await page
    .getByRole('navigation', { name: 'Main navigation' })
    .getByRole('link', { name: 'Sign-in Details' })
    .click();
  await page.getByRole('heading', { level: 1, name: 'Sign-in Details' }).waitFor();
  return page;
}

async function changePassword(page: Page, current: string, next: string): Promise<void> {
  await page.getByLabel('Current password').fill(current);
  await page.getByLabel('New password').fill(next);
  await page.getByRole('button', { name: 'Change the password' }).click();
}

test('a customer changes the password; a wrong or short one is told at its field, elsewhere it signs out', async () => {
  const { email } = await signedInCustomer(web.server, 'Jürgen Ångström');
  const elsewhere = await entered(email);
  const page = await entered(email);
  await changePassword(page, 'not the password', NEW);
  await page.getByText('This is not your current password.').waitFor();
  expect(await page.getByLabel('Current password').getAttribute('aria-invalid')).toBe('true');
  await changePassword(page, PASSWORD, 'short');
  await page.getByText('Please use at least 12 characters.').waitFor();

  await changePassword(page, PASSWORD, NEW);
  await page.getByText('Your password is changed.').waitFor();
  expect(await page.getByLabel('New password').inputValue()).toBe('');
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Sign-in Details' }).waitFor();
  await elsewhere.reload();
  await elsewhere.waitForURL('**/sign-in');
  await signInOn(elsewhere, email, NEW);
});

test('an admin changes the password and stays signed in', async () => {
  const { adminId } = await signedInAdmin(web.server);
  const [admin] = await web.server.database.pools.app<[{ email: string }]>`
    select email from lethe.users where id = ${adminId}`;
  const page = await entered(admin.email);
  await changePassword(page, PASSWORD, NEW);
  await page.getByText('Your password is changed.').waitFor();
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Sign-in Details' }).waitFor();
});
