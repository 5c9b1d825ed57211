import type { Page } from 'playwright-core';
import type { Sql } from 'postgres';
import { expect } from 'vitest';
import { PHONE, adminTest as test } from '../support/screen.ts';
import { callerWith } from '../support/systems.ts';
import { expectAccessible } from '../support/web.ts';

const dialog = (page: Page) => page.getByRole('dialog');
const rowOf = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });

/** Creates a key as an admin does, and answers the key. */
async function createKey(page: Page, name: string, scopes: RegExp[]): Promise<string> {
  if (!page.url().endsWith('/admin/systems')) await page.goto('/admin/systems');
  await page.getByRole('button', { name: 'Create a key' }).click();
  await page.getByLabel('Name of the system').fill(name);
  for (const scope of scopes) await page.getByRole('checkbox', { name: scope }).check();
  await page.getByRole('button', { name: 'Create the key' }).click();
  await page.getByText('Copy it now: it will not be shown again').waitFor();
  return (await dialog(page).locator('code').textContent())?.trim() ?? '';
}

/** A new customer with a link to the system and a pending request. */
async function askedFor(sql: Sql, system: string, externalId: string): Promise<string> {
  const [row] = await sql<[{ id: string }]>`
    with person as (insert into lethe.users (name, email, email_verified)
      values ('Ida Beispiel', ${`${externalId}@lethe.example`}, true) returning id)
    select id from person`;
  await sql`insert into lethe.external_ids (customer_id, system_id, external_id)
    select ${row.id}, id, ${externalId} from lethe.systems where name = ${system}`;
  const [request] = await sql<[{ id: string }]>`
    insert into lethe.data_requests (customer_id, type, answer_by) values (${row.id}, 'removal', now() + interval '1 month') returning id`;
  return request.id;
}

test('a key that reads about everybody says so, and is made without any other scope', async ({
  page,
  product,
}) => {
  await page.goto('/admin/systems');
  await page.getByRole('button', { name: 'Create a key' }).click();
  await dialog(page).getByText('also people whom this system never linked').waitFor();
  expect(await dialog(page).getByRole('checkbox', { checked: true }).count()).toBe(0);
  await page.getByLabel('Name of the system').fill('Dashboard');
  await page.getByRole('checkbox', { name: /Read all clients/ }).check();
  await page.getByRole('checkbox', { name: /Check consents/ }).check();
  await page.getByRole('button', { name: 'Create the key' }).click();
  await dialog(page).getByText('create a second key for them').waitFor();
  await expectAccessible(page);
  await page.getByRole('checkbox', { name: /Check consents/ }).uncheck();
  await page.getByRole('button', { name: 'Create the key' }).click();
  const key = (await dialog(page).locator('code').textContent())?.trim() ?? '';
  const call = callerWith(product.url, `Bearer ${key}`);
  const { items } = await call<{ items: { customerId: string }[] }>('system.customers.list', { limit: 1 });
  await call('system.customers.get', { customerId: items[0]!.customerId });
  await page.keyboard.press('Escape');
  await dialog(page).getByRole('button', { name: 'Close without the key' }).click();
  await page.goto('/admin/audit?by=systems');
  await page.getByRole('row', { name: /Read a client’s data with a key/ }).waitFor();
  await page.getByText('Dashboard (connected system)').first().waitFor();
});

test('a key that was not copied is not lost by going back or by leaving the page', async ({ page }) => {
  const questions: string[] = [];
  page.on('dialog', (question) => {
    questions.push(question.type());
    void question.dismiss();
  });
  await page.goto('/admin/blacklist');
  await page.getByRole('link', { name: 'Connected Systems' }).click();
  await page.waitForURL('**/admin/systems');
  const key = await createKey(page, 'Forecast', [/Check consents/]);
  await page.goBack();
  await page.getByText('You have not copied the key').waitFor();
  expect(new URL(page.url()).pathname).toBe('/admin/systems');
  await page.evaluate(() => void setTimeout(() => location.reload()));
  await expect.poll(() => questions).toEqual(['beforeunload']);
  expect(await dialog(page).locator('code').textContent()).toContain(key);

  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Copy the key' }).click();
  await page.getByText('Copied', { exact: true }).waitFor();
  await page.goBack();
  await page.getByRole('heading', { level: 1, name: 'Blacklist' }).waitFor();

  await createKey(page, 'Forecast', [/Check consents/]);
  await page.keyboard.press('Escape');
  await dialog(page).getByRole('button', { name: 'Close without the key' }).click();
  await page.reload();
  await rowOf(page, 'Forecast').first().waitFor();
  expect(questions, 'nothing is asked of who has copied the key or given it up').toHaveLength(1);
});

// https://github.com/MacRimi/ProxMenux/issues/141, https://github.com/gnacho/netpulse/issues/466
test('a browser without a clipboard, as by plain http, says so, and does not count the key as copied', async ({
  page,
}) => {
  await page.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, 'clipboard'));
  await page.goto('/admin/systems');
  await createKey(page, 'Plain', [/Check consents/]);
  await page.getByRole('button', { name: 'Copy the key' }).click();
  await page.getByText('The browser did not allow copying.').waitFor();
  await page.keyboard.press('Escape');
  await page.getByText('You have not copied the key').waitFor();
  await dialog(page).getByRole('button', { name: 'Close without the key' }).click();
});

test('a key is shown once, opens what was ticked, and opens nothing from its revocation on', async ({
  page,
  product,
}) => {
  const key = await createKey(page, 'Analytics', [/Read erasure notices/]);
  expect(key).toMatch(/^lethe_\S{43}$/u);
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await page.getByText('You have not copied the key').waitFor();
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Copy the key' }).click();
  await page.getByText('Copied', { exact: true }).waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(key);
  await dialog(page).getByRole('button', { name: 'Close' }).last().click();
  await dialog(page).waitFor({ state: 'detached' });
  const frame = page.locator('.table-frame');
  const hidden = await frame.evaluate((table) => table.scrollWidth - table.clientWidth);
  expect(hidden, 'of the table, to the last button, at a desk').toBe(0);
  const kept = await page.evaluate(() =>
    JSON.stringify([localStorage, sessionStorage, history.state, location.href]),
  );
  expect(kept + (await page.content())).not.toContain(key);

  const call = callerWith(product.url, `Bearer ${key}`);
  await call('system.erasures.feed');
  await expect(
    call('system.consents.check', { customer: { email: 'a@lethe.example' } }),
  ).rejects.toMatchObject({
    kind: 'scope_missing',
  });
  await page.reload();
  const row = rowOf(page, 'Analytics');
  expect(await row.getByText('Not yet').count()).toBe(0);
  await row.getByRole('button', { name: /^Revoke/ }).click();
  await page.getByText('From now on, Analytics cannot use this key').waitFor();
  await page.getByRole('button', { name: 'Revoke the key', exact: true }).click();
  await row.getByText('Revoked', { exact: true }).waitFor();
  await expect(call('system.erasures.feed')).rejects.toMatchObject({ kind: 'system_key_revoked' });
});

test('a key without a name, a scope or a day to come is refused in words, at the field', async ({
  page,
  sql,
}) => {
  await page.goto('/admin/systems');
  await page.getByRole('button', { name: 'Create a key' }).click();
  await page.getByLabel('Expiry').selectOption('On a date');
  await page.getByLabel('Expires on').fill('2020-01-01');
  await page.getByRole('button', { name: 'Create the key' }).click();
  await page.getByText('Please enter the name of the system.').waitFor();
  await page.getByText('Please tick at least one thing.').waitFor();
  await page.getByText('Please enter a date in the future.').waitFor();
  await expectAccessible(page);
  await page.getByLabel('Name of the system').fill('Ends some day');
  await page.getByRole('checkbox', { name: /Check consents/ }).check();
  await page.getByLabel('Expires on').fill('2099-12-31');
  await page.route('**/trpc/admin.systemKeys.create*', (route) => route.abort());
  await page.getByRole('button', { name: 'Create the key' }).click();
  await dialog(page).getByRole('alert').waitFor();
  await page.unroute('**/trpc/admin.systemKeys.create*');
  await page.getByRole('button', { name: 'Create the key' }).click();
  await page.getByText('Copy it now').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Close without the key' }).click();
  await rowOf(page, 'Ends some day').getByText('31 Dec 2099').waitFor();
  const keys = await sql`select 1 from lethe.system_keys k join lethe.systems r on r.id = k.system_id
    where r.name = 'Ends some day'`;
  expect(keys).toHaveLength(1);
});

test('each outcome reaches a system over HTTP, and the admin sees what it answers', async ({
  page,
  product,
  sql,
}) => {
  const key = await createKey(page, 'Ticket system', [/Read erasure notices/]);
  const call = callerWith(product.url, `Bearer ${key}`);
  const outcomes = { block: 'Block only', star: 'Star out', destroy: 'Destroy Data' };
  const answers = {
    block: { result: 'done', seen: 'Has stopped using the data' },
    star: { result: 'nothing_held', seen: 'Holds nothing' },
    destroy: {
      result: 'retained',
      reason: 'Tax law',
      until: '2034-12-31',
      seen: 'Keeps data until 31 Dec 2034: Tax law',
    },
  };
  for (const outcome of ['block', 'star', 'destroy'] as const) {
    const externalId = `ticket-${outcome}`;
    const requestId = await askedFor(sql, 'Ticket system', externalId);
    await page.goto(`/admin/requests/${requestId}`);
    await page.getByRole('radio', { name: outcomes[outcome] }).check();
    await page.getByText('Notified, with the ids by which they know this person: Ticket system.').waitFor();
    if (outcome === 'block')
      await page.getByLabel('Reason why the data is only blocked').fill('A court asks us to keep it.');
    if (outcome !== 'block')
      await page.getByLabel(/^Type .* to confirm$/).fill(`${externalId}@lethe.example`);
    await page.locator('button[type=submit]').click();
    const section = page.getByRole('region', { name: 'Connected systems' });
    const told = section.getByRole('listitem').filter({ hasText: 'Ticket system' });
    await told.getByText('Waiting', { exact: true }).waitFor();
    await told.getByText('knew this person').waitFor();
    await expectAccessible(page);

    const { items } = await call<{ items: { erasureId: string; externalIds: string[]; outcome: string }[] }>(
      'system.erasures.feed',
    );
    expect(items).toMatchObject([{ externalIds: [externalId], outcome }]);
    const { seen, ...answer } = answers[outcome];
    await call('system.erasures.acknowledge', { erasureId: items[0]!.erasureId, ...answer });
    await page.reload();
    await told.getByText(seen).waitFor();
    await told.getByText(/^answered on/).waitFor();
  }
});

test('an admin notifies a system without a valid key, and sees the id by which it knows the person', async ({
  page,
  sql,
}) => {
  await createKey(page, 'Fax gateway', [/Read erasure notices/]);
  const requestId = await askedFor(sql, 'Fax gateway', 'fax-7');
  await page.goto(`/admin/requests/${requestId}`);
  await page.getByRole('radio', { name: 'Block only' }).check();
  await page.getByLabel('Reason why the data is only blocked').fill('A court asks us to keep it.');
  await page.locator('button[type=submit]').click();
  const section = page.getByRole('region', { name: 'Connected systems' });
  const told = section.getByRole('listitem').filter({ hasText: 'Fax gateway' });
  await told.getByText('Waiting', { exact: true }).waitFor();
  expect(await told.getByRole('button').count()).toBe(0);
  await sql`update lethe.system_keys k set expires_at = now() from lethe.systems r
    where r.id = k.system_id and r.name = 'Fax gateway'`;
  await page.goto('/admin/systems');
  await rowOf(page, 'Fax gateway').getByText('has no key to read erasure notices').waitFor();
  await page.goto(`/admin/requests/${requestId}`);
  await told.getByText('It knows the person by fax-7.').waitFor();
  await expectAccessible(page);
  const ask = told.getByRole('button', { name: 'I have notified it' });
  await ask.click();
  await dialog(page)
    .getByText('We then permanently delete the ids by which it knows the person: fax-7.')
    .waitFor();
  await expectAccessible(page);
  await dialog(page).getByRole('button', { name: 'Cancel' }).click();
  await told.getByText('It knows the person by fax-7.').waitFor();
  await ask.press('Enter');
  await dialog(page).getByRole('button', { name: 'Record it' }).press('Enter');
  await page.getByText('It is recorded that you notified Fax gateway.').waitFor();
  await told.getByText('Notified in another way').waitFor();
  await told.getByText(/^notified on/).waitFor();
  expect(await told.getByText('fax-7').count()).toBe(0);
  await expect.poll(() => section.evaluate((element) => element === document.activeElement)).toBe(true);
});

test('requests that wait for systems are marked and can be filtered, and those that are late are said', async ({
  page,
  rows,
}) => {
  await page.goto('/admin/personal-data');
  await page.getByText('1 connected system has not answered in time').waitFor();
  await page.getByRole('link', { name: 'Show the requests that wait' }).click();
  await page.waitForURL('**/admin/personal-data?systems=waiting');
  await rows().getByText('1 system is overdue').waitFor();
  await expect.poll(() => rows().filter({ hasText: 'Pending' }).count()).toBe(0);
  const marked = rows().filter({ hasText: /Waits for \d+ system|overdue/ });
  expect(await marked.count()).toBe(await rows().count());
  await page.reload();
  await rows().getByText('1 system is overdue').waitFor();
  await expectAccessible(page);
  expect(await page.getByLabel('Connected systems').inputValue()).toBe('waiting');
  await page.getByLabel('Connected systems').selectOption('All requests');
  await rows().filter({ hasText: 'Pending' }).first().waitFor();
  await rows().first().getByRole('link').click();
});

test('a system that only sent records about somebody is not said to have no link to them', async ({
  page,
  sql,
}) => {
  const [request] = await sql<[{ id: string }]>`
    select r.id from lethe.data_requests r join lethe.users u on u.id = r.customer_id
    where u.email = 'customer5@lethe.example' and r.status = 'pending'`;
  await page.goto(`/admin/requests/${request.id}`);
  await page.getByRole('radio', { name: 'Block only' }).check();
  await page.getByLabel('Reason why the data is only blocked').fill('A court asks us to keep it.');
  await page.getByText('Notified, with the ids of what they sent about this person: Billing.').waitFor();
  await page.locator('button[type=submit]').click();
  const told = page.getByRole('region', { name: 'Connected systems' }).getByRole('listitem');
  await told.filter({ hasText: 'Billing' }).getByText('sent data about this person').waitFor();
  await told.filter({ hasText: 'Newsletter' }).getByText('had no link to this person').waitFor();
  await expectAccessible(page);
});

test('a request that a system entered says how it came in', async ({ page, sql }) => {
  const [request] = await sql<[{ id: string }]>`
    select id from lethe.data_requests where received_by = 'phone' order by number limit 1`;
  await page.goto(`/admin/requests/${request.id}`);
  await page.getByText('Received by phone, entered by Support desk').waitFor();
  await sql`update lethe.data_requests set received_on = '2026-02-03', received_by = 'letter' where id = ${request.id}`;
  await page.reload();
  await page.getByText('Received by letter on 3 Feb 2026, entered by Support desk').waitFor();
});

test('a consent text names its purposes, and the next version keeps them unless they are changed', async ({
  page,
  sql,
}) => {
  const current = async () =>
    (await sql`select purposes from lethe.consent_texts order by version desc limit 1`)[0];
  await page.goto('/admin/consent-text');
  const purposes = page.getByLabel('Purposes');
  expect(await purposes.inputValue()).toBe('services, billing, support, security');
  await purposes.fill('Billing!, newsletter');
  await page.getByRole('button', { name: /^Save as version/ }).click();
  await page.getByText('At most 20 different words').waitFor();
  await expectAccessible(page);
  await purposes.fill('billing,  newsletter billing');
  await page.getByRole('button', { name: /^Save as version/ }).click();
  await page.getByText(/is now shown to clients/).waitFor();
  expect(await current()).toEqual({ purposes: ['billing', 'newsletter'] });
});

test('the days for an acknowledgement are part of the Configuration', async ({ page, sql }) => {
  await page.goto('/admin/personal-data');
  await page.getByRole('button', { name: 'Configuration' }).click();
  const days = page.getByLabel('Days for connected systems to answer');
  await days.fill('31');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Please enter a whole number, from 1 to 30.').waitFor();
  await days.fill('10');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The configuration is saved and in effect.').waitFor();
  expect((await sql`select acknowledgement_days from lethe.settings`)[0]).toEqual({
    acknowledgement_days: 10,
  });
});

test('without any system the page says what systems are for; on a phone all of it fits', async ({
  page,
  sql,
}) => {
  await page.setViewportSize(PHONE);
  await page.goto('/admin/systems');
  await page.getByRole('heading', { level: 1, name: 'Connected Systems' }).waitFor();
  await rowOf(page, 'Newsletter').first().waitFor();
  await expectAccessible(page);
  await sql`delete from lethe.system_keys`;
  await page.reload();
  await page.getByText('No system is connected yet').waitFor();
  await page.getByRole('button', { name: 'Create a key' }).last().click();
  await page.getByLabel('Name of the system').waitFor();
  await expectAccessible(page);
});
