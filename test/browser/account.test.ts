import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lastMessage, PASSWORD, signedInCustomer } from '../support/accounts.ts';
import { expectAccessible, PHONE, signInOn, startWeb, type Web } from '../support/web.ts';

let web: Web;
beforeAll(async () => {
  web = await startWeb();
});
afterAll(() => web.stop());

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor();

/** The path and token of the link in the newest message to an address. */
async function linkTo(email: string): Promise<string> {
  const message = await lastMessage(web.server, email);
  const link = message?.body.match(/https?:\/\/\S+/u)?.[0];
  if (link === undefined) throw new Error('no link was sent');
  const { pathname, hash, search } = new URL(link);
  expect(search).toBe('');
  return pathname + hash;
}

async function signUp(page: Page, email: string): Promise<void> {
  await page.getByLabel('Full name').fill('Ødegård, Íris');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account' }).click();
  await heading(page, 'Check your mailbox');
}

test('a visitor signs up, confirms the address by a press of a button, and signs in', async () => {
  const page = await web.open('/');
  await page.getByRole('link', { name: 'Create an account' }).click();
  await heading(page, 'Create your account');
  await signUp(page, 'iris@lethe.example');

  const link = await linkTo('iris@lethe.example');
  await page.goto(web.server.url + link);
  await heading(page, 'Confirm your address');
  expect(new URL(page.url()).hash).toBe('');
  const [user] = await web.server.database.pools.app<[{ verified: boolean }]>`
    select email_verified as verified from lethe.users where email = 'iris@lethe.example'`;
  expect(user.verified).toBe(false);

  await page.getByLabel('Password').fill('not the password');
  await page.getByRole('button', { name: 'Confirm this address' }).click();
  await page.getByRole('alert').getByText('The e-mail address or the password is not right').waitFor();
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Confirm this address' }).click();
  await heading(page, 'Your address is confirmed');
  await page.getByRole('link', { name: 'Sign in' }).click();
  await heading(page, 'Sign in');
  await signInOn(page, 'iris@lethe.example');
  await heading(page, 'Welcome, Ødegård, Íris');
});

test('a link that was used is no longer valid, and the page says what to do', async () => {
  const page = await web.open('/sign-up');
  await signUp(page, 'twice@lethe.example');
  const link = await linkTo('twice@lethe.example');
  for (const outcome of ['Your address is confirmed', 'This link is no longer valid']) {
    await page.goto('about:blank');
    await page.goto(web.server.url + link);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Confirm this address' }).click();
    await heading(page, outcome);
  }
});

test('sign-up shows a known address the same page as a new one', async () => {
  const { email } = await signedInCustomer(web.server);
  const texts: (string | null)[] = [];
  for (const address of [email, 'never-seen@lethe.example']) {
    const page = await web.open('/sign-up');
    await signUp(page, address);
    texts.push(await page.textContent('main'));
  }
  expect(texts[0]).toBe(texts[1]);
});

test('a forgotten password is replaced by a link, and other sessions end', async () => {
  const { email } = await signedInCustomer(web.server, 'Hélène d’Arc');
  const elsewhere = await web.open('/sign-in');
  await signInOn(elsewhere, email);

  const page = await web.open('/sign-in');
  await page.getByRole('link', { name: 'Forgotten your password?' }).click();
  await heading(page, 'Forgotten your password?');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await heading(page, 'Check your mailbox');

  await page.goto(web.server.url + (await linkTo(email)));
  await heading(page, 'Choose a new password');
  await page.getByLabel('New password').fill('short');
  await page.getByRole('button', { name: 'Save the new password' }).click();
  await page.getByText('Please use at least 12 characters.').waitFor();
  await page.getByLabel('New password').fill('another fine password');
  await page.getByRole('button', { name: 'Save the new password' }).click();
  await heading(page, 'Sign in');
  await signInOn(page, email, 'another fine password');
  await heading(page, 'Welcome, Hélène d’Arc');

  await elsewhere.reload();
  await elsewhere.waitForURL('**/sign-in');
});

test('asking for a link answers a stranger and a customer alike', async () => {
  const { email } = await signedInCustomer(web.server);
  const texts: (string | null)[] = [];
  for (const address of [email, 'stranger@lethe.example']) {
    const page = await web.open('/forgot-password');
    await page.getByLabel('E-mail address').fill(address);
    await page.getByRole('button', { name: 'Send the link' }).click();
    await heading(page, 'Check your mailbox');
    texts.push(await page.textContent('main'));
  }
  expect(texts[0]).toBe(texts[1]);
});

test('a wrong password is explained at the form', async () => {
  const page = await web.open('/sign-in');
  await page.getByLabel('E-mail address').fill('nobody@lethe.example');
  await page.getByLabel('Password').fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').getByText('The e-mail address or the password is not right').waitFor();
});

test.each([
  '/sign-in',
  '/sign-up',
  '/forgot-password',
  '/join-team',
  '/join-team#x',
  '/reset-password#x',
  '/verify-email#x',
  '/change-email#x',
  '/nowhere',
])('%s is accessible, at a desk and on a phone', async (path) => {
  for (const width of [undefined, PHONE]) {
    const page = await web.open(path, width);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await expectAccessible(page);
  }
});

test('a link that was broken on its way is no longer valid, and says so', async () => {
  const page = await web.open('/verify-email#%E0%A4%A');
  await page.getByLabel('Password').fill('a password');
  await page.getByRole('button', { name: 'Confirm this address' }).click();
  await heading(page, 'This link is no longer valid');
});
