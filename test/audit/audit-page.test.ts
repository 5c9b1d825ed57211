import { expect } from 'vitest';
import { removeMember } from '../../server/team/queries.ts';
import { insertAdmin } from '../support/people.ts';
import { DESK, PHONE, adminTest as test } from '../support/screen.ts';

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
  await page.setViewportSize(PHONE);
  expect(await row.getByText('When', { exact: true }).isVisible()).toBe(true);
  expect(await row.getByText('Request', { exact: true }).isVisible()).toBe(false);
  await page.setViewportSize(DESK);
  await page.getByLabel('Act', { exact: true }).selectOption('Changed settings');
  await page.getByText('Nothing matches').waitFor();
  await page.reload();
  await page.getByText('Nothing matches').waitFor();
  await page.getByLabel('Act', { exact: true }).selectOption('Any act');
  await row.getByRole('link', { name: 'Client' }).click();
  await page.getByRole('heading', { level: 1, name: client.name }).waitFor();
});

test('every member can be picked, beyond one page of the team, and a removed one by the day they left', async ({
  page,
  sql,
}) => {
  for (let n = 0; n < 30; n += 1) await insertAdmin(sql, `officer-${n}@lethe.example`, 'officer');
  await sql`update lethe.users set name = 'Zora Last' where email = 'officer-29@lethe.example'`;
  const left = await insertAdmin(sql, 'left@lethe.example', 'officer');
  await sql`insert into lethe.audit (actor, action) values (${left}, 'test_message_sent')`;
  const [owner] = await sql<[{ id: string }]>`select id from lethe.admins where role = 'owner' limit 1`;
  expect(await removeMember(sql, owner.id, left)).toBe('changed');

  await page.goto('/admin/audit');
  const by = page.getByLabel('By', { exact: true });
  await by.getByRole('option', { name: 'Zora Last' }).waitFor({ state: 'attached' });
  await by.selectOption('Zora Last');
  await page.getByText('Nothing matches').waitFor();
  const removed = by.getByRole('option', { name: /^Removed \d/u });
  expect(await removed.count()).toBe(1);
  await by.selectOption(left);
  await page
    .getByRole('row', { name: /Sent a test message to themselves.*A former administrator/u })
    .waitFor();
  await page.reload();
  await page.getByRole('row', { name: /Sent a test message to themselves/u }).waitFor();
  await expect.poll(() => by.inputValue()).toBe(left);

  const [request] = await sql<[{ id: string }]>`
    select id from lethe.data_requests where status = 'pending' order by number limit 1`;
  await page.goto(`/admin/requests/${request.id}`);
  await page.getByLabel('Assign to').selectOption('Zora Last');
  await page.getByText('Saved. Anybody who may decide still can.').waitFor();
});
