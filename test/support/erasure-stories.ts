import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Runtime } from '../../launch/child.ts';
import { findEverywhere } from '../../server/personal-data/scan.ts';
import { launchBrowser } from './browser.ts';
import { type Product, startProduct } from './product.ts';

const PASSWORD = 'lethe-demo-password';
const POLL = 20_000;

interface Subject {
  customerId: string;
  email: string;
  /** Every value that names only this person. */
  traces: string[];
}

/** Picks an open customer of the demo without a pending request, with every value that names them. */
async function chooseSubject({ database }: Product, taken: string[]): Promise<Subject> {
  const sql = database.pools.app;
  const [row] = await sql<[Subject & { values: string[] }]>`
    select c.id as "customerId", u.email, array_remove(array[c.name, u.email, c.phone, c.company_number, a.line1], null)
      as values
    from lethe.customers c join lethe.users u on u.id = c.id
    join lethe.addresses a on a.customer_id = c.id join lethe.sign_ins s on s.customer_id = c.id
    where c.state = 'open' and c.phone is not null and c.id <> all(${taken}::uuid[])
      and not exists (select from lethe.data_requests r where r.customer_id = c.id and r.status = 'pending')
    order by c.number limit 1`;
  // All sign-ins of the demo come from one machine. An IP address of this person alone makes the search meaningful.
  const ipAddress = `198.51.100.${200 + taken.length}`;
  await sql`update lethe.sign_ins set ip_address = ${ipAddress} where customer_id = ${row.customerId}`;
  return { customerId: row.customerId, email: row.email, traces: [...row.values, ipAddress] };
}

async function signIn(page: Page, url: string, email: string): Promise<void> {
  await page.goto(`${url}/sign-in`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** The customer agrees, downloads their data and sends a request. */
async function ask(page: Page, url: string, subject: Subject, type: 'Remove my data' | 'Anonymize my data') {
  await signIn(page, url, subject.email);
  await page.getByRole('link', { name: 'Personal Data', exact: true }).click();
  // The last part to load: after it nothing moves.
  await page.getByText('Invoice lines').waitFor();
  const agree = page.getByRole('button', { name: 'I agree to this text' });
  const withdraw = page.getByRole('button', { name: 'Withdraw my consent' });
  await agree.or(withdraw).first().waitFor();
  if (await agree.isVisible()) await agree.click();
  await withdraw.first().waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download my data' }).click(),
  ]);
  expect(await readFile(await download.path(), 'utf8')).toContain(subject.email);
  await page.getByText(type, { exact: true }).click();
  await page.getByRole('button', { name: /^(Ask for|Send the request)/u }).click();
  await page
    .getByText(/^You asked for/u)
    .first()
    .waitFor();
}

const bubble = async (page: Page): Promise<number> => {
  const text = await page.getByRole('navigation').first().innerText();
  return Number(/Clients\s*(\d+)/u.exec(text)?.[1] ?? 0);
};

/** The admin opens the newest request and decides. */
async function decide(page: Page, subject: Subject, outcome: string, button: RegExp): Promise<void> {
  await page
    .getByRole('link', { name: /^Personal Data Management/u })
    .first()
    .click();
  const row = page.getByRole('row').filter({ hasText: subject.email }).first();
  await row.getByRole('link', { name: /^Open request/u }).click();
  await page.getByText(subject.email).first().waitFor();
  await page.getByText(outcome, { exact: true }).click();
  const listed = page.getByRole('group', { name: 'Blacklist' });
  await listed.getByRole('checkbox', { name: 'E-mail address' }).waitFor();
  expect(await listed.getByRole('checkbox', { name: 'E-mail address' }).isChecked()).toBe(true);
  if (!(await page.getByLabel('Send Notification').isChecked()))
    await page.getByLabel('Send Notification').check();
  if (outcome === 'Destroy Data' || outcome === 'Star out')
    await page.getByLabel(/^Type /u).fill(subject.email);
  if (outcome === 'Block only')
    await page.getByLabel('Reason why the data is only blocked').fill('A court asks us to keep it.');
  await page.getByRole('button', { name: button }).click();
}

/** The person has no sign-in, no mail for a new password, and no second account. */
async function tryToComeBack(page: Page, { url, database }: Product, subject: Subject): Promise<void> {
  await page.goto(`${url}/account/personal-data`);
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  await signIn(page, url, subject.email);
  await page.getByRole('alert').first().waitFor();
  expect(page.url()).toContain('/sign-in');
  const people = () => database.pools.app`select count(*)::int as n from lethe.users`;
  const before = await people();
  for (const [path, body] of [
    ['request-password-reset', { email: subject.email }],
    ['sign-up/email', { name: 'Back Again', email: subject.email, password: PASSWORD }],
  ] as const) {
    const response = await page.request.post(`${url}/api/auth/${path}`, {
      data: body,
      headers: { origin: url },
    });
    expect(response.status(), path).toBe(200);
  }
  expect(await people()).toEqual(before);
  const [mail] = await database.pools.app`
    select count(*)::int as n from lethe.outbox where template in ('verify_email', 'reset_password')`;
  expect(mail).toEqual({ n: 0 });
}

async function messageArrives(page: Page, { database }: Product, subject: Subject): Promise<void> {
  await expect
    .poll(
      async () => {
        const [row] = await database.pools
          .app`select count(*)::int as n from lethe.outbox where status = 'queued'`;
        return row?.n as number;
      },
      { timeout: POLL },
    )
    .toBe(0);
  await page.getByRole('link', { name: 'Mailbox' }).click();
  await page.getByText(subject.email).first().waitFor();
}

const hits = async ({ database }: Product, { traces }: Subject) =>
  (await Promise.all(traces.map((trace) => findEverywhere(database.pools.app, trace)))).flat();

/** Each outcome from the request to the erasure, in a real browser, with the product under one runtime. */
export const runErasureStories = (runtime: Runtime) =>
  describe(`under ${runtime}`, () => {
    let product: Product;
    let browser: Browser;
    let admin: Page;
    const taken: string[] = [];
    beforeAll(async () => {
      product = await startProduct(runtime);
      browser = await launchBrowser();
      admin = await (await browser.newContext()).newPage();
      await signIn(admin, product.url, 'admin@lethe.example');
      await admin
        .getByRole('link', { name: /^Personal Data Management/u })
        .first()
        .waitFor();
    });
    afterAll(async () => {
      await browser?.close();
      await product?.stop();
    });

    /** From the request to the decision. Answers the customer's page and the customer. */
    async function story(type: 'Remove my data' | 'Anonymize my data', outcome: string, button: RegExp) {
      const subject = await chooseSubject(product, taken);
      taken.push(subject.customerId);
      expect((await hits(product, subject)).length).toBeGreaterThan(5);
      const before = await bubble(admin);
      const customer = await (await browser.newContext({ acceptDownloads: true })).newPage();
      await ask(customer, product.url, subject, type);
      await expect.poll(() => bubble(admin), { timeout: POLL }).toBe(before + 1);
      await decide(admin, subject, outcome, button);
      return { subject, customer, before };
    }

    test('destroyed: asked, decided, notified, and nothing left', async () => {
      const { subject, customer, before } = await story(
        'Remove my data',
        'Destroy Data',
        /^Destroy \d+ rows$/u,
      );
      await admin.getByText('The data is destroyed').waitFor();
      await admin.getByText(/^0 rows are left/u).waitFor();
      await expect.poll(() => bubble(admin)).toBe(before);
      await tryToComeBack(customer, product, subject);
      await messageArrives(admin, product, subject);
      expect(await hits(product, subject)).toEqual([]);
    }, 120_000);

    test('starred: asked, decided, notified, and nothing left to read', async () => {
      const { subject, customer } = await story('Anonymize my data', 'Star out', /^Star out \d+ rows$/u);
      await admin.getByText('The data is starred out').waitFor();
      await admin.getByText(/^0 rows are left/u).waitFor();
      await tryToComeBack(customer, product, subject);
      await messageArrives(admin, product, subject);
      expect(await hits(product, subject)).toEqual([]);
    }, 120_000);

    test('blocked: asked, decided, notified, no way in, and the data still there', async () => {
      const { subject, customer } = await story('Remove my data', 'Block only', /^Block the account$/u);
      await admin.getByText('The account is blocked').waitFor();
      await tryToComeBack(customer, product, subject);
      await messageArrives(admin, product, subject);
      const tables = new Set((await hits(product, subject)).map(({ table }) => table));
      expect(
        [...tables].filter((table) =>
          ['sessions', 'accounts', 'two_factors', 'verifications', 'outbox'].includes(table),
        ),
      ).toEqual([]);
      expect(tables).toContain('users');
    }, 120_000);
  });
