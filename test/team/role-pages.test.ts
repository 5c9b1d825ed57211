import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signedInAdmin, signedInCustomer } from '../support/accounts.ts';
import type { Client } from '../support/client.ts';
import { expectAccessible, startWeb, type Web } from '../support/web.ts';

const NAME = 'Quinta Quietly';

let web: Web;
let customerId: string;
let requestId: string;

beforeAll(async () => {
  web = await startWeb();
  await signedInAdmin(web.server);
  const customer = await signedInCustomer(web.server, NAME);
  ({ customerId } = customer);
  ({ requestId } = await customer.client.call<{ requestId: string }>('customer.requests.create', {
    type: 'removal',
  }));
});
afterAll(() => web.stop());

const heading = (page: Page, name: string | RegExp) =>
  page.getByRole('heading', { level: 1, name }).waitFor();
const buttons = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).count();
const menuOf = (page: Page) =>
  page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link').allInnerTexts();

async function open(path: string, title: string | RegExp, client: Client, width?: number): Promise<Page> {
  const page = await web.open(path, width, 'light', client);
  await heading(page, title);
  await settled(page);
  return page;
}
const settled = (page: Page) =>
  page.locator('.skeleton, .skeleton-table').first().waitFor({ state: 'detached' });
const asRole = async (role: 'officer' | 'support' | 'auditor') =>
  (await signedInAdmin(web.server, role)).client;

test('an auditor sees that there are requests, and neither names nor a search', async () => {
  const page = await open(
    '/admin/personal-data#search=Quinta',
    'Personal Data Management',
    await asRole('auditor'),
  );
  await page.getByRole('cell', { name: 'Hidden' }).waitFor();
  expect(await page.getByText(NAME).count()).toBe(0);
  expect(await page.getByRole('searchbox').count()).toBe(0);
  expect(await page.getByRole('link', { name: /Open request/u }).count()).toBe(0);
  expect(await buttons(page, 'Configuration')).toBe(0);
  expect(await menuOf(page)).toEqual([
    expect.stringMatching(/^Personal Data Management/u),
    'Audit',
    'Notification Templates',
    'Connected Systems',
    'Team',
    'Sign-in Details',
  ]);
  await page.getByRole('cell', { name: 'Hidden' }).click();
  expect(new URL(page.url()).pathname).toBe('/admin/personal-data');
});

test('support enters a request from the list of clients, and sees nothing else about a client', async () => {
  const other = await signedInCustomer(web.server, 'Rita Request');
  const page = await open('/admin/clients', 'All Clients', await asRole('support'));
  await page.getByRole('cell', { name: 'Rita Request' }).click();
  const dialog = page.getByRole('dialog', { name: 'Enter a request for Rita Request' });
  await expectAccessible(page);
  await dialog.getByRole('radio', { name: 'Removal' }).check();
  await dialog.getByRole('button', { name: 'Enter the request' }).click();
  await heading(page, /^Request \d+$/u);
  await page.getByText('Your role does not allow you to decide it.').waitFor();
  await expectAccessible(page);
  expect(await page.getByRole('radio').count()).toBe(0);
  expect(await page.getByRole('link', { name: 'Rita Request' }).count()).toBe(0);
  await page.goto(`${web.server.url}/admin/clients/${other.customerId}`);
  await heading(page, 'Your role does not allow this');
});

test.each(['support', 'auditor'] as const)(
  'what the role of %s does not open says so, and asks the server for nothing',
  async (role) => {
    const client = await asRole(role);
    const paths = [
      `/admin/clients/${customerId}`,
      '/admin/matches',
      '/admin/blacklist',
      '/admin/webhooks',
      '/admin/mailbox',
    ];
    if (role === 'auditor') paths.push('/admin/clients', `/admin/requests/${requestId}`);
    const page = await open('/admin/sign-in-details', 'Sign-in Details', client);
    const refused: string[] = [];
    page.on('response', (response) => {
      if (response.status() === 403) refused.push(response.url());
    });
    for (const path of paths) {
      await page.goto(web.server.url + path);
      await heading(page, 'Your role does not allow this');
      await page.getByText('Ask an owner.').waitFor();
    }
    await expectAccessible(page);
    for (const path of [
      '/admin/templates/outcome_refused',
      '/admin/consent-text',
      '/admin/team',
      '/admin/systems',
    ]) {
      await page.goto(web.server.url + path);
      await heading(page, /./u);
      await settled(page);
      expect(await buttons(page, /Save|Reset|Insert|Create|Invite/u), path).toBe(0);
      expect(await page.getByRole('textbox').count(), path).toBe(0);
    }
    expect(refused).toEqual([]);
  },
);
