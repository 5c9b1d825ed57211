import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startOutbox } from '../../server/notifications/outbox.ts';
import { smtpSender } from '../../server/notifications/smtp.ts';
import { parseSmtpUrl } from '../../server/runtime/smtp-url.ts';
import { PASSWORD, signedInAdmin } from '../support/accounts.ts';
import type { Client } from '../support/client.ts';
import { insertPerson, insertRequest, type Person } from '../support/people.ts';
import { rowsWith } from '../support/rows-with.ts';
import { type SmtpServer, startSmtpServer } from '../support/smtp-server.ts';
import { codeOf, setUpTwoFactor } from '../support/two-factor.ts';
import { eventually } from '../support/waiting.ts';
import { expectAccessible, signInOn, startWeb, type Web } from '../support/web.ts';

/* The first day of a company: outside the demo, with mail that really leaves. */

let web: Web;
let mail: SmtpServer;
let owner: Client;
let asking: { requestId: string; person: Person };
const ending = new AbortController();
let outbox: Promise<void>;

beforeAll(async () => {
  mail = await startSmtpServer(() => 'accept');
  web = await startWeb({ mailbox: null, secondFactorRequired: true });
  const { app, notifications } = web.server.database.pools;
  const server = parseSmtpUrl(`smtp://127.0.0.1:${mail.port}`)!;
  const send = smtpSender({ server, from: 'Lethe <lethe@shop.example>', url: web.server.url });
  outbox = startOutbox({ sql: app, notifications, send, signal: ending.signal });
  ({ client: owner } = await signedInAdmin(web.server));
  await setUpTwoFactor(owner, app);
  await owner.call('admin.settings.update', { secondApproval: 'destroy' });
  const person = await insertPerson(app);
  asking = { person, requestId: await insertRequest(app, person) };
});
afterAll(async () => {
  ending.abort();
  await outbox;
  await web.stop();
  await mail.stop();
});

const sql = () => web.server.database.pools.app;
const heading = (page: Page, name: string | RegExp) =>
  page.getByRole('heading', { level: 1, name }).waitFor();

/** The path that a link of the last mail to this address leads to, once it has come. */
async function linkMailedTo(address: string, path: RegExp): Promise<string> {
  const links = () =>
    mail.arrived
      .filter(({ to }) => to.includes(address))
      .map(({ text }) => path.exec(text.replaceAll('=\r\n', ''))?.[0])
      .filter((link) => link !== undefined);
  await eventually(() => expect(links(), `links to ${address}`).not.toEqual([]));
  return links().at(-1)!;
}

async function invite(page: Page, email: string, role: string): Promise<void> {
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  await page.getByLabel('E-mail address').fill(email);
  await page.getByRole('radio', { name: role }).check();
  await page.getByRole('button', { name: 'Send the invitation' }).click();
  await page.getByText(`An invitation to ${email} is on its way.`).waitFor();
}

/** From the mail to a page where the new member may decide. */
async function join(email: string, name: string): Promise<Page> {
  const page = await web.open(await linkMailedTo(email, /\/join-team#[\w-]{43}/u));
  await page.getByLabel('Full name').fill(name);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Join the team' }).click();
  await heading(page, 'Sign in');
  await signInOn(page, email);
  await page.getByRole('link', { name: 'Go to Sign-in Details' }).click();
  await page.getByRole('button', { name: 'Set up two-factor sign-in' }).click();
  const setUp = page.getByRole('dialog', { name: 'Set up two-factor sign-in' });
  await setUp.getByLabel('Password').fill(PASSWORD);
  await setUp.getByRole('button', { name: 'Continue' }).click();
  const secret = (await setUp.locator('code.secret').textContent()) ?? '';
  await setUp
    .getByLabel('Code', { exact: true })
    .fill(codeOf(`otpauth://totp/x?secret=${secret.replaceAll(' ', '')}`));
  await setUp.getByRole('button', { name: 'Switch on' }).click();
  const codes = page.getByRole('dialog', { name: 'Recovery codes' });
  await Promise.all([page.waitForEvent('download'), codes.getByRole('button', { name: 'Download' }).click()]);
  await codes.getByRole('button', { name: 'Close' }).last().click();
  await page.getByRole('button', { name: 'New recovery codes' }).waitFor();
  return page;
}

async function confirmDestroy(page: Page, action: RegExp): Promise<void> {
  await page.getByLabel(/^Type .+ to confirm/u).fill(`${asking.person.canaries[0]}-mail@lethe.example`);
  await page.getByRole('button', { name: action }).click();
}

test('two officers join by the link in their mail and set up a second factor; one proposes a destroy, the other approves it, and nothing of the client is left', async () => {
  const team = await web.open('/admin/team', undefined, 'light', owner);
  const [annaMail, beaMail] = ['anna@shop.example', 'bea@shop.example'];
  await invite(team, annaMail, 'Officer');
  await invite(team, beaMail, 'Officer');
  const [anna, bea] = await Promise.all([join(annaMail, 'Anna Officer'), join(beaMail, 'Bea Officer')]);
  expect((await rowsWith(sql(), asking.person.canaries)).length).toBeGreaterThan(20);

  await anna.goto(`${web.server.url}/admin/requests/${asking.requestId}`);
  await anna.getByRole('radio', { name: 'Destroy Data' }).check();
  await anna.getByText('This needs a second approval').waitFor();
  await confirmDestroy(anna, /^Propose to destroy \d+ rows$/u);
  await anna.getByText('You proposed this decision').waitFor();

  await bea.goto(web.server.url + (await linkMailedTo(beaMail, /\/admin\/requests\/[\w-]{36}/u)));
  await bea.getByText(/Anna Officer, /u).waitFor();
  await confirmDestroy(bea, /^Approve: destroy \d+ rows$/u);
  await bea.getByText('The data is destroyed').waitFor();

  // The system that shared the client still has to be told which.
  await sql()`delete from lethe.erasure_notices`;
  await eventually(async () => expect(await rowsWith(sql(), asking.person.canaries)).toEqual([]));
});

test('an auditor reads who decided what, and no page and no answer names a client', async () => {
  const person = await insertPerson(sql(), 'Quinta Quietly');
  await insertRequest(sql(), person);
  await owner.call('admin.customers.get', { customerId: person.customerId });
  const names = new RegExp(['Quinta', ...person.canaries].join('|'), 'u');
  const requests = '/admin/personal-data';
  expect(await placesWith(names, owner, [requests]), 'an owner sees the name').not.toEqual([]);

  const { client: auditor } = await signedInAdmin(web.server, 'auditor');
  const page = await web.open('/admin/audit', undefined, 'light', auditor);
  for (const act of [/^Proposed a decision/u, /^Approved a proposed decision/u, /^Opened a client’s page/u])
    await page.getByRole('row', { name: act }).first().waitFor();
  await expectAccessible(page);
  const menu = page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link');
  const paths = await menu.evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
  expect(paths).toEqual(expect.arrayContaining([requests, '/admin/audit']));
  paths.push(`${requests}/downloads`, `${requests}/consents`);
  expect(await placesWith(names, auditor, paths)).toEqual([]);
});

/** Opens these pages. Answers where a page, or what the server told it, has one of these words. */
async function placesWith(words: RegExp, client: Client, paths: string[]): Promise<string[]> {
  const page = await web.open('/admin/sign-in-details', undefined, 'light', client);
  const places: string[] = [];
  let answers = 0;
  await page.route(/\/(?:trpc|api)\//u, async (route) => {
    const response = await route.fetch();
    answers += 1;
    if (words.test(await response.text())) places.push(response.url());
    await route.fulfill({ response });
  });
  for (const path of paths) {
    await page.goto(web.server.url + path);
    await heading(page, /./u);
    await page.locator('.skeleton, .skeleton-table').first().waitFor({ state: 'detached' });
    if (words.test(await page.content())) places.push(path);
  }
  expect(answers).toBeGreaterThan(paths.length);
  await page.unrouteAll({ behavior: 'wait' });
  await page.close();
  return places;
}
