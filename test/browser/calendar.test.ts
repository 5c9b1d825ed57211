import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Sql } from 'postgres';
import { expect } from 'vitest';
import type { Product } from '../support/product.ts';
import { signedInContext, adminTest as test } from '../support/screen.ts';

/** West and east of every operator; in `npm run test:deep` one whose clock is not at a full hour as well. */
const READERS = ['America/Los_Angeles', 'Pacific/Kiritimati'];
if (process.env.MODE === 'deep') READERS.push('Asia/Kathmandu');

const readersOf = (browser: Browser, product: Product, email?: string): Promise<BrowserContext[]> =>
  Promise.all(
    READERS.map((timezoneId) => signedInContext(browser, product, { timezoneId, ...(email && { email }) })),
  );

async function textOf(context: BrowserContext, path: string): Promise<string> {
  const page = await context.newPage();
  await page.goto(path);
  await page.waitForLoadState('networkidle');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await expect.poll(() => page.locator('main').getByText('Loading…').count()).toBe(0);
  const text = await page.locator('main').innerText();
  await page.close();
  return text;
}

async function saysTheSame(contexts: BrowserContext[], paths: string[]): Promise<string> {
  let all = '';
  for (const path of paths) {
    const [first = '', ...others] = await Promise.all(contexts.map((context) => textOf(context, path)));
    for (const other of others) expect(other, path).toBe(first);
    all += first;
  }
  return all;
}

const idOf = async (sql: Sql, what: 'pending' | 'decided') => {
  const [row] = await sql<[{ id: string; customerId: string }]>`
    select id, customer_id as "customerId" from lethe.data_requests
    where (status = 'pending') = ${what === 'pending'} and customer_id is not null order by number limit 1`;
  return row;
};

test('the zone of the browser is proposed, counts once it is saved, and is everybody’s then', async ({
  page,
  sql,
}) => {
  await page.goto('/admin/personal-data');
  await page.getByRole('button', { name: 'Configuration' }).click();
  const zone = page.getByLabel('Time zone');
  await expect.poll(() => zone.inputValue()).toBe('Europe/Berlin');
  await page.getByText('No time zone is chosen yet').waitFor();
  const stored = async () => (await sql`select time_zone as zone from lethe.settings`)[0]?.zone;
  expect(await stored()).toBeNull();
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect.poll(stored).toBe('Europe/Berlin');
  await page.getByText('A deadline already promised keeps its date').waitFor();
  await zone.selectOption('Asia/Tokyo');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect.poll(stored).toBe('Asia/Tokyo');
});

test('every page says the same days and times to readers in every zone', async ({
  browser,
  product,
  sql,
}) => {
  await sql`update lethe.settings set time_zone = 'Europe/Berlin', automatic_processing = true`;
  await sql`
    update lethe.data_requests set answer_by = '2031-11-30', created_at = '2031-10-30T22:30:00Z' where status = 'pending'`;
  const [pending, decided] = [await idOf(sql, 'pending'), await idOf(sql, 'decided')];
  await sql`update lethe.customers set birth_date = '1987-03-01' where id = ${pending.customerId}`;
  const admins = await readersOf(browser, product);
  const said = await saysTheSame(admins, [
    '/admin/personal-data',
    `/admin/requests/${pending.id}`,
    `/admin/requests/${decided.id}`,
    `/admin/clients/${pending.customerId}`,
    '/admin/clients',
    '/admin/personal-data/downloads',
    '/admin/personal-data/consents',
    '/admin/consent-text',
    '/admin/blacklist',
    '/admin/templates',
    '/admin/systems',
  ]);
  expect(said).toContain('30 Nov 2031');
  expect(said).toContain('1 Mar 1987');
  expect(said).toContain('30 Oct 2031, 23:30\u00a0CET');
  const customers = await readersOf(browser, product, 'customer1@lethe.example');
  await saysTheSame(customers, [
    '/account',
    '/account/services',
    '/account/invoices',
    '/account/personal-data',
  ]);
  await Promise.all([...admins, ...customers].map((context) => context.close()));
}, 120_000);

test('days left are counted between dates of the operator’s calendar, at every hour and for every reader', async ({
  browser,
  product,
  sql,
}) => {
  await sql`update lethe.settings set time_zone = 'Asia/Tokyo'`;
  const pending = await idOf(sql, 'pending');
  await sql`update lethe.data_requests set answer_by = '2031-11-30' where id = ${pending.id}`;
  const readers = await readersOf(browser, product);
  const pages = await Promise.all(readers.map((reader) => reader.newPage()));
  for (const [at, words] of [
    ['2031-11-28T15:00:00Z', 'Only 1 day left'], // 29 November, 00:00 in Tokyo
    ['2031-11-29T14:59:00Z', 'Only 1 day left'],
    ['2031-11-29T15:00:00Z', 'Due today'],
    ['2031-11-30T12:00:00Z', 'Due today'], // three hours before the end
    ['2031-11-30T14:59:00Z', 'Due today'],
    ['2031-11-30T15:00:00Z', 'Overdue by 1 day'],
    ['2031-12-01T15:00:00Z', 'Overdue by 2 days'],
    ['2031-11-22T15:00:00Z', 'Only 7 days left'],
    ['2031-11-22T14:59:00Z', '8 days left'],
  ] as const) {
    const says = async (page: Page) => {
      await page.clock.setFixedTime(at);
      await page.goto(`/admin/requests/${pending.id}`);
      await page.locator('main').getByText(words).first().waitFor();
    };
    await Promise.all(pages.map(says));
  }
  await Promise.all(readers.map((reader) => reader.close()));
});

test('a page left open over midnight counts on', async ({ browser, product, sql }) => {
  // A clock counts for its whole context.
  const context = await signedInContext(browser, product);
  const page = await context.newPage();
  await sql`update lethe.settings set time_zone = 'Asia/Tokyo'`;
  const pending = await idOf(sql, 'pending');
  await sql`update lethe.data_requests set answer_by = '2031-11-30' where id = ${pending.id}`;
  await page.clock.install({ time: '2031-11-30T14:58:30Z' });
  await page.goto(`/admin/requests/${pending.id}`);
  await page.getByText('Due today').waitFor();
  await page.clock.fastForward('03:00');
  await page.getByText('Overdue by 1 day').waitFor();
  await context.close();
});

test('an admin says on which day a letter came in, and the month runs from then', async ({ page, sql }) => {
  const [free] = await sql<[{ id: string }]>`
    select c.id from lethe.customers c where c.state = 'open'
      and not exists (select from lethe.data_requests r where r.customer_id = c.id and r.status = 'pending') limit 1`;
  const [days] = await sql<[{ received: string; due: string; late: string }]>`
    select (now() - interval '20 days')::date as received, ((now() - interval '20 days')::date + interval '1 month')::date as due,
      (now() + interval '3 days')::date as late`;
  await page.goto(`/admin/clients/${free.id}`);
  await page.getByRole('button', { name: 'Enter a request' }).click();
  await page.getByRole('dialog').getByRole('radio').first().check();
  await field(page).fill(days.late);
  await page.getByRole('button', { name: 'Enter the request' }).click();
  await page.getByText('This date is in the future.').waitFor();
  await field(page).fill(days.received);
  await page.getByRole('button', { name: 'Enter the request' }).click();
  await page.getByText(/Entered by an administrator for the client on \d/u).waitFor();
  const [row] = await sql`
    select received_on as "receivedOn", answer_by as "answerBy" from lethe.data_requests where customer_id = ${free.id}
    order by number desc limit 1`;
  expect(row).toEqual({ receivedOn: days.received, answerBy: days.due });
});

test('requests are listed by what is due first, or only what is overdue, each with its number', async ({
  page,
  rows,
  sql,
}) => {
  await sql`
    update lethe.data_requests r set answer_by = '2031-01-01'::date + (r.number * 7 % 5)::int where status = 'pending'`;
  const listed = await sql<{ number: string; overdue: boolean }[]>`
    update lethe.data_requests r set answer_by = '2020-01-01' where id in
      (select id from lethe.data_requests where status = 'pending' order by number limit 2)
    returning number::text as number`;
  const inOrder = async () =>
    (
      await sql<{ number: string }[]>`
        select number::text as number from lethe.data_requests where status = 'pending' order by answer_by, number`
    ).map(({ number }) => number);
  await page.goto('/admin/personal-data');
  const numbers = async () =>
    (await rows().locator('td:nth-child(2)').allInnerTexts()).map(
      (text) => /Request (\d+)$/u.exec(text)?.[1],
    );
  await page.getByLabel('Deadline').selectOption('Due first');
  await expect.poll(numbers).toEqual(await inOrder());
  expect(await page.getByLabel('Status', { exact: true }).isDisabled()).toBe(true);
  await page.getByLabel('Deadline').selectOption('Overdue');
  await expect.poll(numbers).toEqual(listed.map(({ number }) => number).toSorted((a, b) => +a - +b));
  await page.reload();
  await expect.poll(async () => (await numbers()).length).toBe(2);
  await rows()
    .getByText(/^Overdue by/u)
    .first()
    .waitFor();
});

const field = (page: Page) => page.getByLabel('Received on');
