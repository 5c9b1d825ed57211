import type { Locator } from 'playwright-core';
import { expect } from 'vitest';
import { signedInContext, adminTest as test } from '../support/screen.ts';

const day = 86_400_000;

test('when Lethe decides by itself, customer and admin read the same date', async ({
  browser,
  page,
  product,
  sql,
}) => {
  await sql`update lethe.settings set automatic_processing = true, waiting_days = 14, time_zone = 'Asia/Tokyo'`;
  const context = await signedInContext(browser, product, { email: 'customer1@lethe.example' });
  const own = await context.newPage();
  await own.goto('/account/personal-data');
  await own.getByLabel('Anonymize my data').check();
  await own.getByRole('button', { name: 'Ask for anonymization' }).click();
  const dateAs = (dateStyle: 'long' | 'medium') =>
    new Intl.DateTimeFormat('en-GB', { dateStyle, timeZone: 'Asia/Tokyo' }).format(Date.now() + 14 * day);
  const date = dateAs('long');
  const timeline = own.getByRole('list', { name: 'Your request, step by step' });
  await timeline.getByText(`You can cancel until ${date}, unless one of us decides earlier.`).waitFor();
  await timeline.getByText(`on ${date}`, { exact: true }).waitFor();

  const [asked] = await sql<[{ id: string }]>`
    select r.id from lethe.data_requests r join lethe.users u on u.id = r.customer_id
    where u.email = 'customer1@lethe.example' and r.status = 'pending'`;
  await page.goto(`/admin/requests/${asked.id}`);
  await page
    .getByRole('region', { name: 'Facts' })
    .getByText(`Lethe decides on ${dateAs('medium')}, unless you decide earlier.`)
    .waitFor();
  await sql`update lethe.settings set automatic_processing = false`;
  await context.close();
});

test('a decision made offline says that it did not arrive, and goes out as it was typed once there is a connection', async ({
  browser,
  product,
  sql,
}) => {
  const [{ id }] = await sql<[{ id: string }]>`
    select id from lethe.data_requests where status = 'pending' order by number desc limit 1`;
  const context = await signedInContext(browser, product);
  const page = await context.newPage();
  await page.goto(`/admin/requests/${id}`);
  await page.getByRole('radio', { name: 'Refuse' }).check();
  await page.getByLabel('Reason for the refusal').fill('The books must be kept.');
  await context.setOffline(true);
  const refuse = page.getByRole('button', { name: 'Refuse the request' });
  await refuse.click();
  await page
    .getByRole('alert')
    .getByText(/offline, so this may not have reached us/u)
    .waitFor();
  expect(await page.getByLabel('Reason for the refusal').inputValue()).toBe('The books must be kept.');
  await context.setOffline(false);
  await refuse.click();
  await page.getByText('The request is refused').waitFor();
  const [after] = await sql`select status, reason from lethe.data_requests where id = ${id}`;
  expect(after).toEqual({ status: 'refused', reason: 'The books must be kept.' });
  await context.close();
});

test('“Show more” adds the next page beneath, until all is shown: to an admin', async ({
  page,
  rows,
  sql,
}) => {
  const [all] = await sql<[{ count: number }]>`select count(*)::int as count from lethe.customers`;
  await page.goto('/admin/clients');
  await showAll(page.getByRole('button', { name: 'Show more' }), rows(), all.count);
  const opens = page.getByRole('link', { name: /^Open client \d+$/u });
  const addresses = await opens.evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  expect(new Set(addresses).size).toBe(all.count);
});

test('“Show more” adds the next page beneath, until all is shown: to a customer', async ({
  browser,
  product,
  sql,
}) => {
  const email = 'customer2@lethe.example';
  await sql`
    insert into lethe.invoices (customer_id, number, status, currency, total, billed_to, issued_on, due_on)
    select u.id, 'MORE-' || n, 'paid', 'EUR', n, 'Nobody', '2024-01-01'::date + n, '2024-02-01'::date + n
    from lethe.users u, generate_series(1, 60) n where u.email = ${email}`;
  const [all] = await sql<[{ count: number }]>`
    select count(*)::int as count from lethe.invoices i join lethe.users u on u.id = i.customer_id
    where u.email = ${email}`;
  const context = await signedInContext(browser, product, { email });
  const page = await context.newPage();
  await page.goto('/account/invoices');
  await showAll(page.getByRole('button', { name: 'Show more' }), page.locator('details.invoice'), all.count);
  await context.close();
});

async function showAll(more: Locator, entries: Locator, all: number): Promise<void> {
  await more.waitFor();
  const shown = await entries.count();
  expect(shown).toBeLessThan(all);
  await more.click();
  await expect.poll(() => entries.count()).toBeGreaterThan(shown);
  if ((await entries.count()) < all) await showAll(more, entries, all);
  else expect(await more.count()).toBe(0);
}

test('names of one long word, or from right to left, leave every column of a list readable', async ({
  page,
  sql,
}) => {
  const word = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';
  await sql`
    update lethe.customers set company = ${word}
    where id in (select id from lethe.customers where state = 'open' order by number desc limit 1)`;
  await sql`
    update lethe.customers set name = 'شركة النور للتجارة والمقاولات'
    where id in (select id from lethe.customers where state = 'open' order by number desc limit 2)`;
  await page.goto('/admin/clients');
  await page.getByText(word).waitFor();
  const beyond = await page
    .locator('.table-frame')
    .evaluate((frame) => frame.scrollWidth - frame.clientWidth);
  expect(beyond).toBe(0);
  const widths = await page
    .locator('td.main')
    .evaluateAll((cells) => cells.map((cell) => cell.getBoundingClientRect().width));
  expect(Math.min(...widths)).toBeGreaterThanOrEqual(236);
});
