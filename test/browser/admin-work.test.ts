import type { BrowserContext, Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { PHONE, signedInContext, adminTest as test } from '../support/screen.ts';
import { expectAccessible } from '../support/web.ts';

describe('the warning bubble', () => {
  test('counts what waits, in words and in the window title, within one poll of a new request', async ({
    page,
    sql,
  }) => {
    await page.goto('/admin/clients');
    const words = page.getByText(/^\d+ pending requests$/).first();
    await words.waitFor();
    const before = Number.parseInt((await words.textContent()) ?? '', 10);
    expect(await page.title()).toBe(`(${before}) All Clients · Lethe`);
    await sql`
      insert into lethe.data_requests (customer_id, type, answer_by)
      select id, 'removal', now() + interval '1 month' from lethe.customers c
      where state = 'open' and not exists (select from lethe.data_requests r where r.customer_id = c.id) limit 1`;
    await expect.poll(() => page.title(), { timeout: 27_000 }).toBe(`(${before + 1}) All Clients · Lethe`);
    await page
      .getByText(`${before + 1} pending requests`)
      .first()
      .waitFor();
    await page.setViewportSize(PHONE);
    const menu = page.getByRole('button', { name: `Menu, ${before + 1} pending requests` });
    expect(await menu.textContent()).toBe(String(before + 1));
    await expectAccessible(page);
  });

  describe('by a clock of its own', () => {
    let timed: BrowserContext;
    let tab: Page;
    let polls: string[];

    test.beforeEach(async ({ browser, product }) => {
      timed = await signedInContext(browser, product);
      tab = await timed.newPage();
      polls = [];
      tab.on('request', (request) => {
        if (request.url().includes('pendingCount')) polls.push(`${request.method()} ${request.url()}`);
      });
      await tab.clock.install();
      await tab.goto('/admin/clients');
      await tab.getByText('pending requests').first().waitFor();
    });

    test.afterEach(() => timed?.close());

    test('it asks every 15 seconds by one plain GET, always at the same address', async () => {
      expect(polls).toHaveLength(1);
      await tab.clock.runFor(15_500);
      await expect.poll(() => polls.length).toBe(2);
      expect(new Set(polls).size).toBe(1);
      expect(polls[0]).toMatch(/^GET [^,]*\/trpc\/admin\.requests\.pendingCount(\?input=%7B%7D)?$/u);
    });

    test('it asks nothing while the tab is hidden, and at once when it is seen again', async () => {
      await setVisibility('hidden');
      await tab.clock.runFor(60_000);
      expect(polls).toHaveLength(1);
      await setVisibility('visible');
      await tab.clock.runFor(100);
      await expect.poll(() => polls.length).toBe(2);
    });

    const setVisibility = (state: 'hidden' | 'visible') =>
      tab.evaluate((value) => {
        Object.defineProperty(document, 'visibilityState', { value, configurable: true });
        document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
      }, state);
  });
});

test('a new consent text becomes the next version, and the one before stays readable', async ({ page }) => {
  await page.goto('/admin/personal-data/consents');
  await page.getByRole('link', { name: 'Consent Text' }).click();
  const save = page.getByRole('button', { name: /^Save as version \d+$/ });
  const next = Number.parseInt(/\d+/u.exec((await save.textContent()) ?? '')?.[0] ?? '', 10);
  await page.getByLabel('Text').fill('We use your name to greet you.\nYou can withdraw at any time.');
  await save.click();
  await page.getByRole('heading', { name: `Version ${next}, current` }).waitFor();
  await page.getByText(`Version ${next - 1}, from`).waitFor();
});

test('a template takes placeholders by button, previews itself, refuses an unknown one and half of one, and goes back', async ({
  page,
}) => {
  await page.goto('/admin/templates');
  await page.getByRole('link', { name: 'Edit Outcome: blocked' }).click();
  await page.getByLabel('Subject').fill('Closed: ');
  await page.getByRole('button', { name: 'Insert requestNumber' }).click();
  expect(await page.getByLabel('Subject').inputValue()).toBe('Closed: {{requestNumber}}');
  await page.getByText('Closed: 1042').waitFor();
  await page.getByLabel('Message').fill('Dear {{nobody}}');
  await page.getByText('No preview is possible').waitFor();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The template uses a placeholder that does not exist.').first().waitFor();
  await page.getByLabel('Message').fill('Dear {{fullName');
  await page.getByText('No preview is possible: A placeholder is incomplete').waitFor();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('.field-error', { hasText: 'A placeholder is incomplete' }).waitFor();
  await page.getByLabel('Message').fill('Dear {{fullName}}, your account is closed.');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The template is saved.').waitFor();
  await page.getByRole('button', { name: 'Reset to default' }).click();
  await page.getByRole('button', { name: 'Use the default text' }).click();
  await page.getByText('The default text is back.').waitFor();
  await expect.poll(() => page.getByLabel('Subject').inputValue()).not.toContain('Closed');
});

test('a value is looked up without being kept, and one claim of several is removed', async ({
  page,
  sql,
}) => {
  await page.goto('/admin/blacklist');
  await page.getByRole('button', { name: 'Look up a value' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Kind').selectOption('Phone number');
  await dialog.getByLabel('Phone number', { exact: true }).last().fill('call me');
  await dialog.getByRole('button', { name: 'Look up', exact: true }).click();
  await dialog.getByText(/^Please enter a phone number/u).waitFor();
  await dialog.getByRole('textbox').fill('+49 30 901 820');
  await dialog.getByRole('button', { name: 'Look up', exact: true }).click();
  await dialog.getByText('This value is not on the blacklist.').waitFor();
  await dialog.getByRole('button', { name: 'Close' }).last().click();

  const several = page.getByRole('row').filter({ hasText: 'Phone number' }).first();
  expect(await several.getByRole('link', { name: /^Erasure, Request \d+$/u }).count()).toBe(2);
  await several.getByRole('button').click();
  expect(await dialog.getByRole('button', { name: /^Remove/u }).isDisabled()).toBe(true);
  await dialog.getByRole('radio').first().check();
  await dialog.getByRole('button', { name: 'Remove this reason' }).click();
  await page.getByText('The reason is removed. The entry stays.').waitFor();
  await expect.poll(() => several.getByRole('link').count()).toBe(1);
  const [left] = await sql`
    select count(*)::int as claims from lethe.blacklist_claims c join lethe.blacklist b on b.id = c.entry_id where b.kind = 'phone'`;
  expect(left).toEqual({ claims: 1 });
});

test('a value is added to the blacklist without being kept, and removed in words', async ({
  page,
  rows,
  sql,
}) => {
  await sql`delete from lethe.blacklist`;
  await page.goto('/admin/blacklist');
  await page.getByText('The blacklist is empty').waitFor();
  await page.getByRole('button', { name: 'Add an entry' }).click();
  await page.getByRole('button', { name: 'Add to the blacklist' }).click();
  await page.getByText('Please fill this in.').waitFor();
  await page.getByLabel('E-mail address', { exact: true }).fill('rude@lethe.example');
  await page.getByRole('button', { name: 'Add to the blacklist' }).click();
  await page.getByText('The entry is added.').waitFor();
  await expect.poll(() => rows().count()).toBe(1);
  expect(await page.getByText('rude@lethe.example').count()).toBe(0);
  await page
    .getByRole('button', { name: /^Remove entry \d+$/ })
    .first()
    .click();
  await page.getByText('From now on, anybody with this e-mail address can sign up again').waitFor();
  await page.getByRole('button', { name: 'Remove the entry' }).click();
  await page.getByText('The blacklist is empty').waitFor();
});
