import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { DEMO_ADMIN, DEMO_PASSWORD } from '../../db/demo/accounts.ts';
import { loadAssets } from '../../server/http/assets.ts';
import { signedInAdmin } from '../support/accounts.ts';
import { testBuild } from '../support/build.ts';
import { signedInContext, adminTest as test } from '../support/screen.ts';
import { startServer } from '../support/server.ts';
import { expectAccessible, signInOn } from '../support/web.ts';

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor();

const signedOut = (page: Page) => page.getByRole('dialog', { name: 'You are signed out' });
async function signInAgain(page: Page, email: string) {
  const dialog = signedOut(page);
  await dialog.getByLabel('E-mail address').fill(email);
  await dialog.getByLabel('Password').fill(DEMO_PASSWORD);
  await dialog.getByRole('button', { name: 'Sign in' }).click();
}

test('a session that ends while a page is open says so, and goes on there after the sign-in', async ({
  browser,
  product,
  sql,
}) => {
  const context = await signedInContext(browser, product);
  const page = await context.newPage();
  await page.goto('/admin/clients?state=open');
  await page
    .getByRole('link', { name: /Open client/u })
    .first()
    .waitFor();
  await sql`delete from lethe.sessions`;
  await page.getByRole('link', { name: 'Blacklist' }).click();
  await signedOut(page).waitFor();
  await expectAccessible(page);
  // Nobody who is signed out may see the page.
  expect(await page.getByRole('navigation').count()).toBe(0);
  expect(await page.getByRole('heading', { level: 1 }).count()).toBe(0);
  for (let press = 0; press < 3; press += 1) await page.keyboard.press('Escape');
  await signInAgain(page, DEMO_ADMIN);
  await heading(page, 'Blacklist');
  await page.getByRole('button', { name: 'Add' }).first().waitFor();
  expect(await signedOut(page).count()).toBe(0);
  await context.close();
});

test('who opens an address signed out comes to it after signing in, and nobody to another’s area', async ({
  browser,
  product,
}) => {
  for (const [email, path, arrives] of [
    [DEMO_ADMIN, '/admin/templates', 'Notification Templates'],
    ['customer1@lethe.example', '/account/profile', 'Profile'],
    [DEMO_ADMIN, '/account/profile', 'Personal Data Management'],
  ] as const) {
    const page = await browser.newPage({ baseURL: product.url });
    await page.goto(path);
    await page.waitForURL('**/sign-in');
    await signInOn(page, email, DEMO_PASSWORD);
    await heading(page, arrives);
    await page.close();
  }
});

test('offline, an admin’s settings and decisions say that they did not arrive', async ({
  browser,
  product,
}) => {
  const context = await signedInContext(browser, product);
  const page = await context.newPage();
  await page.goto('/admin/personal-data');
  await page.getByRole('button', { name: 'Configuration' }).click();
  await page.getByRole('switch', { name: 'Automatic processing' }).click();
  await context.setOffline(true);
  await page.getByRole('button', { name: 'Save' }).click();
  await page
    .getByRole('dialog')
    .getByRole('alert')
    .getByText(/offline/u)
    .waitFor();
  await context.close();
});

test('a failed preview of an outcome or of a message can be tried again', async ({ page }) => {
  const failing = '**/trpc/*.preview*';
  await page.goto('/admin/personal-data?status=pending');
  await page
    .getByRole('link', { name: /^Open request/u })
    .first()
    .click();
  await page.route(failing, (route) => route.abort());
  const decision = page.getByRole('region', { name: 'Decision', exact: true });
  const again = page.getByRole('button', { name: 'Try again' });
  for (const outcome of ['Destroy Data', 'Refuse']) {
    await page.getByRole('radio', { name: outcome }).check();
    await decision.getByText('We could not reach the server.').waitFor();
    expect(await again.count()).toBe(1);
  }
  await page.unroute(failing);
  await again.press('Enter');
  await decision.getByText('Read the message').waitFor();

  await page.goto('/admin/templates/outcome_refused');
  await page.getByText('Subject:').waitFor();
  await page.route(failing, (route) => route.abort());
  await page.getByLabel('Subject').fill('Your request');
  await page.getByText(/^No preview is possible/u).waitFor();
  await page.unroute(failing);
  await again.press('Enter');
  await page.getByText('Subject: Your request').waitFor();
  await page.getByLabel('Subject').fill('{{nothing}}');
  await page.getByText(/^No preview is possible/u).waitFor();
  expect(await again.count()).toBe(0);
});

test('where mail leaves there is no mailbox, and its address leads to where an admin begins', async ({
  browser,
}) => {
  const server = await startServer({
    mailbox: null,
    assets: await loadAssets(`${await testBuild()}/web`),
  });
  const { adminId } = await signedInAdmin(server);
  const [admin] = await server.database.pools.app<[{ email: string }]>`
    select email from lethe.users where id = ${adminId}`;
  const page = await browser.newPage({ baseURL: server.url });
  await page.goto('/admin/mailbox');
  await signInOn(page, admin.email);
  await heading(page, 'Personal Data Management');
  expect(await page.getByRole('link', { name: 'Mailbox' }).count()).toBe(0);
  await page.close();
  await server.stop();
});
