import type { Page } from 'playwright-core';
import type { Sql } from 'postgres';
import { expect } from 'vitest';
import { DEMO_PASSWORD } from '../../db/demo/accounts.ts';
import { insertAdmin } from '../support/people.ts';
import { adminTest as test } from '../support/screen.ts';
import { expectAccessible } from '../support/web.ts';

const configuration = (page: Page) => page.getByRole('button', { name: 'Configuration' });
const dialog = (page: Page) => page.getByRole('dialog');
const save = (page: Page) => dialog(page).getByRole('button', { name: 'Save' });
const stored = async (sql: Sql) => {
  const [row] = await sql`select enabled, automatic_processing, waiting_days from lethe.settings`;
  return { ...row };
};

test.beforeEach(async ({ page, sql }) => {
  await sql`update lethe.settings set enabled = true, automatic_processing = false, waiting_days = 14`;
  await page.goto('/admin/personal-data');
  await configuration(page).click();
  await page.getByText('GDPR Art. 7(4)').waitFor();
});

test('everything is one form: nothing counts before it is saved, and the waiting time is checked', async ({
  page,
  sql,
}) => {
  const automatic = page.getByRole('switch', { name: 'Automatic processing' });
  await automatic.click();
  await expect.poll(() => automatic.getAttribute('aria-checked')).toBe('true');
  await dialog(page).getByText('Unsaved changes').waitFor();
  await page.getByLabel('Waiting time in days').fill('31');
  await save(page).click();
  await page.getByText('Please enter a whole number, from 1 to 27.').waitFor();
  expect(await stored(sql)).toEqual({ enabled: true, automatic_processing: false, waiting_days: 14 });
  await page.getByLabel('Waiting time in days').fill('21');
  await save(page).click();
  const said = dialog(page).getByText('The configuration is saved and in effect.');
  await said.waitFor();
  await dialog(page).getByText('Unsaved changes').waitFor({ state: 'detached' });
  // A toast behind the dialog could not be dismissed.
  await said.locator('..').getByRole('button').click();
  await said.waitFor({ state: 'detached' });
  expect(await stored(sql)).toEqual({ enabled: true, automatic_processing: true, waiting_days: 21 });
});

test('changes are not dropped by a slip, and are left alone when they are discarded', async ({
  page,
  sql,
}) => {
  await page.getByRole('switch', { name: 'Automatic processing' }).press('Space');
  await page.keyboard.press('Escape');
  await page.getByText('Your changes are not saved').waitFor();
  await save(page).click();
  await page.getByText('Your changes are not saved').waitFor({ state: 'detached' });
  await page.getByRole('switch', { name: 'Automatic processing' }).press('Space');
  await save(page).click();
  await expect.poll(() => stored(sql)).toMatchObject({ automatic_processing: false });
  await page.getByRole('switch', { name: 'Automatic processing' }).press('Space');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Discard changes' }).click();
  await dialog(page).waitFor({ state: 'detached' });
  expect(await configuration(page).evaluate((button) => button === document.activeElement)).toBe(true);
  expect(await stored(sql)).toEqual({ enabled: true, automatic_processing: false, waiting_days: 14 });
});

test('what could not be saved is said at the form, and stays there to be sent again', async ({
  page,
  sql,
}) => {
  await page.route('**/trpc/admin.settings.update*', (route) => route.abort());
  const automatic = page.getByRole('switch', { name: 'Automatic processing' });
  await automatic.click();
  await save(page).click();
  await dialog(page).getByRole('alert').waitFor();
  expect(await automatic.getAttribute('aria-checked')).toBe('true');
  await page.unroute('**/trpc/admin.settings.update*');
  await save(page).click();
  await dialog(page).getByText('The configuration is saved and in effect.').waitFor();
  expect(await stored(sql)).toEqual({ enabled: true, automatic_processing: true, waiting_days: 14 });
});

test('an old sign-in is asked for the password in place, and what was chosen is saved after it', async ({
  page,
  sql,
}) => {
  await sql`update lethe.sessions set confirmed_at = now() - interval '11 minutes'`;
  await page.getByLabel('Waiting time in days').fill('21');
  await save(page).click();
  const asked = page.getByRole('dialog', { name: 'Confirm that it is you' });
  await asked.getByLabel('Password').waitFor();
  await expectAccessible(page);
  await asked.getByRole('button', { name: 'Cancel' }).click();
  await asked.waitFor({ state: 'detached' });
  await page.getByText('Please confirm your password first.').waitFor();
  expect(await page.getByLabel('Waiting time in days').inputValue()).toBe('21');
  expect(await stored(sql)).toMatchObject({ waiting_days: 14 });

  await save(page).click();
  await asked.getByLabel('Password').fill('not the password');
  await asked.getByRole('button', { name: 'Confirm' }).click();
  await asked.getByText('This is not your current password').waitFor();
  await asked.getByLabel('Password').fill(DEMO_PASSWORD);
  await asked.getByRole('button', { name: 'Confirm' }).click();
  await page.getByText('The configuration is saved and in effect.').waitFor();
  expect(await stored(sql)).toMatchObject({ waiting_days: 21 });
});

test('another admin’s setting stays as they left it', async ({ page, sql }) => {
  await page.getByRole('switch', { name: 'Automatic processing' }).click();
  await sql`update lethe.settings set waiting_days = 9`;
  await save(page).click();
  await dialog(page).getByText('The configuration is saved and in effect.').waitFor();
  expect(await stored(sql)).toEqual({ enabled: true, automatic_processing: true, waiting_days: 9 });
  expect(await page.getByLabel('Waiting time in days').inputValue()).toBe('9');
});

test('switched off, the page says what customers no longer see', async ({ page }) => {
  const enabled = page.getByRole('switch', { name: 'Personal Data Management', exact: true });
  await enabled.click();
  await save(page).click();
  await page.getByText('Personal Data Management is switched off').waitFor();
  await enabled.click();
  await save(page).click();
  await page.getByText('Personal Data Management is switched off').waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
  await dialog(page).waitFor({ state: 'detached' });
  expect(await configuration(page).evaluate((button) => button === document.activeElement)).toBe(true);
});

test('second approval warns where a single member may decide, and leads to the team', async ({
  page,
  sql,
}) => {
  const warning = dialog(page).getByText('Only one member of the team may decide');
  const choice = page.getByLabel('Second approval');
  await choice.selectOption('For Destroy Data');
  await warning.waitFor();
  await expectAccessible(page);
  await choice.selectOption('Off');
  await warning.waitFor({ state: 'detached' });
  await insertAdmin(sql, 'olga@lethe.example', 'officer');
  await page.reload();
  await configuration(page).click();
  await choice.selectOption('For every outcome');
  await dialog(page).getByText('Unsaved changes').waitFor();
  await page.waitForLoadState('networkidle');
  expect(await warning.count()).toBe(0);
  await sql`delete from lethe.users where email = 'olga@lethe.example'`;
  await page.goto('/admin/personal-data');
  await configuration(page).click();
  await choice.selectOption('For every outcome');
  await warning.waitFor();
  await save(page).click();
  await dialog(page).getByText('The configuration is saved').waitFor();
  await dialog(page).getByRole('link', { name: 'Invite an owner or an officer' }).click();
  await page.getByRole('heading', { level: 1, name: 'Team' }).waitFor();
  await sql`update lethe.settings set second_approval = 'off'`;
});
