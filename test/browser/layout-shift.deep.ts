import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { type Product, startProduct } from '../support/product.ts';
import { DESK, PHONE, signedInContext } from '../support/screen.ts';

let product: Product;
let browser: Browser;

beforeAll(async () => {
  product = await startProduct('node');
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

/** Above 0.1 people call a page unsteady. Here nothing may jump at all. */
const STEADY = 0.02;
const DELAYS = [300, 1_500, 700, 1_100];

const pages = {
  'customer1@lethe.example': [
    '/account',
    '/account/profile',
    '/account/addresses',
    '/account/services',
    '/account/invoices',
    '/account/personal-data',
  ],
  'admin@lethe.example': [
    '/admin/personal-data',
    '/admin/personal-data/downloads',
    '/admin/personal-data/consents',
    '/admin/consent-text',
    '/admin/clients',
    '/admin/clients/:client',
    '/admin/requests/:request',
    '/admin/blacklist',
    '/admin/templates',
    '/admin/templates/outcome_refused',
    '/admin/systems',
    '/admin/team',
    '/admin/audit',
    '/admin/mailbox',
  ],
};

/** Delays every answer, each one longer than the one before. */
async function slowDown(page: Page) {
  let calls = 0;
  await page.route('**/trpc/**', async (route) => {
    await new Promise((done) => setTimeout(done, DELAYS[calls++ % DELAYS.length]));
    await route.continue();
  });
}

/** Adds up how much of the window moved, and by what. */
const observe = `
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const { value, sources } of list.getEntries())
      window.shifts.push({ value, by: sources.map(({ node, previousRect: from, currentRect: to }) => [node?.outerHTML?.slice(0, 60), from.y, from.height, to.y, to.height].join(' ')) });
  }).observe({ type: 'layout-shift', buffered: true });`;

async function expectSteady(page: Page) {
  await page.waitForLoadState('networkidle');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.locator('.skeleton, .skeleton-table').first().waitFor({ state: 'detached' });
  await page.waitForLoadState('networkidle');
  const shifts = await page.evaluate<{ value: number; by: string[] }[]>('window.shifts');
  const sum = shifts.reduce((total, { value }) => total + value, 0);
  expect(sum, JSON.stringify(shifts)).toBeLessThan(STEADY);
}

async function withIds(path: string) {
  const [one] = await product.database.pools.app<[{ client: string; request: string }]>`
    select customer_id as client, id as request from lethe.data_requests
    where status = 'pending' order by number desc limit 1`;
  return path.replace(':client', one.client).replace(':request', one.request);
}

describe.each([
  { where: 'on a desk', viewport: DESK },
  { where: 'on a phone', viewport: PHONE },
])('while answers are slow, $where', ({ viewport }) => {
  describe.each(Object.entries(pages))('for %s', (email, paths) => {
    let context: BrowserContext;
    beforeAll(async () => {
      context = await signedInContext(browser, product, { email, viewport });
    });
    afterAll(async () => context?.close());

    test.concurrent.each(paths)('%s stands still', async (path) => {
      const page = await context.newPage();
      await page.addInitScript(observe);
      await slowDown(page);
      await page.goto(await withIds(path));
      await expectSteady(page);
      await page.close();
    });
  });
});

test('what an outcome would do comes late, and moves nothing that is to be pressed', async () => {
  const context = await signedInContext(browser, product);
  const page = await context.newPage();
  await page.addInitScript(observe);
  await slowDown(page);
  await page.goto(await withIds('/admin/requests/:request'));
  await page.getByRole('radio', { name: 'Block only' }).waitFor();
  for (const outcome of ['Block only', 'Star out', 'Destroy Data']) {
    await page.getByRole('radio', { name: outcome }).check();
    await page.getByText('Read the message').waitFor();
    await expectSteady(page);
  }
  await context.close();
});
