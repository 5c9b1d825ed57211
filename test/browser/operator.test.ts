import { afterAll, beforeAll, expect, test } from 'vitest';
import { signedInCustomer } from '../support/accounts.ts';
import { expectAccessible, PHONE, signInOn, startWeb, type Web } from '../support/web.ts';

let web: Web;
beforeAll(async () => {
  web = await startWeb();
});
afterAll(() => web.stop());

test('whoever signs in reads who is responsible for the data, before and after; without settings nobody is named', async () => {
  const { email } = await signedInCustomer(web.server);
  const line = 'Responsible for your data: Nordlicht & Söhne GmbH';
  const unnamed = await web.open('/sign-in');
  await unnamed.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  expect(await unnamed.getByText('Responsible for your data').count()).toBe(0);
  await unnamed.close();
  await web.server.database.pools.app`
    update lethe.settings set operator_name = 'Nordlicht & Söhne GmbH', operator_contact = 'Hafenstraße 1, 20457 Hamburg'`;
  const page = await web.open('/sign-in');
  await page.getByText(line).waitFor();
  await page.getByText('Hafenstraße 1, 20457 Hamburg').waitFor();
  await expectAccessible(page);
  await signInOn(page, email);
  await page.getByRole('navigation', { name: 'Main navigation' }).waitFor();
  await page.getByText(line).waitFor();
  await page.setViewportSize({ width: PHONE, height: 844 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(page);
});
