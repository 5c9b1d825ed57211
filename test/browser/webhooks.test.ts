import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyWebhook } from '../../server/systems/client/client.ts';
import { PASSWORD, signedInAdmin, signedInCustomer } from '../support/accounts.ts';
import type { Client } from '../support/client.ts';
import { eventually } from '../support/waiting.ts';
import { expectAccessible, PHONE, startWeb, type Web } from '../support/web.ts';
import { answerWith, type Receiver, startReceiver } from '../support/webhook-receiver.ts';
import { runWorker } from '../support/webhooks.ts';

let web: Web;
let receiver: Receiver;
let admin: Client;
beforeAll(async () => {
  receiver = await startReceiver();
  web = await startWeb({ webhookHosts: [{ host: '127.0.0.1', port: receiver.port }] });
  ({ client: admin } = await signedInAdmin(web.server));
});
afterAll(async () => {
  await web.stop();
  await receiver.stop();
});

const sql = () => web.server.database.pools.app;
const open = () => web.open('/admin/webhooks', undefined, 'light', admin);
const dialog = (page: Page) => page.getByRole('dialog');
const press = (page: Page, name: RegExp) => page.getByRole('button', { name }).first().click();
const secretOn = async (page: Page) => (await dialog(page).locator('code').textContent())?.trim() ?? '';

async function add(page: Page): Promise<string> {
  await press(page, /^Add a webhook/u);
  await dialog(page).getByText(`Lethe may call: 127.0.0.1:${receiver.port}.`).waitFor();
  await dialog(page).getByRole('button', { name: 'Add the webhook' }).click();
  await dialog(page).getByText('Please tick at least one event.').waitFor();
  await dialog(page).getByLabel('Address of the program').fill('https://elsewhere.example/');
  await dialog(page)
    .getByRole('checkbox', { name: /^Request made/u })
    .check();
  await dialog(page).getByRole('button', { name: 'Add the webhook' }).click();
  await dialog(page).getByText('This host is not among those').waitFor();
  await expectAccessible(page);
  await dialog(page).getByLabel('Address of the program').fill(receiver.url);
  // Somebody else at the open screen: the password is asked for in place, and nothing typed is lost.
  await sql()`update lethe.sessions set confirmed_at = now() - interval '11 minutes'`;
  await dialog(page).getByRole('button', { name: 'Add the webhook' }).click();
  const asked = page.getByRole('dialog', { name: 'Confirm that it is you' });
  await asked.getByLabel('Password').fill(PASSWORD);
  await asked.getByRole('button', { name: 'Confirm' }).click();
  await page.getByText('Copy it now: it will not be shown again').waitFor();
  await expectAccessible(page);
  return secretOn(page);
}

async function closeWithoutCopy(page: Page) {
  await page.keyboard.press('Escape');
  await dialog(page).getByText('You have not copied the secret').waitFor();
  await dialog(page).getByRole('button', { name: 'Close without the secret' }).click();
  await dialog(page).waitFor({ state: 'detached' });
}

const verified = (nth: number, secret: string) => {
  const { headers, body } = receiver.arrived[nth]!;
  return verifyWebhook({ headers, body, secret });
};

test('an owner adds a webhook, tries it, sends a failed message again, and removes it', async () => {
  const page = await open();
  await page.getByText('No program is called yet').waitFor();
  const secret = await add(page);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Copy the secret' }).click();
  await page.getByText('Copied', { exact: true }).waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(secret);
  await dialog(page).getByRole('button', { name: 'Close' }).last().click();
  await dialog(page).waitFor({ state: 'detached' });
  const kept = await page.evaluate(() =>
    JSON.stringify([localStorage, sessionStorage, history.state, location.href]),
  );
  expect(kept + (await page.content())).not.toContain(secret);

  runWorker({ server: web.server }, { firstRetryMs: 3_600_000 });
  await press(page, /^Send a test message to/u);
  await page.getByText('delivered, with the answer 204').waitFor();
  expect(await verified(0, secret)).toMatchObject({ type: 'test', data: {} });

  receiver.behaviors.push(answerWith(500));
  const { client } = await signedInCustomer(web.server, 'Nora Nobody');
  await client.call('customer.requests.create', { type: 'removal' });
  await eventually(() => expect(receiver.arrived).toHaveLength(2));
  await page.reload();
  await page.getByText('The answer was 500').waitFor();
  await page.getByText('1 message', { exact: true }).waitFor();
  await sql()`update lethe.webhook_deliveries set deadline_at = now(), next_attempt_at = now() where status = 'queued'`;
  await page.getByText('1 failed message').click();
  const row = page.getByRole('row', { name: /Request made/u });
  await row.getByText('The answer was 500').waitFor();
  await row.getByRole('link', { name: /^Request \d+$/u }).waitFor();
  await expectAccessible(page);
  await page.setViewportSize({ width: PHONE, height: 844 });
  await expectAccessible(page);
  await row.getByRole('button', { name: /^Send again: Request made/u }).press('Enter');
  await page.getByText('The message is on its way again.').waitFor();
  await page.getByText('1 failed message').waitFor({ state: 'detached' });
  await eventually(() => expect(receiver.arrived).toHaveLength(3));
  expect(await verified(2, secret)).toEqual({
    ...(await verified(1, secret)),
    type: 'request.created',
  });
  await page.getByText('delivered, with the answer 204').waitFor();

  await press(page, /^Remove the webhook to/u);
  await dialog(page).getByText('Messages that wait or have failed are deleted with it').waitFor();
  await expectAccessible(page);
  await dialog(page).getByRole('button', { name: 'Remove the webhook' }).click();
  await page.getByText('No program is called yet').waitFor();
  expect(await sql()`select 1 from lethe.webhooks`).toHaveLength(0);
});

test('an owner replaces the secret, and disables and enables a webhook, knowing what that means', async () => {
  const made = await admin.call<{ secret: string }>('admin.webhooks.create', {
    url: receiver.url,
    events: ['request.created', 'request.decided'],
  });
  const page = await open();
  await press(page, /^Replace the secret of/u);
  await dialog(page).getByText('For 24 hours every message is signed with both secrets').waitFor();
  await expectAccessible(page);
  await dialog(page).getByRole('button', { name: 'Make a new secret' }).click();
  await page.getByText('For 24 hours the program can still use the old secret').waitFor();
  expect(await secretOn(page)).toMatch(/^whsec_\S{44}$/u);
  expect(await secretOn(page)).not.toBe(made.secret);
  await closeWithoutCopy(page);
  await page.getByText(/^Also used, until/u).waitFor();
  await press(page, /^Replace the secret of/u);
  await dialog(page).getByText('It stops at once').waitFor();
  await dialog(page).getByRole('button', { name: 'Cancel' }).click();

  await press(page, /^Disable the webhook to/u);
  await dialog(page).getByText('What happens to requests meanwhile is not sent later').waitFor();
  await dialog(page).getByRole('button', { name: 'Disable the webhook' }).click();
  await page.getByText('Disabled', { exact: true }).waitFor();
  expect(await page.getByRole('button', { name: /^Send a test message/u }).count()).toBe(0);
  await press(page, /^Enable the webhook to/u);
  await page.getByText('Active', { exact: true }).waitFor();
  await sql()`update lethe.webhooks set state = 'gone'`;
  await page.reload();
  await page.getByText('The program answered 410').waitFor();
  await expectAccessible(page);
});

test('two webhooks with the same address are told apart by heading and buttons', async () => {
  await sql()`delete from lethe.webhooks`;
  for (const event of ['request.created', 'request.decided'])
    await admin.call('admin.webhooks.create', { url: receiver.url, events: [event] });
  const page = await open();
  const card = (name: string) => page.getByRole('region', { name, exact: true });
  await card(receiver.url).getByText('Request made').waitFor();
  await card(`${receiver.url} (2)`).getByText('Request decided').waitFor();
  const labels = await page
    .getByRole('list', { name: 'Webhooks, the oldest first' })
    .getByRole('button')
    .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
  expect(labels).toHaveLength(8);
  expect(new Set(labels).size).toBe(8);
  await expectAccessible(page);
  await press(page, /^Remove the webhook to .* \(2\)$/u);
  await dialog(page).getByText(`Lethe no longer calls ${receiver.url} (2)`).waitFor();
  await dialog(page).getByRole('button', { name: 'Remove the webhook' }).click();
  await card(`${receiver.url} (2)`).waitFor({ state: 'detached' });
  await card(receiver.url).getByText('Request made').waitFor();
  await sql()`delete from lethe.webhooks`;
});

test('where no host is listed, the page says whom to ask for what', async () => {
  await admin.call('admin.webhooks.create', { url: receiver.url, events: ['request.created'] });
  web.server.deps.webhookHosts = [];
  const page = await open();
  await page.getByText('No host is listed any more, so no message is sent').waitFor();
  await expectAccessible(page);
  await sql()`delete from lethe.webhooks`;
  await page.reload();
  await page
    .getByText('Ask them to list the host of your program in LETHE_WEBHOOK_HOSTS, such as hooks.example')
    .waitFor();
  expect(await page.getByRole('button', { name: 'Add a webhook' }).count()).toBe(0);
  await expectAccessible(page);
});
