import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Customer, signedInCustomer } from '../support/accounts.ts';
import { expectAccessible, PHONE, startWeb, type Web } from '../support/web.ts';

let web: Web;
beforeAll(async () => {
  web = await startWeb();
  await settings({ enabled: true, authorizationRequired: false });
});
afterAll(() => web.stop());

const settings = (to: { enabled: boolean; authorizationRequired: boolean }) =>
  web.server.database.pools.app`
    update lethe.settings set enabled = ${to.enabled}, authorization_required = ${to.authorizationRequired}`;

async function enter(
  fullName: string,
  width?: number,
  colorScheme?: 'light' | 'dark',
): Promise<{ page: Page; customer: Customer }> {
  const customer = await signedInCustomer(web.server, fullName);
  const page = await web.open('/account', width, colorScheme, customer.client);
  await page.getByRole('heading', { level: 1, name: /^Welcome/u }).waitFor();
  return { page, customer };
}

const menu = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link', { name, exact: true }).click();

const area = (page: Page, name: string) => page.getByRole('region', { name });

test('a customer changes the profile, and an emptied field is deleted', async () => {
  const { page, customer } = await enter('Łukasz Żółć');
  await menu(page, 'Profile');
  await page.getByLabel('Phone').fill('not a phone');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Please enter a phone number').waitFor();
  await page.getByLabel('Phone').fill('\u202a+48 22 123 45 67\u202c');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('This field contained an invisible character').waitFor();
  expect(await page.getByLabel('Phone').inputValue()).toBe('+48 22 123 45 67');

  await page.getByLabel('Phone').fill('+48 22 123 45 67');
  await page.getByLabel('Company', { exact: false }).first().fill('Żółć i Synowie');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();
  await page.getByLabel('Company', { exact: false }).first().fill('');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect.poll(() => held(customer)).toEqual({ phone: '+48 22 123 45 67', company: null });
});

async function held({ customerId }: Customer) {
  const [row] = await web.server.database.pools.app`
    select phone, company from lethe.customers where id = ${customerId}`;
  return { ...row };
}

test('a customer adds an address, changes it and removes it', async () => {
  const { page } = await enter('Ana Sørensen');
  await menu(page, 'Addresses');
  await page.getByRole('heading', { name: 'No address yet' }).waitFor();
  await page.getByRole('button', { name: 'Add an address' }).click();
  await page.getByLabel('Street and number').fill('Nørregade 7');
  await page.getByLabel('Town or city').fill('København');
  await page.getByLabel('Country').selectOption('DK');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Nørregade 7').waitFor();

  await page.getByRole('button', { name: 'Edit Nørregade 7' }).click();
  await page.getByLabel('Street and number').fill('Nørregade 9');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Remove Nørregade 9' }).click();
  await page.getByRole('button', { name: 'Remove this address' }).click();
  await page.getByRole('heading', { name: 'No address yet' }).waitFor();
});

test('a customer reads the text, agrees to it and withdraws, each by one press', async () => {
  const { page } = await enter('Björk Önn');
  await menu(page, 'Personal Data');
  await page.getByText('You have not given your consent. You have no open request.').waitFor();
  const authorization = area(page, 'Authorization');
  await authorization.getByRole('button', { name: 'I agree to this text' }).click();
  await authorization.getByRole('button', { name: 'Withdraw my consent' }).click();
  await authorization.getByRole('button', { name: 'I agree to this text' }).waitFor();
  await page.getByText(/^You withdrew your consent on .* You have no open request\.$/u).waitFor();
  await authorization.getByText('History of your consent').click();
  await authorization.getByText(/Withdrew the consent to version/u).waitFor();
});

test('a customer downloads everything as one XML file', async () => {
  const { page, customer } = await enter('<Ünal> & "Söhne"');
  await menu(page, 'Personal Data');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download my data' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('personal-data.xml');
  const xml = await readFile(await download.path(), 'utf8');
  expect(xml).toContain('&lt;Ünal');
  expect(xml).toContain(customer.email);
  const schema = `${web.server.url}/exports/personal-data.xsd`;
  expect(xml).toContain(`xsi:schemaLocation="urn:lethe:personal-data:1 ${schema}"`);
  await page.getByRole('link', { name: schema }).click();
  await page.waitForURL(schema);
});

test('a sign-in that is no longer fresh is asked for again before the file is handed out', async () => {
  const { page, customer } = await enter('Olga Alt');
  await menu(page, 'Personal Data');
  await web.server.database.pools.app`
    update lethe.sessions set confirmed_at = now() - interval '11 minutes' where customer_id = ${customer.customerId}`;
  await page.getByRole('button', { name: 'Download my data' }).click();
  const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' });
  await dialog.getByLabel('Password').fill('not the password');
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  await dialog.getByRole('alert').waitFor();
  await dialog.getByLabel('Password').fill('lethe-test-password');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Confirm' }).click(),
  ]);
  expect(await readFile(await download.path(), 'utf8')).toContain(customer.email);
});

test('a customer asks for removal, follows the request and cancels it', async () => {
  const { page } = await enter('Ravi Kumar');
  await menu(page, 'Personal Data');
  const removal = area(page, 'Data Removal Request');
  await removal.getByRole('button', { name: 'Send the request' }).click();
  await removal.getByText('Please choose what we should do.').waitFor();
  await removal.getByLabel('Remove my data').check();
  await removal.getByLabel('Is there anything we should know?').fill('I move abroad.');
  await removal.getByRole('button', { name: 'Ask for removal' }).click();

  await removal.getByText(/You asked for removal \(request \d+\)/u).waitFor();
  await page.getByText(/You have asked us to remove your data\. We answer by/u).waitFor();
  await expectAccessible(page);
  await removal.getByRole('button', { name: 'Cancel this request' }).click();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Cancel the request' }).click();
  await removal.getByRole('button', { name: 'Send the request' }).waitFor();
  await removal.getByText('Earlier requests').click();
  await removal.getByText(/removal: cancelled by you/u).waitFor();
});

test('where Lethe would decide, a customer reads so before asking, and afterwards on which date', async () => {
  const { app } = web.server.database.pools;
  await app`update lethe.settings set automatic_processing = true, waiting_days = 14`;
  try {
    const { page } = await enter('Aiko Automatic');
    await menu(page, 'Personal Data');
    const removal = area(page, 'Data Removal Request');
    await removal
      .getByText(/within 14 days, our software Lethe decides as you asked, without a person/u)
      .waitFor();
    await removal.getByLabel('Remove my data').check();
    const listed = area(page, 'What we hold about you').locator('summary', { hasText: 'Requests' });
    await listed.getByText('nothing').waitFor();
    await removal.getByRole('button', { name: 'Ask for removal' }).click();
    await page
      .getByText(/Unless one of us decides earlier, our software Lethe approves your request on/u)
      .waitFor();
    await listed.getByText('1 entry').waitFor();
    expect(await page.getByText(/[Ww]e answer by|We check it/u).count()).toBe(0);
    await expectAccessible(page);
  } finally {
    await app`update lethe.settings set automatic_processing = false`;
  }
});

test('without a required consent only the Personal Data page is offered, and consent opens the rest', async () => {
  const { page } = await enter('Mia Müller');
  await settings({ enabled: true, authorizationRequired: true });
  try {
    await page.goto(`${web.server.url}/account/invoices`);
    await page.getByRole('heading', { level: 1, name: 'Please decide about your consent' }).waitFor();
    await expectAccessible(page);
    await page.getByRole('link', { name: 'Read the text and decide' }).click();
    await page.getByText('Until you agree, only this page is open to you.').waitFor();
    await expectAccessible(page);
    await area(page, 'Authorization').getByRole('button', { name: 'I agree to this text' }).click();
    await menu(page, 'Invoices');
    await page.getByRole('heading', { name: 'No invoices yet' }).waitFor();
  } finally {
    await settings({ enabled: true, authorizationRequired: false });
  }
});

test('while Personal Data Management is off, the page is offered to nobody who has nothing to take back', async () => {
  const { page } = await enter('Noor Off');
  await settings({ enabled: false, authorizationRequired: false });
  try {
    await page.goto(`${web.server.url}/account/personal-data`);
    await page.waitForURL('**/account');
    await page.getByRole('heading', { level: 1, name: 'Welcome, Noor Off' }).waitFor();
    expect(await page.getByRole('link', { name: 'Personal Data' }).count()).toBe(0);
  } finally {
    await settings({ enabled: true, authorizationRequired: false });
  }
});

test('while it is off, a consent is withdrawn and a request cancelled, and neither is given again', async () => {
  const { page } = await enter('Wera Withdraws');
  await page.goto(`${web.server.url}/account/personal-data`);
  await area(page, 'Authorization').getByRole('button', { name: 'I agree to this text' }).click();
  await page.getByText('You have agreed to how we use your data').waitFor();
  await page.getByRole('radio', { name: /Remove my data/ }).check();
  await area(page, 'Data Removal Request').getByRole('button', { name: 'Ask for removal' }).click();
  await page.getByRole('button', { name: 'Cancel this request' }).waitFor();
  await settings({ enabled: false, authorizationRequired: false });
  try {
    await page.reload();
    await page.getByText('You cannot send new requests here at the moment').waitFor();
    expect(await page.getByRole('link', { name: 'Download Data' }).count()).toBe(0);
    await expectAccessible(page);
    await area(page, 'Authorization').getByRole('button', { name: 'Withdraw my consent' }).click();
    await page.getByText('You withdrew your consent on').waitFor();
    expect(await page.getByRole('button', { name: 'I agree to this text' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Cancel this request' }).click();
    await page.getByRole('button', { name: 'Cancel the request' }).click();
    await page.getByText(/Request \d+ is cancelled/).waitFor();
  } finally {
    await settings({ enabled: true, authorizationRequired: false });
  }
});

test('offline, the page says so and sends nothing', async () => {
  const { page } = await enter('Tom Tunnel');
  await menu(page, 'Profile');
  await page.getByLabel('Phone').fill('+44 20 7946 0000');
  await page.context().setOffline(true);
  await page.getByText(/You are offline\. What you see may be out of date/u).waitFor();
  await page.getByRole('button', { name: 'Save' }).click();
  await page
    .getByRole('alert')
    .getByText(/You seem to be offline/u)
    .waitFor();
});

test('a page opened offline waits for the connection, and then shows what it has to show', async () => {
  const { page } = await enter('Tilda Tunnel');
  const fetched = `performance.getEntriesByType('resource').some(({ name }) => name.includes('/Addresses-'))`;
  await expect.poll(() => page.evaluate(fetched), { timeout: 10_000 }).toBe(true);
  await page.context().setOffline(true);
  await menu(page, 'Addresses');
  await page.getByText('This page loads as soon as you are connected again.').waitFor();
  await expectAccessible(page);
  await page.context().setOffline(false);
  await page.getByRole('heading', { name: 'No address yet' }).waitFor();
});

test('a list that cannot be fetched says so and can be tried again', async () => {
  const { page } = await enter('Finn Fail');
  await page.route('**/trpc/**', (route) => route.abort());
  await menu(page, 'Addresses');
  await page.getByRole('alert').getByText('This could not be loaded').waitFor();
  await expectAccessible(page);
  await page.unroute('**/trpc/**');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('heading', { name: 'No address yet' }).waitFor();
});

test('where the overview cannot load its lines, it says so once, outside its links, and can try again', async () => {
  const { page } = await enter('Ulla Unknown');
  await page.route('**/trpc/*customer.standing*', (route) => route.abort());
  await page.goto(`${web.server.url}/account`);
  await page.getByRole('alert').getByText('This could not be loaded').waitFor();
  expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(1);
  await expectAccessible(page);
  await page.unroute('**/trpc/*customer.standing*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('No active services.').waitFor();
});

test('a refusal is shown above a new request, with the reasons and what can be done about it', async () => {
  const { page, customer } = await enter('Rosa Refused');
  await web.server.database.pools.app`
    insert into lethe.data_requests (customer_id, type, status, reason, answer_by, decided_at)
    values (${customer.customerId}, 'removal', 'refused', 'One invoice is unpaid.', now(), now())`;
  // Reload, because the first page may have asked before the insert.
  await page.goto(`${web.server.url}/account/personal-data`);
  await page.getByText(/We refused your last request on/u).waitFor();
  const removal = area(page, 'Data Removal Request');
  await removal.getByText('One invoice is unpaid.').waitFor();
  await removal.getByText(/supervisory authority.*go to court/u).waitFor();
  await removal.getByRole('button', { name: 'Send the request' }).waitFor();
  await expectAccessible(page);
});

test('signing out leads to the sign-in page, and back does not lead in again', async () => {
  const { page } = await enter('Bo Bye');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL('**/sign-in');
  // The way back may be cut short by the way to the sign-in page.
  await page.goBack().catch(() => null);
  await page.waitForURL('**/sign-in');
  await page.goto(`${web.server.url}/account/profile`);
  await page.waitForURL('**/sign-in');
});

test('a page that the browser kept is loaded again before it is shown again', async () => {
  const { page } = await enter('Bella Back');
  await page.context().clearCookies();
  await page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
  await page.waitForURL('**/sign-in');
});

test('a sign-out that did not arrive is said, and stays said', async () => {
  const { page } = await enter('Bea Bound');
  await page.context().setOffline(true);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('alert').getByText('You are still signed in').waitFor();
  await expectAccessible(page);
  await page.context().setOffline(false);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL('**/sign-in');
});

test('on a phone the menu is a drawer that the keyboard opens, closes and leaves', async () => {
  const { page } = await enter('Kay Keys', PHONE);
  const button = page.getByRole('button', { name: 'Menu' });
  await button.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
  await page.keyboard.press('Enter');
  await menu(page, 'My Services');
  await page.getByRole('heading', { level: 1, name: 'My Services' }).waitFor();
  expect(await page.getByRole('dialog').count()).toBe(0);
});

test.each([
  ['at a desk, in light', undefined, 'light'],
  ['on a phone, in the dark', PHONE, 'dark'],
] as const)(
  'every page of the client area is accessible %s',
  async (_where, width, colorScheme) => {
    const { page } = await enter('Þóra Ærlig-Ångström', width, colorScheme);
    const pages = [
      '',
      '/profile',
      '/sign-in-details',
      '/addresses',
      '/services',
      '/invoices',
      '/personal-data',
    ];
    for (const path of pages) {
      await page.goto(`${web.server.url}/account${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('networkidle');
      await expectAccessible(page);
    }
  },
  60_000,
);
