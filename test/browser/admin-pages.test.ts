import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { createDemoDatabase } from '../support/database.ts';
import { inDepth } from '../support/depth.ts';
import { type Product, startProduct } from '../support/product.ts';
import { DESK, PHONE, problemsOf, signedInContext } from '../support/screen.ts';
import { expectAccessible } from '../support/web.ts';

let product: Product;
let browser: Browser;

beforeAll(async () => {
  product = await startProduct('node', {}, await createDemoDatabase());
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

const pages = {
  '/admin/personal-data': 'Personal Data Management',
  '/admin/personal-data/downloads': 'Personal Data Management',
  '/admin/personal-data/consents': 'Personal Data Management',
  '/admin/consent-text': 'Consent Text',
  '/admin/clients': 'All Clients',
  '/admin/matches': 'Possible Matches',
  '/admin/blacklist': 'Blacklist',
  '/admin/templates': 'Notification Templates',
  '/admin/templates/outcome_refused': 'Outcome: refused',
  '/admin/templates/undelivered': 'Undelivered Messages',
  '/admin/systems': 'Connected Systems',
  '/admin/webhooks': 'Webhooks',
  '/admin/audit': 'Audit',
  '/admin/team': 'Team',
  '/admin/sign-in-details': 'Sign-in Details',
  '/admin/mailbox': 'Mailbox',
};

/** The pages with the most on them; the others are looked at on a phone in depth. */
const NARROW = new Set([
  '/admin/personal-data',
  '/admin/clients',
  '/admin/systems',
  '/admin/team',
  '/admin/audit',
]);

async function open(context: BrowserContext, path: string, heading: string | RegExp) {
  const page = await context.newPage();
  const troubles = problemsOf(page);
  await page.goto(path);
  await page.getByRole('heading', { level: 1, name: heading }).waitFor();
  await settled(page);
  return { page, troubles };
}

/** Waits until all answers have come: no skeleton is left. */
async function settled(page: Page) {
  await page.locator('.skeleton, .skeleton-table').first().waitFor({ state: 'detached' });
}

const idOf = async (statement: 'request' | 'client') => {
  const sql = product.database.pools.app;
  const [row] =
    statement === 'request'
      ? await sql<[{ id: string }]>`
          select id from lethe.data_requests where status = 'pending' order by number desc limit 1`
      : await sql<[{ id: string }]>`
          select customer_id as id from lethe.data_requests where status = 'pending' order by number desc limit 1`;
  return row.id;
};

describe.each([
  { name: 'on a desk, in light', viewport: DESK, colorScheme: 'light' as const },
  { name: 'on a phone, in the dark', viewport: PHONE, colorScheme: 'dark' as const },
])('$name', ({ viewport, colorScheme }) => {
  let context: BrowserContext;
  beforeAll(async () => {
    context = await signedInContext(browser, product, { viewport, colorScheme });
  });
  afterAll(async () => context?.close());

  const tested = Object.entries(pages).filter(([path]) => inDepth || viewport === DESK || NARROW.has(path));
  test.each(tested)('%s is accessible and fits', async (path, heading) => {
    const { page, troubles } = await open(context, path, heading);
    await expectAccessible(page);
    expect(troubles).toEqual([]);
    await page.close();
  });

  test('a client is accessible and fits, and so is entering a request', async () => {
    const { page, troubles } = await open(context, `/admin/clients/${await idOf('client')}`, /./);
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Enter a request', exact: true }).click();
    await page.getByRole('dialog').waitFor();
    await expectAccessible(page);
    expect(troubles).toEqual([]);
    await page.close();
  });

  test('a request is accessible and fits, with every outcome chosen', async () => {
    const { page, troubles } = await open(
      context,
      `/admin/requests/${await idOf('request')}`,
      /^Request \d+$/,
    );
    for (const outcome of ['Block only', 'Star out', 'Destroy Data', 'Refuse']) {
      await page.getByRole('radio', { name: outcome }).check();
      await settled(page);
      await page.getByText('Read the message').click();
      await expectAccessible(page);
    }
    expect(troubles).toEqual([]);
    await page.close();
  });

  test('Configuration and adding to the blacklist are accessible and fit', async () => {
    const { page, troubles } = await open(context, '/admin/personal-data', 'Personal Data Management');
    await page.getByRole('button', { name: 'Configuration' }).click();
    await page.getByRole('switch', { name: 'Authorization Requirement' }).waitFor();
    await expectAccessible(page);
    await page.goto('/admin/blacklist');
    await page.getByRole('button', { name: 'Add an entry' }).click();
    await page.getByRole('dialog').waitFor();
    await expectAccessible(page);
    expect(troubles).toEqual([]);
    await page.close();
  });
});

test.each(['/admin/personal-data', '/admin/clients', '/admin/systems', '/admin/team', '/admin/audit'])(
  'what opens or changes a row of %s is in sight, at a small desk and on a tablet too',
  async (path) => {
    const context = await signedInContext(browser, product);
    const { page } = await open(context, path, /./);
    for (const width of [1280, 1241, 1200, 834]) {
      await page.setViewportSize({ width, height: 900 });
      const beyond = await page.locator('.table-frame').evaluate((frame) => {
        const ends = [...frame.querySelectorAll('td.bare :is(a, button)')].map(
          (act) => act.getBoundingClientRect().right,
        );
        return Math.max(...ends) - frame.getBoundingClientRect().right;
      });
      expect(beyond, `pixels beyond the table at ${width}`).toBeLessThan(0);
      const covered = await page.locator('.table-frame').evaluate((one) => one.scrollWidth - one.clientWidth);
      expect(covered, `pixels beneath it at ${width}`).toBe(0);
    }
    await context.close();
  },
);

test('a customer who opens the admin area is sent to their own', async () => {
  const context = await signedInContext(browser, product, { email: 'customer1@lethe.example' });
  const page = await context.newPage();
  await page.goto('/admin/personal-data');
  await page.waitForURL('**/account');
  await context.close();
});

test('without a connection the page says so, and takes it back once there is one', async () => {
  const context = await signedInContext(browser, product);
  const { page } = await open(context, '/admin/clients', 'All Clients');
  const words = page.getByText('What you see may be out of date');
  await context.setOffline(true);
  await words.waitFor();
  await page.getByLabel('State').selectOption('blocked');
  await page.getByText('You are offline', { exact: true }).waitFor();
  await expectAccessible(page);
  await context.setOffline(false);
  await words.waitFor({ state: 'detached' });
  await page
    .getByRole('link', { name: /Open client/ })
    .first()
    .waitFor();
  await context.close();
});

test('a page for what is not there says so, and offers no second try', async () => {
  const context = await signedInContext(browser, product);
  const nobody = '00000000-0000-4000-8000-000000000000';
  for (const [path, words] of [
    [`/admin/requests/${nobody}`, 'There is no such request.'],
    [`/admin/clients/${nobody}`, 'There is no such client.'],
    ['/admin/templates/none', 'Page not found'],
  ] as const) {
    const { page, troubles } = await open(context, path, /./);
    await page.getByText(words).waitFor();
    expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
    expect(await page.getByRole('navigation').count()).toBe(1);
    await expectAccessible(page);
    expect(troubles).toEqual([]);
    await page.close();
  }
  await context.close();
});

test('when the server refuses, the page says what happened and offers to try again', async () => {
  const context = await signedInContext(browser, product);
  const { page } = await open(context, '/admin/blacklist', 'Blacklist');
  await page.route('**/trpc/admin.customers.list*', (route) => route.abort());
  await page.getByRole('link', { name: 'All Clients' }).click();
  await page.getByText('This could not be loaded').waitFor();
  await expectAccessible(page);
  await page.unroute('**/trpc/admin.customers.list*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page
    .getByRole('link', { name: /Open client/ })
    .first()
    .waitFor();
  await context.close();
});
