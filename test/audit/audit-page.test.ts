import { expect } from 'vitest';
import { adminTest as test } from '../support/screen.ts';

test('an owner reads who opened a client’s page, and what was decided, filtered by act and kept in the address', async ({
  page,
  sql,
}) => {
  const [client] = await sql<[{ id: string; name: string }]>`
    select id, name from lethe.customers where state = 'open' and name is not null order by number limit 1`;
  await page.goto(`/admin/clients/${client.id}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.getByRole('link', { name: 'Audit' }).click();
  const row = page.getByRole('row', { name: /Opened a client’s page/u });
  await row.waitFor();
  expect(await row.textContent()).toContain('Demo Admin');
  expect(await page.getByText(client.name).count()).toBe(0);
  await page.getByLabel('Act', { exact: true }).selectOption('Changed settings');
  await page.getByText('Nothing matches').waitFor();
  await page.reload();
  await page.getByText('Nothing matches').waitFor();
  await page.getByLabel('Act', { exact: true }).selectOption('Any act');
  await row.getByRole('link', { name: 'Client' }).click();
  await page.getByRole('heading', { level: 1, name: client.name }).waitFor();
});
