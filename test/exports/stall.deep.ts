import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signedInCustomer } from '../support/accounts.ts';
import { addInvoices, endOfLastDownload } from '../support/export.ts';
import { signInOn, startWeb, type Web } from '../support/web.ts';

let web: Web;
beforeAll(async () => {
  web = await startWeb();
  await web.server.database.pools.app`update lethe.settings set enabled = true`;
});
afterAll(() => web.stop());

test('a download whose browser stands still for over 30 seconds ends; its person reads why, and may start again', async () => {
  const { customerId, email } = await signedInCustomer(web.server, 'Slow Reader');
  // 100,000 lines: more than sockets hold between a server and a browser that does not read.
  await addInvoices(web.server.database.pools.app, customerId, 1_000, 100);
  const page = await web.open('/sign-in');
  await signInOn(page, email);
  await page
    .getByRole('navigation', { name: 'Main navigation' })
    .getByRole('link', { name: 'Personal Data' })
    .click();
  const line = await page.context().newCDPSession(page);
  const bytesPerSecond = (downloadThroughput: number) =>
    line.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput,
      uploadThroughput: -1,
    });
  const press = () => page.getByRole('button', { name: 'Download my data' }).click();
  await page.getByRole('button', { name: 'Download my data' }).waitFor();
  await bytesPerSecond(500);
  await press();
  const row = () =>
    web.server.database.pools.app`select outcome from lethe.exports where outcome <> 'running'`;
  await expect.poll(async () => (await row())[0], { timeout: 60_000 }).toEqual({ outcome: 'aborted' });
  await bytesPerSecond(-1);
  await page
    .getByRole('alert')
    .getByText('The download stopped before the file was complete')
    .waitFor({ timeout: 60_000 });
  const [download] = await Promise.all([page.waitForEvent('download', { timeout: 120_000 }), press()]);
  const xml = await readFile(await download.path(), 'utf8');
  expect(xml.split('<invoiceLine>').length - 1).toBe(100_000);
  expect(await endOfLastDownload(web.server.database.pools.app)).toMatchObject({ outcome: 'complete' });
}, 240_000);
