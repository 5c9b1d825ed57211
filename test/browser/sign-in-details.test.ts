import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROVIDER } from '../../server/team/single-sign-on/rules.ts';
import { lastMessage, PASSWORD, signedInAdmin, signedInCustomer } from '../support/accounts.ts';
import { expectAccessible, PHONE, signInOn, startWeb, type Web } from '../support/web.ts';

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

test('a customer changes the password; a wrong or short one is explained at its field, and other sessions end', async () => {
  const { email } = await signedInCustomer(web.server, 'Jürgen Ångström');
  const elsewhere = await entered(email);
  const page = await entered(email);
  const current = page.getByLabel('Current password');
  await current.focus();
  await page.evaluate(`{
    const pasted = new ClipboardEvent('paste', { bubbles: true, cancelable: true });
    if (!document.activeElement.dispatchEvent(pasted)) throw new Error('pasting is refused');
  }`);
  await current.fill('seen');
  const show = page.getByRole('button', { name: 'Show', exact: true }).first();
  await show.focus();
  await page.keyboard.press('Space');
  expect([await current.getAttribute('type'), await show.getAttribute('aria-pressed')]).toEqual([
    'text',
    'true',
  ]);
  await expectAccessible(page);
  await changePassword(page, 'not the password', NEW);
  expect([await current.getAttribute('type'), await show.getAttribute('aria-pressed')]).toEqual([
    'password',
    'false',
  ]);
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

test('a customer moves to another address: the password again, a link, the password there, and a new sign-in', async () => {
  const { email, customerId } = await signedInCustomer(web.server, 'Zoë Łącka');
  const sql = web.server.database.pools.app;
  const page = await entered(email);
  await sql`update lethe.sessions set confirmed_at = now() - interval '11 minutes' where customer_id = ${customerId}`;
  await page.getByLabel('New e-mail address').fill('not an address');
  await page.getByRole('button', { name: 'Send the link' }).click();
  await page.getByText('Please enter an e-mail address').waitFor();
  await page.getByLabel('New e-mail address').fill(email);
  await page.getByRole('button', { name: 'Send the link' }).click();

  const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' });
  await dialog.getByLabel('Password').fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  await page.getByText('This is already your address.').waitFor();
  await page.getByLabel('New e-mail address').fill('zoe@new.lethe.example');
  await page.getByRole('button', { name: 'Send the link' }).click();
  await page.getByText('Waiting for zoe@new.lethe.example to be confirmed').waitFor();
  await expectAccessible(page);

  const link = (await lastMessage(web.server, 'zoe@new.lethe.example'))?.body.match(/https?:\S+/u)?.[0] ?? '';
  const elsewhere = await web.open(link.slice(web.server.url.length), PHONE);
  await elsewhere.getByRole('heading', { name: 'Confirm your new address' }).waitFor();
  await expectAccessible(elsewhere);
  await elsewhere.getByLabel('Password').fill('somebody else’s password');
  await elsewhere.getByRole('button', { name: 'Use this address' }).click();
  await elsewhere.getByText('This is not your current password.').waitFor();
  await elsewhere.getByLabel('Password').fill(PASSWORD);
  await elsewhere.getByRole('button', { name: 'Use this address' }).click();
  await elsewhere.getByRole('heading', { name: 'Your address is changed' }).waitFor();
  await page.reload();
  await page.waitForURL('**/sign-in');
  await elsewhere.getByRole('link', { name: 'Sign in' }).click();
  await signInOn(elsewhere, 'zoe@new.lethe.example');

  const used = await web.open(link.slice(web.server.url.length));
  await used.getByLabel('Password').fill(PASSWORD);
  await used.getByRole('button', { name: 'Use this address' }).click();
  await used.getByRole('heading', { name: 'This link is no longer valid' }).waitFor();
});

test('an admin takes another name, and another address by its link; the team sees both', async () => {
  const { email, adminId } = await signedInAdmin(web.server, 'owner');
  const sql = web.server.database.pools.app;
  const page = await entered(email);
  await sql`update lethe.sessions set confirmed_at = now() - interval '11 minutes' where customer_id = ${adminId}`;
  await page.getByLabel('Full name').fill('Adele Ångström');
  await page.getByRole('button', { name: 'Save the name' }).click();
  const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' });
  await dialog.getByLabel('Password').fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  await page.getByText('Your name is saved.').waitFor();
  await page.getByLabel('New e-mail address').fill('adele@new.lethe.example');
  await page.getByRole('button', { name: 'Send the link' }).click();
  await page.getByText('Waiting for adele@new.lethe.example to be confirmed').waitFor();
  await expectAccessible(page);

  const letter = await lastMessage(web.server, 'adele@new.lethe.example');
  await page.goto(letter?.body.match(/https?:\S+/u)?.[0] ?? '');
  await page.getByRole('button', { name: 'Use this address' }).click();
  await page.getByRole('heading', { name: 'Your address is changed' }).waitFor();
  await page.getByRole('link', { name: 'Sign in' }).click();
  await signInOn(page, 'adele@new.lethe.example');
  await page.getByRole('link', { name: 'Team' }).click();
  const row = page.getByRole('row', { name: /Adele Ångström/u });
  await row.getByText('adele@new.lethe.example').waitFor();
});

test('an admin of single sign-on reads where name and address come from', async () => {
  const { email, adminId } = await signedInAdmin(web.server, 'officer');
  const sql = web.server.database.pools.app;
  const page = await entered(email);
  await sql`update lethe.accounts set provider_id = ${PROVIDER} where customer_id = ${adminId}`;
  await page.reload();
  await page.getByText('are managed there').waitFor();
  await page.getByText(email).waitFor();
  await page.getByText('change your password at your provider').waitFor();
  expect(await page.getByLabel('Full name').count()).toBe(0);
  expect(await page.getByLabel('New e-mail address').count()).toBe(0);
});

test('a customer gives a change up, and its link no longer works', async () => {
  const { email } = await signedInCustomer(web.server, 'Zoë Łącka');
  const page = await entered(email);
  await page.getByLabel('New e-mail address').fill('given-up@lethe.example');
  await page.getByRole('button', { name: 'Send the link' }).click();
  await page.getByRole('button', { name: 'Cancel this change' }).click();
  await page.getByText('The change is cancelled.').waitFor();
  const link =
    (await lastMessage(web.server, 'given-up@lethe.example'))?.body.match(/https?:\S+/u)?.[0] ?? '';
  await page.goto(link);
  await page.getByRole('button', { name: 'Use this address' }).click();
  await page.getByRole('heading', { name: 'This link is no longer valid' }).waitFor();
});

test('one press confirms where the account itself is signed in; who is signed in to another enters its password', async () => {
  const { email } = await signedInCustomer(web.server, 'Zoë Łącka');
  const other = await signedInCustomer(web.server, 'Owner of the mailbox');
  const page = await entered(email);
  await page.getByLabel('New e-mail address').fill('pressed@lethe.example');
  await page.getByRole('button', { name: 'Send the link' }).click();
  await page.getByText('Waiting for pressed@lethe.example to be confirmed').waitFor();
  const link = (await lastMessage(web.server, 'pressed@lethe.example'))?.body.match(/https?:\S+/u)?.[0] ?? '';

  const elsewhere = await entered(other.email);
  await elsewhere.goto(link);
  await elsewhere.getByRole('button', { name: 'Use this address' }).click();
  await elsewhere.getByText('Enter the password of the account that asked for this change.').waitFor();
  await expectAccessible(elsewhere);

  await page.goto(link);
  await page.getByRole('button', { name: 'Use this address' }).click();
  await page.getByRole('heading', { name: 'Your address is changed' }).waitFor();
});
