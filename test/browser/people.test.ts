import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { isFocused, press, tabTo } from '../support/keyboard.ts';
import { PHONE, signedInContext, adminTest as test } from '../support/screen.ts';
import { expectAccessible } from '../support/web.ts';

/* An admin decides who is who: one person or two, which value is right, and to whom a record belongs. */

/** The focus must not get lost when its element goes. */
const expectFocusSomewhere = (page: Page) =>
  expect.poll(() => page.evaluate('document.activeElement !== document.body')).toBe(true);
/** No part of a page is beyond the edge of the screen. */
const expectNoWider = async (page: Page) =>
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(PHONE.width);

test('compares two clients who may be one, and joins them where the admin says so', async ({ page, sql }) => {
  await page.goto('/admin/matches');
  await page.getByRole('heading', { name: 'Anna Example and Bert Example' }).waitFor();
  await page.getByRole('row', { name: 'Phone Not given +44 20 7946 0991' }).waitFor();
  await page.getByRole('link', { name: /Possible Matches.*1 possible match/u }).waitFor();
  await page.getByRole('button', { name: 'Same person: join them' }).click();
  const dialog = page.getByRole('dialog', { name: 'Join two clients' });
  await dialog.getByRole('button', { name: /Join into client/u }).click();
  await page.getByText('Nothing to decide').waitFor();
  const people =
    await sql`select c.name, (select count(*)::int from lethe.external_ids e where e.customer_id = c.id) as ids
    from lethe.customers c where c.email = 'family@example.org'`;
  expect(people).toEqual([{ name: 'Anna Example', ids: 2 }]);
  await page.getByRole('link', { name: 'All Clients' }).click();
  await page
    .getByRole('row', { name: /Anna Example/u })
    .getByRole('link')
    .click();
  await page.getByText('Billing says, since').first().waitFor();
});

test('keeps two people apart on a phone, who are not shown again', async ({ browser, product, sql }) => {
  const pair = await sql<{ id: string; name: string }[]>`
    select c.id, c.name from lethe.customers c where c.state = 'open' and not exists (
      select from lethe.users u where u.id = c.id) and c.name in ('Lea Lead', 'Anna Example')`;
  const [one, other] = pair.map(({ id }) => id);
  await sql`insert into lethe.possible_matches (customer_id, other_id, reason) values
    (${one!}, ${other!}, 'name_differs'), (${other!}, ${one!}, 'name_differs')`;
  const context = await signedInContext(browser, product, { viewport: PHONE });
  const page = await context.newPage();
  await page.goto('/admin/matches');
  const card = page.getByRole('article').filter({ hasText: 'Lea Lead' });
  await card.waitFor();
  await expectNoWider(page);
  await expectAccessible(page);
  await card.getByRole('button', { name: 'Two people: keep apart' }).click();
  await page.getByText(/^They stay two clients/u).waitFor();
  await expect.poll(() => card.count()).toBe(0);
  await expectFocusSomewhere(page);
  const kept = await sql`select kept_apart_by is not null as "by" from lethe.possible_matches
    where customer_id in (${one!}, ${other!}) and other_id in (${one!}, ${other!}) and kept_apart_at is not null`;
  expect(kept).toEqual([{ by: true }, { by: true }]);
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Possible Matches' }).waitFor();
  expect(await card.count()).toBe(0);
  await context.close();
});

test('settles what a system says differently without a mouse: keeps ours, takes over theirs', async ({
  page,
  sql,
}) => {
  const [said] = await sql<[{ customerId: string; held: string; value: string }]>`
    select s.customer_id as "customerId", c.name as held, s.value from lethe.statements s
      join lethe.customers c on c.id = s.customer_id where s.field = 'fullName'`;
  const { customerId } = said;
  await sql`update lethe.customers set phone = '+44 20 7946 0111' where id = ${customerId}`;
  await sql`insert into lethe.statements (customer_id, system_id, field, value)
    select customer_id, system_id, 'phone', '+44 20 7946 0222' from lethe.statements
    where customer_id = ${customerId} and field = 'fullName'`;
  await page.goto(`/admin/clients/${customerId}`);
  const section = page.getByRole('region', { name: 'Different values in systems' });
  await section.getByText('+44 20 7946 0222').waitFor();
  await section.getByText('+44 20 7946 0111').waitFor();
  const button = (name: string) => section.getByRole('button', { name });
  await press(page, button('Keep ours, not that of Billing: Phone'));
  await page.getByText('We keep our value.').waitFor();
  await expect
    .poll(() => section.getByText('We keep ours').count(), { message: 'the name was before' })
    .toBe(2);
  await expect.poll(() => button('Keep ours, not that of Billing: Phone').count()).toBe(0);
  await expectFocusSomewhere(page);
  await press(page, button('Use this value from Billing: Name'));
  await page.getByRole('heading', { level: 1, name: said.value }).waitFor();
  await expectFocusSomewhere(page);
  expect(await sql`select name, phone from lethe.customers where id = ${customerId}`).toEqual([
    { name: said.value, phone: '+44 20 7946 0111' },
  ]);
  expect(await sql`select field from lethe.statements where customer_id = ${customerId}`).toEqual([
    { field: 'phone' },
  ]);
});

/** A record of one open customer, and another open customer. */
const FIND = {
  invoice: 'select i.id, i.number as name, i.customer_id as "customerId" from lethe.invoices i',
  service: 'select i.id, i.name, i.customer_id as "customerId" from lethe.services i',
} as const;

test('moves a record to the right person without a mouse', async ({ page, sql }) => {
  const [invoice] = await sql.unsafe<[{ id: string; name: string; customerId: string }]>(
    `${FIND.invoice} join lethe.customers c on c.id = i.customer_id where c.state = 'open' limit 1`,
  );
  const [right] = await sql<[{ id: string; number: string }]>`
    select id, number::text from lethe.customers where state = 'open' and id <> ${invoice.customerId} limit 1`;
  await page.goto(`/admin/clients/${invoice.customerId}`);
  const open = page.getByRole('button', { name: `Move or remove ${invoice.name}`, exact: true });
  await press(page, open);
  const dialog = page.getByRole('dialog', { name: 'Does this belong to another client?' });
  await dialog.waitFor();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  expect(await isFocused(open)).toBe(true);
  await press(page, open);
  await press(page, dialog.getByRole('button', { name: 'Move', exact: true }));
  await dialog.getByText('Please choose what to do.').waitFor();
  await press(page, dialog.getByRole('radio', { name: 'Move it to another client' }), 'Space');
  const number = dialog.getByLabel('Number of the right client');
  await tabTo(page, number);
  await page.keyboard.type('999999');
  await page.keyboard.press('Enter');
  await dialog.getByText('There is no such client.').waitFor();
  await tabTo(page, number);
  await page.keyboard.press('Control+A');
  await page.keyboard.type(right.number);
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('Moved.').waitFor();
  await expectFocusSomewhere(page);
  expect(await sql`select customer_id as id from lethe.invoices where id = ${invoice.id}`).toEqual([
    { id: right.id },
  ]);
  await expect.poll(() => open.count()).toBe(0);
});

test('the dialog of a record in a table reads like any other, and its number is where the hint says', async ({
  page,
  rows,
}) => {
  await page.goto('/admin/clients');
  const client = rows().filter({ hasText: 'customer22@lethe.example' });
  const number = /Client (\d+)/u.exec(await client.innerText())?.[1];
  expect(number).toBeDefined();
  await client.getByRole('link').click();
  await page.getByRole('definition').getByText(number!, { exact: true }).waitFor();
  await page
    .getByRole('button', { name: /^Move or remove/u })
    .first()
    .click();
  const dialog = page.getByRole('dialog');
  const set = await dialog.evaluate((element) => {
    const { fontSize, textAlign, whiteSpace } = getComputedStyle(element);
    return { fontSize, textAlign, whiteSpace };
  });
  expect(set).toEqual({ fontSize: '16px', textAlign: 'start', whiteSpace: 'normal' });
  await dialog.getByLabel('Move it to another client').check();
  await dialog.getByRole('button', { name: 'Move', exact: true }).click();
  await dialog.getByText('Please enter the number of a client').waitFor();
  await dialog.getByText('You can find it in All Clients and on the client’s page.').waitFor();
  await dialog.getByLabel('Remove it here').check();
  expect(await dialog.getByRole('alert').count()).toBe(0);
});

test('removes a record on a phone, after saying that this cannot be undone', async ({
  browser,
  product,
  sql,
}) => {
  const [service] = await sql.unsafe<[{ id: string; name: string; customerId: string }]>(
    `${FIND.service} join lethe.customers c on c.id = i.customer_id where c.state = 'open'
      and (select count(*) from lethe.services o where o.customer_id = c.id) = 1 limit 1`,
  );
  const context = await signedInContext(browser, product, { viewport: PHONE });
  const page = await context.newPage();
  await page.goto(`/admin/clients/${service.customerId}`);
  await page.getByRole('button', { name: `Move or remove ${service.name}`, exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Does this belong to another client?' });
  await dialog.getByRole('radio', { name: 'Remove it here' }).check();
  await dialog.getByText('This cannot be undone.').waitFor();
  await expectNoWider(page);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  expect(await sql`select from lethe.services where id = ${service.id}`).toHaveLength(1);
  await page.getByRole('button', { name: `Move or remove ${service.name}`, exact: true }).click();
  await dialog.getByRole('radio', { name: 'Remove it here' }).check();
  await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('Removed.').waitFor();
  await expectFocusSomewhere(page);
  expect(await sql`select from lethe.services where id = ${service.id}`).toEqual([]);
  await context.close();
});
