import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Role } from '../../server/team/rules.ts';
import { insertAdmin } from '../support/people.ts';
import { signedInContext, adminTest as test } from '../support/screen.ts';
import { expectAccessible } from '../support/web.ts';

/* An owner switches the second approval on; one officer proposes a destroy, another approves it. */

test('a destroy is proposed by one officer and carried out once another approves it', async ({
  page: owner,
  product,
  browser,
  sql,
  onTestFinished,
}) => {
  const open = async (email: string, role: Role, name: string): Promise<Page> => {
    const id = await insertAdmin(sql, email, role);
    await sql`update lethe.users set name = ${name} where id = ${id}`;
    const context = await signedInContext(browser, product, { email });
    onTestFinished(() => context.close());
    return context.newPage();
  };
  const [anna, bea] = await Promise.all([
    open('anna@lethe.example', 'officer', 'Anna Officer'),
    open('bea@lethe.example', 'officer', 'Bea Officer'),
  ]);
  const [asked] = await sql<[{ id: string; number: number; email: string; customerId: string }]>`
    select r.id, r.number::int as number, c.email, c.id as "customerId" from lethe.data_requests r
    join lethe.customers c on c.id = r.customer_id
    where r.status = 'pending' and c.state = 'open' and c.email is not null limit 1`;
  const path = `/admin/requests/${asked.id}`;

  await owner.goto('/admin/personal-data');
  await owner.getByRole('button', { name: 'Configuration' }).click();
  await owner.getByLabel('Second approval').selectOption('destroy');
  await owner.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await owner.getByText('The configuration is saved and in effect.').waitFor();

  await bea.goto('/admin/personal-data');
  await anna.goto(path);
  await anna.getByRole('button', { name: 'Take over' }).click();
  await anna.getByText('Anna Officer (you)').waitFor();
  await anna.getByRole('radio', { name: 'Destroy Data' }).check();
  await anna.getByText('This needs a second approval').waitFor();
  await anna.getByLabel(/^Type .+ to confirm/u).fill(asked.email);
  await anna.getByRole('button', { name: /^Propose to destroy \d+ rows$/u }).click();
  await anna.getByText('You proposed this decision').waitFor();
  expect(await anna.getByRole('button', { name: /^Approve/u }).count()).toBe(0);
  await expectAccessible(anna);

  await bea.getByText('1 proposed decision waits for your approval').first().waitFor();
  await bea.getByRole('row').getByText('Anna Officer', { exact: true }).waitFor();
  await bea.getByRole('link', { name: 'Show them' }).click();
  await bea.getByText('Waits for approval', { exact: true }).first().waitFor();
  await bea.getByRole('link', { name: `Open request ${asked.number}`, exact: true }).click();
  await bea.getByText(/Anna Officer, /u).waitFor();
  await bea.getByText('Ends', { exact: true }).waitFor();
  expect(await bea.getByText('Waits for approval', { exact: true }).count()).toBe(2);
  expect(await bea.getByText('As proposed', { exact: true }).count()).toBe(2);
  await expectAccessible(bea);

  await sql`update lethe.addresses set city = 'Elsewhere' where customer_id = ${asked.customerId}`;
  await sql`insert into lethe.addresses (customer_id, label, line1, city, country) values (${asked.customerId}, 'x', 'x', 'x', 'DE')`;
  await bea.getByLabel(/^Type .+ to confirm/u).fill(asked.email);
  await bea.getByRole('button', { name: /^Approve: destroy \d+ rows$/u }).click();
  await bea.getByText('The proposal is outdated').waitFor();
  await anna.reload();
  await anna.getByText('The proposal is outdated').waitFor();
  await anna.getByRole('radio', { name: 'Destroy Data' }).check();
  await anna.getByLabel(/^Type .+ to confirm/u).fill(asked.email);
  await anna.getByRole('button', { name: /^Propose to destroy \d+ rows$/u }).click();
  await anna.getByText('You proposed this decision').waitFor();

  await bea.reload();
  await bea.getByLabel(/^Type .+ to confirm/u).fill(asked.email);
  await bea.getByRole('button', { name: /^Approve: destroy \d+ rows$/u }).click();
  await bea.getByText('The data is destroyed').waitFor();
  const saysWho = async () => {
    await bea
      .getByRole('definition')
      .filter({ hasText: /^Anna Officer$/u })
      .waitFor();
    await bea
      .getByRole('definition')
      .filter({ hasText: /^Bea Officer$/u })
      .waitFor();
    await bea.getByText('Approved By', { exact: true }).waitFor();
  };
  await saysWho();
  await bea.reload();
  await saysWho();
  await sql`delete from lethe.users where email = 'anna@lethe.example'`;
  await bea.reload();
  await bea.getByText('An administrator who is no longer here').waitFor();
  const left = await sql`select 1 from lethe.customers where id = ${asked.customerId}`;
  expect(left).toEqual([]);
}, 180_000);
