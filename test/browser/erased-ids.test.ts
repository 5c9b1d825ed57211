import { expect } from 'vitest';
import { DEMO_ADMIN, DEMO_PASSWORD } from '../../db/demo/accounts.ts';
import { createClient } from '../support/client.ts';
import { decided } from '../support/intake.ts';
import { adminTest as test } from '../support/screen.ts';

test('an admin looks an id of an erased person up, and lifts it for somebody new', async ({
  page,
  sql,
  product,
}) => {
  const admin = createClient(product.url);
  await admin.post('/api/auth/sign-in/email', { email: DEMO_ADMIN, password: DEMO_PASSWORD });
  const [known] = await sql<{ customerId: string; externalId: string }[]>`
    select e.customer_id as "customerId", e.external_id as "externalId" from lethe.external_ids e
      join lethe.systems r on r.id = e.system_id join lethe.customers c on c.id = e.customer_id
    where r.name = 'Billing' and c.state = 'open' and not exists (
      select from lethe.data_requests d where d.customer_id = c.id and d.status = 'pending') limit 1`;
  await decided(admin, known!.customerId, 'destroy');
  await page.goto('/admin/blacklist');
  const section = page.getByRole('region', { name: 'Ids of erased people' });
  await section.getByLabel('System').selectOption('Billing');
  const lookUp = async (id: string) => {
    await section.getByLabel('Its id for the person').fill(id);
    await section.getByRole('button', { name: 'Look up' }).click();
  };
  await lookUp('nobody');
  await section.getByText('This id is not stored. Billing can send it.').waitFor();
  await lookUp(known!.externalId);
  await section.getByText(/^This id belonged to an erased person\. Billing cannot send it until /u).waitFor();
  await section.getByRole('button', { name: 'Allow again' }).click();
  const dialog = page.getByRole('dialog');
  expect(await dialog.getByRole('radio', { name: 'This is somebody new' }).isChecked()).toBe(true);
  await dialog.getByRole('radio', { name: 'They came back' }).check();
  await dialog.getByRole('button', { name: 'Allow this id' }).click();
  await page.getByText('Billing can send this id again.').waitFor();
  await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
  const [audited] =
    await sql`select details->>'because' as because from lethe.audit where action = 'erased_id_lifted'`;
  expect(audited).toEqual({ because: 'came_back' });
});
