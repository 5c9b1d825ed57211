import { expect } from 'vitest';
import { DEMO_ADMIN, DEMO_PASSWORD } from '../../db/demo/accounts.ts';
import { adminTest as test } from '../support/screen.ts';
import { signInOn } from '../support/web.ts';

test('a decided request says who decided, when, what was blacklisted by kind, and what became of the message', async ({
  page,
  sql,
}) => {
  await sql`update lethe.settings set time_zone = 'Europe/Berlin'`;
  const [asked] = await sql<[{ id: string; email: string }]>`
    select r.id, u.email from lethe.data_requests r join lethe.users u on u.id = r.customer_id
    where r.status = 'pending' order by r.number limit 1`;
  await page.goto(`/admin/requests/${asked.id}`);
  await page.getByRole('radio', { name: 'Star out' }).check();
  const listed = page.getByRole('group', { name: 'Blacklist' });
  await listed.getByRole('checkbox', { name: 'E-mail address' }).waitFor();
  expect(await listed.getByRole('checkbox', { checked: true }).count(), 'the address alone').toBe(1);
  const act = page.getByRole('button', { name: /^Star out \d+ rows$/u });
  await act.click();
  await page.getByText('This does not match').waitFor();
  const [still] = await sql<
    [{ status: string }]
  >`select status from lethe.data_requests where id = ${asked.id}`;
  expect(still.status, 'not before the address is typed').toBe('pending');
  await page.getByLabel(`Type ${asked.email} to confirm`).fill(asked.email);
  await act.click();
  await page.getByText('The data is starred out').waitFor();
  await page.getByText(/^Sent on \d+ \w+ \d{4}.*\sCET/u).waitFor();

  await page.reload();
  const stands = page.getByRole('region', { name: 'Result' });
  await stands.getByText(/^\d{1,2} \w{3,4} \d{4}, \d\d:\d\d\sCES?T$/u).waitFor();
  const [admin] = await sql<[{ name: string }]>`
    select u.name from lethe.users u join lethe.admins a on a.id = u.id limit 1`;
  await stands.getByText(admin.name, { exact: true }).waitFor();
  const facts = page.getByRole('region', { name: 'Facts' });
  await facts.getByText('Starred out').nth(1).waitFor(); // the client’s state, then the request’s
  expect(await page.getByText('Process Status').count()).toBe(1);
  await facts.getByText(/^E-mail address/u).waitFor();
  await facts.getByText('The address and the text of the message are erased.').waitFor();
  expect(await page.getByText(asked.email).count()).toBe(0);
});

test('a message that waits, and one that failed, say so', async ({ page, sql }) => {
  const [one] = await sql<[{ id: string }]>`
    select o.request_id as id from lethe.outbox o where o.template like 'outcome%' and o.status <> 'queued'
      and o.request_id is not null order by o.created_at limit 1`;
  await sql`
    update lethe.outbox set status = 'failed', finished_at = now(), last_error = 'smtp_550'
    where request_id = ${one.id} and template like 'outcome%'`;
  await page.goto(`/admin/requests/${one.id}`);
  await page.getByText(/^Not delivered\. We stopped trying on/u).waitFor();
  await page
    .getByText(
      'The message could not be delivered: The mail server refused it (550). Often the address does not exist.',
    )
    .waitFor();
  await page.getByText('The address and the text of the message are erased.').waitFor();
  expect(await page.getByRole('button', { name: /Send again/u }).count(), 'its address is gone').toBe(0);
  await sql.begin(async (tx) => {
    await tx`select set_config('lethe.guard', 'off', true)`;
    await tx`
      update lethe.outbox set status = 'queued', finished_at = null, to_address = 'somebody@lethe.example',
        subject = 'Outcome', body = 'Dear somebody', next_attempt_at = now() + interval '1 hour'
      where request_id = ${one.id} and template like 'outcome%'`;
  });
  await page.reload();
  await page.getByText(/^Waiting to be sent, until/u).waitFor();
  await page
    .getByText('The address and the text are erased once it is sent, or once we stop trying.')
    .waitFor();
  expect(await page.getByText('somebody@lethe.example').count()).toBe(0);
});

test('an automatic decision names its rule, in words', async ({ page, sql }) => {
  const [one] = await sql<[{ id: string }]>`
    update lethe.data_requests set decided_by = null, decided_by_rule = 'waiting_period_14_days'
    where id = (select id from lethe.data_requests where status = 'refused' limit 1) returning id`;
  await page.goto(`/admin/requests/${one.id}`);
  const stands = page.getByRole('region', { name: 'Result' });
  await stands.getByText('Lethe, after the waiting time of 14 days').waitFor();
});

test('in the demo the published password is enough to sign in, to change the settings and to destroy', async ({
  browser,
  product,
  sql,
}) => {
  const [asked] = await sql<[{ id: string; email: string }]>`
    select r.id, u.email from lethe.data_requests r join lethe.users u on u.id = r.customer_id
    where r.status = 'pending' order by r.number limit 1`;
  const page = await browser.newPage({ baseURL: product.url });
  await page.goto('/sign-in');
  await signInOn(page, DEMO_ADMIN, DEMO_PASSWORD);
  await page.getByRole('button', { name: 'Configuration' }).click();
  await page.getByLabel('Waiting time in days').fill('20');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await page.getByText('The configuration is saved and in effect.').waitFor();
  await page.goto(`/admin/requests/${asked.id}`);
  await page.getByRole('radio', { name: 'Destroy Data' }).check();
  await page.getByLabel(`Type ${asked.email} to confirm`).fill(asked.email);
  await page.getByRole('button', { name: /^Destroy \d+ rows$/u }).click();
  await page.getByText('The data is destroyed').waitFor();
  await page.close();
  expect(await sql`select from lethe.two_factors t join lethe.admins a on a.id = t.customer_id`).toEqual([]);
});
