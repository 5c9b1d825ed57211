import type { Browser, BrowserContext, Page } from 'playwright-core';
import { test as base, expect } from 'vitest';
import { DEMO_ADMIN } from '../../db/demo/accounts.ts';
import { sessionCookie } from './accounts.ts';
import { launchBrowser } from './browser.ts';
import { createDemoDatabase } from './database.ts';
import { type Product, SECRET, startProduct } from './product.ts';

export const PHONE = { width: 390, height: 844 };
export const DESK = { width: 1360, height: 900 };

type Looks = {
  viewport?: { width: number; height: number };
  colorScheme?: 'light' | 'dark';
  timezoneId?: string;
};

/** A browser of a person of the demo, signed in. Motion is reduced, so that no test looks half-way through an animation. */
export async function signedInContext(
  browser: Browser,
  { url, database }: Pick<Product, 'url' | 'database'>,
  { email = DEMO_ADMIN, ...looks }: Looks & { email?: string } = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({
    baseURL: url,
    viewport: DESK,
    reducedMotion: 'reduce',
    timezoneId: 'Europe/Berlin',
    ...looks,
  });
  const sql = database.pools.app;
  const [user] = await sql<[{ id: string }]>`select id from lethe.users where email = ${email}`;
  const cookie = await sessionCookie(sql, user.id, { url, secret: SECRET });
  await context.addCookies([{ ...cookie, url, httpOnly: true, sameSite: 'Lax' }]);
  return context;
}

/** Collects what a page must never do: throw, or be stopped by its own security policy. */
export function problemsOf(page: Page): string[] {
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) troubles.push(message.text());
  });
  return troubles;
}

/**
 * A test of an admin's pages: one product with the demo and one browser for the file, a new page for each test. A test fails
 * if its page throws or breaks the security policy.
 */
export const adminTest = base
  // oxlint-disable-next-line no-empty-pattern -- Vitest reads in the pattern which fixtures this one needs
  .extend('product', { scope: 'file' }, async ({}, { onCleanup }) => {
    const product = await startProduct('node', {}, await createDemoDatabase());
    onCleanup(() => product.stop());
    return product;
  })
  // oxlint-disable-next-line no-empty-pattern -- as above
  .extend('browser', { scope: 'file' }, async ({}, { onCleanup }) => {
    const browser = await launchBrowser();
    onCleanup(() => browser.close());
    return browser;
  })
  .extend('context', { scope: 'file' }, ({ browser, product }) => signedInContext(browser, product))
  .extend('page', async ({ context }, { onCleanup }) => {
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    const troubles = problemsOf(page);
    onCleanup(async () => {
      await page.close();
      expect(troubles).toEqual([]);
    });
    return page;
  })
  .extend('sql', ({ product }) => product.database.pools.app)
  .extend(
    'rows',
    ({ page }) =>
      () =>
        page.getByRole('row').filter({ has: page.getByRole('cell') }),
  );
