import { expect } from 'vitest';
import { adminTest as test } from '../support/screen.ts';

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
  await page.getByText('Billing says:').first().waitFor();
});
