import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { isFocused, press, tabTo } from '../support/keyboard.ts';
import { signedInContext, adminTest as test } from '../support/screen.ts';

/** Opens a dialog, leaves it by Escape, and expects the focus where it came from. */
async function opensAndReturns(page: Page, name: string) {
  const button = page.getByRole('button', { name, exact: true });
  await press(page, button);
  await page.getByRole('dialog').waitFor();
  expect(await page.evaluate('document.activeElement.closest("dialog") !== null')).toBe(true);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(await isFocused(button)).toBe(true);
}

test('without a mouse a customer agrees, withdraws, downloads, asks and cancels, and what we hold follows each', {
  timeout: 60_000,
}, async ({ browser, product, sql }) => {
  const context = await signedInContext(browser, product, { email: 'customer1@lethe.example' });
  const page = await context.newPage();
  await page.goto('/account');
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const held = (kind: string, count: string) =>
    page
      .locator('#what-we-hold summary')
      .filter({ hasText: new RegExp(`^${kind}`, 'u') })
      .getByText(count, { exact: true })
      .waitFor();
  await press(page, page.getByRole('link', { name: 'Personal Data', exact: true }));

  await held('Consents', 'nothing');
  const consent = page.getByRole('region', { name: 'Authorization', exact: true });
  await press(page, button('I agree to this text'));
  await held('Consents', '1 entry');
  await expect.poll(() => isFocused(consent)).toBe(true);
  await press(page, button('Withdraw my consent'));
  await held('Consents', '2 entries');
  await expect.poll(() => isFocused(consent)).toBe(true);

  const download = page.waitForEvent('download');
  await press(page, button('Download my data'));
  expect((await download).suggestedFilename()).toBe('personal-data.xml');
  await held('Downloads', '1 entry');

  await press(page, page.getByRole('radio', { name: 'Remove my data' }), 'Space');
  await tabTo(page, page.getByLabel('Is there anything we should know?'));
  await page.keyboard.type('I move abroad.');
  await press(page, button('Ask for removal'));
  await page.getByText(/You asked for removal/u).waitFor();
  await held('Requests', '1 entry');
  const removal = page.locator('#data-removal-request');
  await expect.poll(() => isFocused(removal)).toBe(true);

  await opensAndReturns(page, 'Cancel this request');
  const [before] = await sql<[{ entries: number }]>`
    insert into lethe.sign_ins (customer_id) select id from lethe.users where email = 'customer1@lethe.example'
    returning (select count(*)::int from lethe.sign_ins s where s.customer_id = sign_ins.customer_id) as entries`;
  await press(page, button('Cancel this request'));
  await press(page, button('Cancel the request'));
  await button('Send the request').waitFor();
  await held('Sign-in history', `${before.entries + 1} entries`);
  await expect.poll(() => isFocused(removal)).toBe(true);
  await context.close();
});

test('without a mouse an admin opens a request, chooses, types the address and decides', async ({
  page,
  sql,
}) => {
  await page.goto('/admin/personal-data?status=pending');
  await opensAndReturns(page, 'Configuration');
  await press(page, page.getByRole('link', { name: /^Open request \d+$/u }).first());
  await page.getByRole('heading', { level: 1, name: /^Request \d+$/u }).waitFor();
  const id = page.url().split('/').at(-1) ?? '';
  const [asked] = await sql<[{ email: string }]>`
    select u.email from lethe.data_requests r join lethe.users u on u.id = r.customer_id where r.id = ${id}`;

  const group = page.getByRole('group', { name: 'Anonymization of Data' });
  expect(await group.locator('.choice-label').allTextContents()).toEqual(['Block only', 'Star out']);
  await group.getByText('Nothing is anonymized: all other data stays and can be read.').waitFor();
  await tabTo(page, page.getByRole('radio', { name: 'Block only' }));
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  expect(await page.getByRole('radio', { name: 'Destroy Data' }).isChecked()).toBe(true);
  const destroy = page.getByRole('button', { name: /^Destroy \d+ rows$/u });
  await press(page, destroy);
  const confirmation = page.getByLabel(`Type ${asked.email} to confirm`);
  await page.getByText('This does not match.').waitFor();
  expect(await isFocused(confirmation)).toBe(true);
  await page.keyboard.type(asked.email);
  await press(page, destroy);
  await page.getByText('The data is destroyed').waitFor();
  await page.getByRole('region', { name: 'Facts' }).getByText('Erased person').waitFor();
  expect(await isFocused(page.locator('.decided'))).toBe(true);
  await press(page, page.getByRole('link', { name: 'Back to the requests' }));
  await page.getByRole('heading', { level: 1, name: 'Personal Data Management' }).waitFor();
});
