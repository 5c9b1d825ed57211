import { describe, expect } from 'vitest';
import { PHONE, adminTest as test } from '../support/screen.ts';
import { expectAccessible } from '../support/web.ts';

describe('the requests', () => {
  test('filters stand in the address, and reload and back keep them', async ({ page, rows }) => {
    await page.goto('/admin/personal-data');
    await page.getByLabel('Status').selectOption('refused');
    await page.waitForURL('**/admin/personal-data?status=refused');
    await page.getByLabel('Type').selectOption('removal');
    await page.waitForURL('**/admin/personal-data?status=refused&type=removal');
    await expect.poll(() => rows().count()).toBe(1);
    await page.reload();
    await expect.poll(() => rows().count()).toBe(1);
    expect(await page.getByLabel('Status').inputValue()).toBe('refused');
    await page.goBack();
    await expect.poll(() => page.getByLabel('Type').inputValue()).toBe('');
    await expect.poll(() => rows().count()).toBe(2);
  });

  test('the name searched for stays in the browser and never reaches an address the server sees', async ({
    page,
    rows,
  }) => {
    const seen: string[] = [];
    page.on('request', (request) => seen.push(request.url()));
    await page.goto('/admin/personal-data');
    await page.getByLabel('Search requests').fill('Nuñez');
    await expect.poll(() => rows().count()).toBe(1);
    expect(decodeURIComponent(new URL(page.url()).hash)).toBe('#search=Nuñez');
    await page.reload();
    await expect.poll(() => rows().count()).toBe(1);
    expect(await page.getByLabel('Search requests').inputValue()).toBe('Nuñez');
    expect(seen.filter((url) => /nu%C3%B1ez|nuñez/iu.test(url.split('#')[0] ?? ''))).toEqual([]);
    await page.getByLabel('Search requests').fill('nobody of this name');
    await page.getByRole('button', { name: 'Show all' }).click();
    await expect.poll(() => rows().count()).toBeGreaterThan(5);
    expect(await page.getByLabel('Search requests').inputValue()).toBe('');
  });

  test('a pause between two words of a name does not join them', async ({ page }) => {
    await page.goto('/admin/personal-data');
    const search = page.getByLabel('Search requests');
    await search.pressSequentially('Ana ');
    await page.waitForURL('**/admin/personal-data#search=Ana');
    await search.pressSequentially('Nuñez');
    expect(await search.inputValue()).toBe('Ana Nuñez');
  });

  test('a row opens by a click anywhere in it, and by its magnifying glass from the keyboard', async ({
    page,
    rows,
  }) => {
    await page.goto('/admin/personal-data?status=pending');
    await rows().first().getByRole('cell').nth(2).click();
    await page.waitForURL('**/admin/requests/*');
    await page.goBack();
    await page
      .getByRole('link', { name: /^Open request \d+$/ })
      .first()
      .focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: /^Request \d+$/ }).waitFor();
    await page.getByRole('term').filter({ hasText: 'Requester' }).waitFor();
  });

  test('on a phone, the link to the page itself drops the filters and closes the menu', async ({ page }) => {
    await page.setViewportSize(PHONE);
    await page.goto('/admin/personal-data?status=refused');
    await page.getByRole('button', { name: 'Menu' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('link', { name: /^Personal Data Management/ }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(new URL(page.url()).search).toBe('');
  });

  test('where nothing is overdue, the list says just that', async ({ page }) => {
    await page.goto('/admin/personal-data?deadline=overdue');
    await page.getByRole('heading', { name: 'No request is overdue' }).waitFor();
    await page.goto('/admin/personal-data?deadline=overdue&type=removal');
    await page.getByRole('heading', { name: 'No request matches' }).waitFor();
  });

  test('a destroyed request is listed by its number, without a name', async ({ page, rows }) => {
    await page.goto('/admin/personal-data?status=destroyed');
    await rows().first().waitFor();
    expect(await rows().first().textContent()).toMatch(/Erased person.*Request \d+/u);
  });
});

test('a request entered on behalf waits for a decision; a second one is refused in words', async ({
  page,
  rows,
  sql,
}) => {
  const [free] = await sql<[{ id: string; name: string }]>`
    select c.id, c.name from lethe.customers c
    where c.state = 'open' and not exists (select from lethe.data_requests r where r.customer_id = c.id) limit 1`;
  await page.goto('/admin/clients');
  await page.getByLabel('Search clients').fill(free.name);
  await expect.poll(() => rows().count()).toBe(1);
  await page
    .getByRole('link', { name: /^Open client \d+$/ })
    .first()
    .click();
  await page.getByRole('button', { name: 'Enter a request', exact: true }).click();
  await page.getByRole('radio', { name: 'Anonymization' }).check();
  await page.getByLabel('Note').fill('By letter of 3 November.');
  await page.getByRole('button', { name: 'Enter the request' }).click();
  await page.getByText('Entered by an administrator for the client').waitFor();
  await page.getByText('By letter of 3 November.').waitFor();
  await page.goto(`/admin/clients/${free.id}`);
  await page.getByRole('button', { name: 'Enter a request', exact: true }).click();
  await page.getByRole('button', { name: 'Enter the request' }).click();
  await page.getByText('Please choose what the client asks for.').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Enter a request', exact: true }).click();
  await page.getByRole('radio', { name: 'Removal' }).waitFor();
  expect(await page.getByText('Please choose what').count(), 'what was wrong before').toBe(0);
  await page.getByRole('radio', { name: 'Removal' }).check();
  await page.getByRole('button', { name: 'Enter the request' }).click();
  await page.getByText('This client already has a pending request.').waitFor();
});

test('what comes while an admin decides is named, and is decided about only once it was seen', async ({
  page,
  sql,
}) => {
  const [asked] = await sql<[{ id: string; customerId: string; email: string }]>`
    select r.id, r.customer_id as "customerId", u.email from lethe.data_requests r join lethe.users u on u.id = r.customer_id
    where r.status = 'pending' order by r.number desc limit 1`;
  await page.goto(`/admin/requests/${asked.id}`);
  await page.getByRole('radio', { name: 'Destroy Data' }).check();
  await page.getByLabel(`Type ${asked.email} to confirm`).fill(asked.email);
  const destroy = page.getByRole('button', { name: /^Destroy \d+ rows$/u });
  const before = await destroy.textContent();
  await sql`insert into lethe.addresses (customer_id, label, line1, city, country) values (${asked.customerId}, 'x', 'x', 'x', 'DE')`;
  await sql`update lethe.customers set company = 'R&D; some more words' where id = ${asked.customerId}`;
  await destroy.click();
  await page.getByText('has changed since the preview').waitFor();
  const changes = page.getByRole('status').filter({ hasText: 'Changed since you opened this preview' });
  await changes.getByText(/^Addresses: \d+ before, \d+ now\.$/u).waitFor();
  expect(await changes.innerText(), 'nothing of what Lethe derives from it').not.toContain('Search words');
  expect(await destroy.textContent()).not.toBe(before);
  await expectAccessible(page);
  await destroy.click();
  await page.getByText('The data is destroyed').waitFor();
});

test('an admin who comes second changes nothing, and reads the result of the first', async ({
  page,
  sql,
}) => {
  const [{ id }] = await sql<[{ id: string }]>`
    select id from lethe.data_requests where status = 'pending' order by number limit 1`;
  await page.goto(`/admin/requests/${id}`);
  await page.getByRole('radio', { name: 'Refuse' }).check();
  await page.getByRole('button', { name: 'Refuse the request' }).click();
  await page.getByText('Please give the reason').waitFor();
  await page.getByLabel('Reason for the refusal').fill('The invoices must be kept.');
  await sql`update lethe.data_requests set status = 'cancelled', decided_at = now() where id = ${id}`;
  await page.getByRole('button', { name: 'Refuse the request' }).click();
  await page.getByText('This request is already closed').waitFor();
  expect(await page.locator('.overtaken').evaluate((told) => told === document.activeElement)).toBe(true);
  await page.getByText('The client cancelled this request.').waitFor();
  await page.getByRole('status').getByText('The invoices must be kept.').waitFor();
  const [after] = await sql`select status, reason from lethe.data_requests where id = ${id}`;
  expect(after).toEqual({ status: 'cancelled', reason: null });
});

test.for([
  [1280, 6],
  [1360, 6],
  [1000, 3],
  [390, 2],
] as const)(
  'at %i px the filters stand in full rows of %i below the search',
  async ([width, most], { page }) => {
    await page.setViewportSize({ width, height: 900 });
    await page.goto('/admin/personal-data');
    await page.getByLabel('Deadline').waitFor();
    const tops = await page
      .locator('.filters > :not(.filter-search)')
      .evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().top)));
    expect(tops).toHaveLength(6);
    const rows = new Set(tops);
    expect(rows.size).toBe(6 / most);
    for (const top of rows) expect(tops.filter((one) => one === top)).toHaveLength(most);
    const search = await page.locator('.filter-search').evaluate((one) => one.getBoundingClientRect().bottom);
    expect(search).toBeLessThan(Math.min(...tops));
  },
);
