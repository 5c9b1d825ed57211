import { afterAll, beforeAll, expect, test } from 'vitest';
import { signedInAdmin } from '../support/accounts.ts';
import { startProvider, type TestProvider } from '../support/provider.ts';
import { expectAccessible, startWeb, type Web } from '../support/web.ts';

let provider: TestProvider;
let web: Web;
beforeAll(async () => {
  provider = await startProvider();
  web = await startWeb({ singleSignOn: provider.settings });
  await signedInAdmin(web.server);
});
afterAll(async () => {
  await web.stop();
  await provider.stop();
});

test('an admin signs in at the provider, and proves it there again while the page waits', async () => {
  const page = await web.open('/sign-in');
  const button = page.getByRole('button', { name: 'Sign in with single sign-on' });
  await button.click();
  await page.getByText('The sign-in provider does not answer').waitFor();
  provider.serve(web.server.url);
  await button.click();
  await page.getByText('The sign-in at the provider was not completed').waitFor();
  await expectAccessible(page);
  provider.person = {
    sub: 'olga',
    name: 'Olga Owner',
    email: 'olga@company.example',
    email_verified: true,
    groups: ['privacy-owners'],
  };
  await button.click();
  await page.waitForURL('**/admin/personal-data');

  const { app } = web.server.database.pools;
  await app`update lethe.sessions set confirmed_at = now() - interval '11 minutes'`;
  await page.goto(`${web.server.url}/admin/team`);
  await page.getByRole('row', { name: 'Olga Owner' }).getByText('Single sign-on').waitFor();
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  await page.getByLabel('E-mail address').fill('mia@company.example');
  await page.getByLabel('Auditor').check();
  await page.getByRole('button', { name: 'Send the invitation' }).click();
  const window = page.context().waitForEvent('page');
  await page.getByRole('button', { name: 'Sign in again at the provider' }).click();
  await window;
  await page.getByText('The invitation to mia@company.example is in the Mailbox.').waitFor();
  expect(await app`select email from lethe.invitations`).toEqual([{ email: 'mia@company.example' }]);

  await page.goto(`${web.server.url}/admin/sign-in-details`);
  await page.getByText('You sign in at your company’s provider.').waitFor();
  expect(await page.getByLabel('Current password').count()).toBe(0);
  await expectAccessible(page);
});

test('the button stands only where a provider is configured', async () => {
  const without = await startWeb();
  try {
    const page = await without.open('/sign-in');
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    expect(await page.getByRole('button', { name: 'Sign in with single sign-on' }).count()).toBe(0);
    expect(
      (await page.request.post(`${without.server.url}/api/auth/single-sign-on`, { data: {} })).status(),
    ).toBe(404);
  } finally {
    await without.stop();
  }
});
