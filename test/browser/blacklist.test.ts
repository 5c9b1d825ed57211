import { expect } from 'vitest';
import { adminTest as test } from '../support/screen.ts';

test('an admin sees who else has an identifier, chooses what is listed, and lifts the block again', async ({
  page,
  sql,
}) => {
  const [one, other] = await sql<{ id: string }[]>`
    select id from lethe.customers c where state = 'open' and exists (
      select from lethe.data_requests r where r.customer_id = c.id and r.status = 'pending') order by number limit 2`;
  await sql`
    update lethe.customers set phone = '+49 30 901820', company_number = 'n/a' where id in (${one!.id}, ${other!.id})`;
  await page.goto(`/admin/clients/${one!.id}`);
  await page
    .getByRole('link', { name: /^Open request/u })
    .first()
    .click();
  await page.getByRole('radio', { name: 'Block only' }).check();
  const listed = page.getByRole('group', { name: 'Blacklist' });
  const box = (name: string) => listed.getByRole('checkbox', { name });
  await box('E-mail address').waitFor();
  expect(await box('E-mail address').isChecked()).toBe(true);
  expect(await box('Phone number').isChecked()).toBe(false);
  await listed.getByText(/^Refused in profiles.*1 other client shares it/u).waitFor();
  expect(await box('Company number').isDisabled(), 'a placeholder').toBe(true);
  await box('Phone number').check();
  await page.getByLabel('Reason why the data is only blocked').fill('A court asks us to keep it.');
  await page.getByText('Read the message').click();
  await page.getByText(/your e-mail address and your phone number for 3 years/u).waitFor();
  await page.getByRole('button', { name: 'Block the account' }).click();
  await page.getByText('The account is blocked').waitFor();

  await page.reload();
  await page.getByRole('button', { name: 'Lift the block' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('checkbox').check();
  await dialog.getByRole('button', { name: 'Lift the block' }).click();
  await page
    .getByText('The block is lifted. 2 entries or reasons were removed from the blacklist.')
    .waitFor();
  await page.getByText('Block Lifted').waitFor();
  await expect.poll(() => page.getByRole('button', { name: 'Lift the block' }).count()).toBe(0);
  const [row] = await sql`select state from lethe.customers where id = ${one!.id}`;
  expect(row).toEqual({ state: 'open' });
});
