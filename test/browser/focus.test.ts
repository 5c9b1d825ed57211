import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { PHONE, signedInContext, adminTest as test } from '../support/screen.ts';

const dialog = (page: Page) => page.getByRole('dialog');
const isFocused = (target: Locator) => target.evaluate((element) => element === document.activeElement);
const focused = (target: Locator) => expect.poll(() => isFocused(target)).toBe(true);

/** Opens a dialog by its button and presses the button in it, without a mouse. */
async function confirm(page: Page, opener: Locator, act: string) {
  await opener.press('Enter');
  await dialog(page).getByRole('button', { name: act, exact: true }).press('Enter');
  await dialog(page).waitFor({ state: 'detached' });
}

test('after a row of the blacklist is removed, the focus is on the one that took its place', async ({
  page,
  rows,
}) => {
  await page.goto('/admin/blacklist');
  await rows().nth(2).waitFor();
  const next = (await rows().nth(1).textContent()) ?? '';
  await confirm(page, rows().first().getByRole('button'), 'Remove the entry');
  await expect.poll(() => rows().first().textContent()).toBe(next);
  await focused(rows().first());
  await confirm(page, rows().last().getByRole('button'), 'Remove the entry');
  await expect.poll(() => rows().count()).toBe(1);
  await focused(rows().first());
  await rows().first().getByRole('button').press('Enter');
  await dialog(page).getByRole('radio', { name: 'All reasons' }).check();
  await dialog(page).getByRole('button', { name: 'Remove the entry' }).press('Enter');
  await page.getByText('The blacklist is empty').waitFor();
  await focused(page.getByRole('heading', { level: 1 }));
  const add = page.getByRole('button', { name: 'Add an entry' });
  await add.press('Enter');
  await page.getByLabel('E-mail address').fill('nobody@lethe.example');
  await dialog(page).getByRole('button', { name: 'Add to the blacklist' }).press('Enter');
  await rows().first().waitFor();
  await focused(add);
});

test('after a key is created or revoked, the focus is where it was asked for', async ({ page, rows }) => {
  await page.goto('/admin/systems');
  const create = page.getByRole('button', { name: 'Create a key' });
  await create.press('Enter');
  await page.getByLabel('Name of the system').fill('Analytics');
  await page.getByRole('checkbox').first().check();
  await dialog(page).getByRole('button', { name: 'Create the key' }).press('Enter');
  await page.getByText('Copy it now').waitFor();
  await page.keyboard.press('Escape');
  await dialog(page).getByRole('button', { name: 'Close without the key' }).press('Enter');
  await dialog(page).waitFor({ state: 'detached' });
  await focused(create);

  const row = rows().filter({ hasText: 'Analytics' });
  await confirm(page, row.getByRole('button', { name: /^Revoke/u }), 'Revoke the key');
  await row.getByText('Revoked').waitFor();
  await focused(row);
});

test('after an address is added, changed or removed, the focus is on what opened it or the next one', async ({
  browser,
  product,
}) => {
  const context = await signedInContext(browser, product, { email: 'customer1@lethe.example' });
  const page = await context.newPage();
  await page.goto('/account/addresses');
  const cards = page.locator('.address');
  const save = async (opener: Locator, street: string) => {
    await opener.press('Enter');
    await page.getByLabel('Street and number').fill(street);
    await page.getByLabel('Town or city').fill('Köln');
    await page.getByLabel('Country').selectOption('DE');
    await dialog(page).getByRole('button', { name: 'Save' }).press('Enter');
    await dialog(page).waitFor({ state: 'detached' });
    await cards.getByText(street).waitFor();
  };
  const add = page.getByRole('button', { name: 'Add an address' });
  await save(add, 'Musterstraße 1');
  await focused(add);
  await save(page.getByRole('button', { name: 'Edit Musterstraße 1' }), 'Musterstraße 2');
  await focused(page.getByRole('button', { name: 'Edit Musterstraße 2' }));
  await confirm(page, cards.first().getByRole('button', { name: /^Remove/u }), 'Remove this address');
  await expect.poll(() => cards.count()).toBe(1);
  await focused(cards.first().getByRole('button', { name: /^Remove/u }));
  await confirm(page, cards.first().getByRole('button', { name: /^Remove/u }), 'Remove this address');
  await page.getByText('No address yet').waitFor();
  await focused(page.getByRole('heading', { level: 1 }));
  await save(add, 'Musterstraße 3');
  await focused(page.getByRole('heading', { level: 1 }));
  await context.close();
});

test('after “Show more” has shown all, the focus is on the first row that came', async ({ page, rows }) => {
  await page.goto('/admin/clients');
  const more = page.getByRole('button', { name: 'Show more' });
  await more.waitFor();
  const shown = await rows().count();
  await more.press('Enter');
  await more.waitFor({ state: 'detached' });
  await focused(rows().nth(shown));
});

test('after a text is saved, the focus is at the head of its page', async ({ page }) => {
  const title = page.getByRole('heading', { level: 1 });
  await page.goto('/admin/templates/outcome_refused');
  await page.getByLabel('Subject').fill('Your request {{requestNumber}} is answered');
  await page.getByRole('button', { name: 'Save' }).press('Enter');
  const reset = page.getByRole('button', { name: 'Reset to default' });
  await reset.waitFor();
  await focused(title);
  await confirm(page, reset, 'Use the default text');
  await reset.waitFor({ state: 'detached' });
  await focused(title);

  await page.goto('/admin/consent-text');
  await page.getByLabel('Text', { exact: true }).fill('We use your data to bill you.');
  await page.getByRole('button', { name: /^Save as version/u }).press('Enter');
  await page.getByText(/is now shown to clients/u).waitFor();
  await focused(title);
});

test('a request that was sent has the focus, and on a phone it is still in sight', async ({
  browser,
  product,
}) => {
  const context = await signedInContext(browser, product, {
    email: 'customer2@lethe.example',
    viewport: PHONE,
  });
  const page = await context.newPage();
  await page.goto('/account/personal-data');
  await page.getByLabel('Anonymize my data').check();
  await page.getByRole('button', { name: 'Ask for anonymization' }).press('Enter');
  await page.getByText(/You asked for anonymization/u).waitFor();
  const section = page.getByRole('region', { name: 'Data Removal Request' });
  await focused(section);
  const inSight = () =>
    section.evaluate((told) => {
      const { top, bottom } = told.getBoundingClientRect();
      return Math.min(bottom, innerHeight) - Math.max(top, 0) > innerHeight / 2;
    });
  await expect.poll(inSight).toBe(true);
  await context.close();
});

test('what could not be loaded is asked for again in place, and the focus stays in its section', async ({
  browser,
  product,
}) => {
  const context = await signedInContext(browser, product, { email: 'customer1@lethe.example' });
  const page = await context.newPage();
  await page.goto('/account/personal-data');
  await page.route('**/trpc/*customer.*', (route) =>
    route.fulfill({ status: 503, contentType: 'text/html', body: '<h1>503 Service Unavailable</h1>' }),
  );
  await page.reload();
  const section = page.getByRole('region', { name: 'Data Removal Request' });
  await section.getByText('We could not reach the server. Nothing is lost').waitFor();
  await page.unroute('**/trpc/*customer.*');
  await section.getByRole('button', { name: 'Try again' }).press('Enter');
  await section.getByRole('button', { name: 'Send the request' }).waitFor();
  await focused(section);
  await context.close();
});
