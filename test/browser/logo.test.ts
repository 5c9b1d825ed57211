import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PASSWORD, signedInAdmin, signedInCustomer } from '../support/accounts.ts';
import { png } from '../support/pictures.ts';
import { expectAccessible, startWeb, type Web } from '../support/web.ts';

let web: Web;
beforeAll(async () => {
  web = await startWeb();
});
afterAll(() => web.stop());
const sql = () => web.server.database.pools.app;

const NARROWEST = 320;
const NAME = 'Nordlicht & Söhne GmbH';
const logo = (page: Page) => page.getByRole('img', { name: NAME });
/** Whether the browser could draw it. */
const isDrawn = (page: Page) =>
  logo(page)
    .first()
    .evaluate((image) => (image as HTMLImageElement).naturalWidth === 240);
const choose = (page: Page, name: string, buffer: Buffer) =>
  page.locator('input[type=file]').setInputFiles({ name, mimeType: 'image/png', buffer });

test('an owner chooses a logo, sees it at once, and takes it away', async () => {
  await sql()`update lethe.settings set operator_name = ${NAME}`;
  const { client, adminId } = await signedInAdmin(web.server);
  const page = await web.open('/admin/personal-data', 1360, 'light', client);
  await page.getByRole('button', { name: 'Configuration' }).click();
  const dialog = page.getByRole('dialog', { name: 'Configuration' });
  await dialog.getByRole('button', { name: 'Choose a logo' }).waitFor();
  await choose(page, 'logo.png', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'));
  await dialog.getByText('Please choose a PNG, JPEG or WebP file.').waitFor();
  await choose(page, 'logo.png', Buffer.alloc(262_145));
  await dialog.getByText('This file is too large').waitFor();
  await sql()`update lethe.sessions set confirmed_at = now() - interval '11 minutes' where customer_id = ${adminId}`;
  await choose(page, 'logo.png', Buffer.from(png({ width: 240, height: 60 })));
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Confirm' }).click();
  await dialog.getByText('The new logo is on every page.').waitFor();
  await expect.poll(() => isDrawn(page)).toBe(true);
  expect(await dialog.getByText('Unsaved changes').count()).toBe(0);
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await dialog.getByText('The logo is removed.').waitFor();
  expect(await page.locator('.operator-logo').count()).toBe(0);
});

test('everybody sees it, at the width of a phone and in the dark, and nothing moves when it comes', async () => {
  const { client } = await signedInAdmin(web.server);
  await sql()`update lethe.settings set operator_name = ${NAME}`;
  const image = Buffer.from(png({ width: 240, height: 24 })).toString('base64');
  await client.call('admin.settings.saveLogo', { image });
  const { client: customer } = await signedInCustomer(web.server);
  const page = await web.open('/sign-in', NARROWEST, 'dark');
  await expect.poll(() => isDrawn(page)).toBe(true);
  await expectAccessible(page);
  for (const [path, who] of [
    ['/account', customer],
    ['/admin/personal-data', client],
  ] as const) {
    const area = await web.open(path, NARROWEST, 'dark', who);
    await expect.poll(() => isDrawn(area), { message: path }).toBe(true);
    await expectAccessible(area);
  }
  const heading = page.getByRole('heading', { name: 'Sign in' });
  const settled = await heading.boundingBox();
  let answer = () => {};
  const asked = new Promise<void>((done) => {
    answer = done;
  });
  await page.route('**/trpc/*account.operator*', (route) => asked.then(() => route.continue()));
  await page.reload();
  await heading.waitFor();
  expect(await page.locator('.operator-logo').count()).toBe(0);
  expect(await heading.boundingBox(), 'the page without the logo').toEqual(settled);
  answer();
  await expect.poll(() => isDrawn(page)).toBe(true);
  expect(await heading.boundingBox(), 'the page with it').toEqual(settled);
});
