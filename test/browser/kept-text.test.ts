import type { BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import { DEMO_ADMIN, DEMO_PASSWORD } from '../../db/demo/accounts.ts';
import { inDepth } from '../support/depth.ts';
import { signedInContext, adminTest as test } from '../support/screen.ts';
import { expectAccessible } from '../support/web.ts';

/* Nobody loses typed text: by a session that ends, another admin, another window, or a slip. */

const AWKWARD = 'R&D; &#65; O’Neil "x" 🦄 שלום e\u0301 Ｆｕｌｌ';
const CUSTOMER = 'customer1@lethe.example';
const OTHER = 'customer2@lethe.example';

test.beforeEach(async ({ sql }) => {
  // Ten sign-ins a minute are too few only for this file.
  await sql`delete from lethe.rate_limits`;
});

const isAnother = (page: Page) => page.getByRole('dialog', { name: 'You are signed in as somebody else' });
const signedOut = (page: Page) => page.getByRole('dialog', { name: 'You are signed out' });
async function signInAgain(page: Page, email: string) {
  const dialog = signedOut(page);
  await dialog.getByLabel('E-mail address').fill(email);
  await dialog.getByLabel('Password').fill(DEMO_PASSWORD);
  await dialog.getByRole('button', { name: 'Sign in' }).click();
}
/** Works also where the polled count has noticed the end of the session first. */
const press = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, includeHidden: true }).last().dispatchEvent('click');
const asked = (page: Page) => page.getByRole('dialog', { name: 'Leave without saving?' });
const heading = (page: Page, name: string | RegExp) =>
  page.getByRole('heading', { level: 1, name }).waitFor();

interface Form {
  what: string;
  email: string;
  open: (page: Page) => Promise<unknown>;
  label: string;
  typed?: string;
  send: string;
}
const click = (page: Page, role: 'button' | 'link', name: string | RegExp) =>
  page.getByRole(role, { name }).first().click();
async function openClient(page: Page) {
  await page.goto('/admin/clients#search=customer3@lethe.example');
  await click(page, 'link', /^Open client/u);
}
const FORMS: Form[] = [
  {
    what: 'a request’s note',
    email: OTHER,
    open: (page) => page.goto('/account/personal-data').then(() => page.getByLabel('Remove my data').check()),
    label: 'Is there anything we should know? (optional)',
    send: 'Ask for removal',
  },
  {
    what: 'a profile',
    email: CUSTOMER,
    open: (page) => page.goto('/account/profile'),
    label: 'Company (optional)',
    send: 'Save',
  },
  {
    what: 'an address',
    email: CUSTOMER,
    open: (page) => page.goto('/account/addresses').then(() => click(page, 'button', /^Edit /u)),
    label: 'Street and number',
    send: 'Save',
  },
  {
    what: 'a new sign-in address',
    email: CUSTOMER,
    open: (page) => page.goto('/account/sign-in-details'),
    label: 'New e-mail address',
    typed: 'new-one@lethe.example',
    send: 'Send the link',
  },
  {
    what: 'a template',
    email: DEMO_ADMIN,
    open: (page) => page.goto('/admin/templates/outcome_blocked'),
    label: 'Message',
    send: 'Save',
  },
  {
    what: 'a consent text',
    email: DEMO_ADMIN,
    open: (page) => page.goto('/admin/consent-text'),
    label: 'Text',
    send: 'Save as version',
  },
  {
    what: 'an entered request',
    email: DEMO_ADMIN,
    open: async (page) => {
      await openClient(page);
      await click(page, 'button', 'Enter a request');
      await page.getByRole('dialog').getByRole('radio').first().check();
    },
    label: 'Note (optional)',
    send: 'Enter the request',
  },
];

/** One form of a customer and one of an admin; all of them in depth. */
const TESTED = FORMS.filter(({ what }) => inDepth || ['a profile', 'an entered request'].includes(what));

const fieldOf = (page: Page, label: string) => page.getByLabel(label, { exact: true });
const textsOf = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLInputElement>('input, textarea')].map(({ value }) => value).join('\n'),
  );
/** Like another window of the same browser. */
const signInBeside = async (context: BrowserContext, url: string, email: string) => {
  const answer = await context.request.post('/api/auth/sign-in/email', {
    headers: { origin: url },
    data: { email, password: DEMO_PASSWORD },
  });
  expect(answer.status()).toBe(200);
};

test.for(TESTED)(
  '$what asks before it is left, and only once something was typed',
  async (form, { browser, product }) => {
    const context = await signedInContext(browser, product, { email: form.email });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    await form.open(page);
    const field = fieldOf(page, form.label);
    await field.waitFor();
    const before = await field.inputValue();
    const start = page.url();
    await field.fill(form.typed ?? AWKWARD);
    const unload = page.waitForEvent('dialog');
    void page.goto('/account').catch(() => undefined);
    const question = await unload;
    expect(question.type()).toBe('beforeunload');
    await question.dismiss();
    expect(await field.inputValue()).toBe(form.typed ?? AWKWARD);
    const open = page.getByRole('dialog');
    const link = page.getByRole('link', {
      name: form.email === DEMO_ADMIN ? 'Blacklist' : 'Overview',
      exact: true,
    });
    const leave = async () => {
      if ((await open.count()) > 0) await page.keyboard.press('Escape');
      else await link.click();
    };
    await leave();
    await asked(page).waitFor();
    await asked(page).getByRole('button', { name: 'Keep writing' }).click();
    expect(await field.inputValue()).toBe(form.typed ?? AWKWARD);
    expect(page.url()).toBe(start);
    await leave();
    await asked(page).getByRole('button', { name: 'Leave without saving' }).click();
    await field.waitFor({ state: 'detached' });
    await form.open(page);
    await expect.poll(() => field.inputValue()).toBe(before);
    await leave();
    await field.waitFor({ state: 'detached' });
    expect(await asked(page).count()).toBe(0);
    await context.close();
  },
);

test.for(TESTED)(
  '$what is still there after a session that ended, and somebody else sees nothing of it',
  async (form, { browser, product, sql }) => {
    const context = await signedInContext(browser, product, { email: form.email });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    await form.open(page);
    const field = fieldOf(page, form.label);
    const typed = form.typed ?? AWKWARD;
    await field.fill(typed);
    await sql`delete from lethe.sessions`;
    await press(page, form.send);
    await signedOut(page).waitFor();
    expect(await page.getByText('R&D;').count()).toBe(0);
    expect(await field.isVisible()).toBe(false);
    await signInAgain(page, form.email);
    await signedOut(page).waitFor({ state: 'detached' });
    expect(await field.inputValue()).toBe(typed);
    await page.getByRole('button', { name: form.send }).last().waitFor();

    await sql`delete from lethe.sessions`;
    await press(page, form.send);
    await signedOut(page).waitFor();
    const stranger = form.email === DEMO_ADMIN ? CUSTOMER : DEMO_ADMIN;
    await signInAgain(page, stranger);
    await heading(page, stranger === DEMO_ADMIN ? 'Personal Data Management' : /^Welcome/u);
    expect(await textsOf(page)).not.toContain(typed);
    await page.goBack().catch(() => null);
    expect(await textsOf(page)).not.toContain(typed);
    await context.close();
  },
);

test('a decision’s reason is still there after a session that ended, and is sent again', async ({
  page,
  context,
  product,
  sql,
}) => {
  await page.goto('/admin/personal-data?status=pending');
  await click(page, 'link', /^Open request/u);
  await page.getByRole('radio', { name: 'Refuse' }).check();
  await page.getByRole('textbox', { name: 'Reason' }).fill(AWKWARD);
  await page.getByRole('radio', { name: 'Destroy Data' }).check();
  await page.getByRole('link', { name: 'Blacklist' }).click();
  await asked(page).getByRole('button', { name: 'Keep writing' }).click();
  await page.getByRole('radio', { name: 'Refuse' }).check();
  await sql`delete from lethe.sessions`;
  await press(page, /^Refuse/u);
  await signedOut(page).waitFor();
  await signInAgain(page, DEMO_ADMIN);
  await page.getByRole('button', { name: /^Refuse/u }).click();
  await page.getByText('refused', { exact: false }).first().waitFor();
  const [row] =
    await sql`select reason from lethe.data_requests where status = 'refused' order by decided_at desc limit 1`;
  expect(row).toEqual({ reason: AWKWARD });
  // After it was sent, nothing asks any more.
  await page.getByRole('link', { name: 'Blacklist' }).click();
  await heading(page, 'Blacklist');
  await signInBeside(context, product.url, DEMO_ADMIN);
});

test('somebody else who signs in in another window never sees what was written on this page', async ({
  browser,
  product,
}) => {
  const context = await signedInContext(browser, product, { email: CUSTOMER });
  const page = await context.newPage();
  await page.clock.install();
  await page.goto('/account/profile');
  await page.getByLabel('Company (optional)').fill(AWKWARD);
  await signInBeside(context, product.url, OTHER);
  // The page keeps what it knows of the session for ten seconds.
  await page.clock.fastForward(11_000);
  await page.evaluate(() => {
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  });
  await isAnother(page).waitFor();
  await expectAccessible(page);
  expect(await page.getByLabel('Company (optional)').isVisible()).toBe(false);
  expect(await page.getByRole('heading', { level: 1 }).count()).toBe(0);
  await isAnother(page)
    .getByRole('button', { name: /^Continue as/u })
    .click();
  await heading(page, /^Welcome/u);
  expect(await textsOf(page)).not.toContain(AWKWARD);
  await page.goBack().catch(() => null);
  expect(await textsOf(page)).not.toContain(AWKWARD);
  await context.close();
});

test('a page that nobody wrote on goes where somebody else signed in in another window', async ({
  browser,
  product,
}) => {
  const context = await signedInContext(browser, product, { email: CUSTOMER });
  const page = await context.newPage();
  await page.clock.install();
  await page.goto('/account/profile');
  await heading(page, 'Profile');
  await signInBeside(context, product.url, OTHER);
  await page.clock.fastForward(11_000);
  await page.evaluate(() => {
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  });
  await heading(page, /^Welcome/u);
  await context.close();
});

test('what is sent after somebody else signed in in another window is done for nobody, and sent again as before', async ({
  browser,
  product,
  sql,
}) => {
  const context = await signedInContext(browser, product, { email: CUSTOMER });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  await page.goto('/account/profile');
  const company = page.getByLabel('Company (optional)');
  await company.fill('Ours & Sons');
  await signInBeside(context, product.url, OTHER);
  await press(page, 'Save');
  await isAnother(page).waitFor();
  const saved = () => sql`select u.email from lethe.customers c join lethe.users u on u.id = c.id
    where c.company = 'Ours & Sons'`;
  expect(await saved()).toEqual([]);
  expect(await company.isVisible()).toBe(false);
  await isAnother(page).getByLabel('E-mail address').fill(CUSTOMER);
  await isAnother(page).getByLabel('Password').fill(DEMO_PASSWORD);
  await isAnother(page).getByRole('button', { name: 'Sign in' }).click();
  await isAnother(page).waitFor({ state: 'detached' });
  expect(await company.inputValue()).toBe('Ours & Sons');
  await page.getByText(/so this was not sent/u).waitFor();
  await click(page, 'button', 'Save');
  await expect.poll(saved).toEqual([{ email: CUSTOMER }]);
  await context.close();
});

test('a press of one button is not done for somebody else, and says why', async ({
  browser,
  product,
  sql,
}) => {
  const context = await signedInContext(browser, product, { email: CUSTOMER });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  await page.goto('/account/personal-data');
  const agree = page.getByRole('button', { name: 'I agree to this text' });
  await agree.waitFor();
  await signInBeside(context, product.url, OTHER);
  const consents = () => sql`select count(*)::int as n from lethe.consents`;
  const before = await consents();
  await press(page, 'I agree to this text');
  await isAnother(page).waitFor();
  expect(await consents()).toEqual(before);
  await isAnother(page)
    .getByRole('button', { name: /^Continue as/u })
    .click();
  await heading(page, /^Welcome/u);
  await context.close();
});

const EDITED = [
  { what: 'template', path: '/admin/templates/outcome_starred', label: 'Message', send: 'Save' },
  { what: 'consent text', path: '/admin/consent-text', label: 'Text', send: 'Save as version' },
];
test.for(EDITED)(
  'two admins who edit one $what both see both, and lose nothing',
  async ({ path, label, send }, { browser, product }) => {
    const [ours, theirs] = (await Promise.all(
      [1, 2].map(async () => {
        const context = await signedInContext(browser, product);
        const page = await context.newPage();
        page.setDefaultTimeout(10_000);
        await page.goto(path);
        await fieldOf(page, label).waitFor();
        return page;
      }),
    )) as [Page, Page];
    const save = (page: Page) => page.getByRole('button', { name: send }).first().click();
    const newer = (page: Page) => page.getByRole('status').filter({ hasText: 'There is a newer version' });
    await fieldOf(ours, label).fill('Ours, first.');
    await fieldOf(theirs, label).fill(AWKWARD);
    await save(ours);
    await ours
      .getByText(/saved|now shown/u)
      .first()
      .waitFor();
    await save(theirs);
    await newer(theirs).getByText('Ours, first.').waitFor();
    expect(await fieldOf(theirs, label).inputValue()).toBe(AWKWARD);
    await expectAccessible(theirs);
    await newer(theirs).getByRole('button', { name: 'Save mine instead' }).click();
    await newer(theirs).waitFor({ state: 'detached' });
    expect(await fieldOf(theirs, label).inputValue()).toBe(AWKWARD);

    await fieldOf(ours, label).fill('Ours, second.');
    await save(ours);
    await newer(ours).getByText(AWKWARD).waitFor();
    await newer(ours).getByRole('button', { name: 'Use the newer version' }).click();
    expect(await fieldOf(ours, label).inputValue()).toBe(AWKWARD);
    await ours.getByRole('link', { name: 'Blacklist' }).click();
    await heading(ours, 'Blacklist');
    expect(await asked(ours).count()).toBe(0);
    await Promise.all([ours, theirs].map((page) => page.context().close()));
  },
);

test('two windows of one person keep each other’s changes', async ({ browser, product, sql }) => {
  const context = await signedInContext(browser, product, { email: CUSTOMER });
  const [first, second] = await Promise.all([context.newPage(), context.newPage()]);
  for (const page of [first, second]) {
    await page.goto('/account/profile');
    await page.getByLabel('Phone (optional)').waitFor();
  }
  await first.getByLabel('Phone (optional)').fill('030 1111111');
  await first.getByRole('button', { name: 'Save' }).click();
  await first.getByText('Saved.').waitFor();
  await second.getByLabel('Company (optional)').fill(AWKWARD);
  await second.getByRole('button', { name: 'Save' }).click();
  await second.getByText('Saved.').waitFor();
  const [row] = await sql`
    select c.phone, c.company from lethe.customers c where c.email = ${CUSTOMER}`;
  expect(row).toEqual({ phone: '030 1111111', company: AWKWARD });

  for (const page of [first, second]) {
    await page.goto('/account/addresses');
    await click(page, 'button', /^Edit /u);
  }
  await first.getByLabel('Town or city').fill('Namur');
  await first.getByRole('button', { name: 'Save' }).click();
  await first.getByText('Saved.').waitFor();
  await second.getByLabel('Street and number').fill('Rue 5');
  await second.getByRole('button', { name: 'Save' }).click();
  const newer = second.getByRole('status').filter({ hasText: 'There is a newer version' });
  await newer.getByText('Namur').waitFor();
  expect(await second.getByLabel('Street and number').inputValue()).toBe('Rue 5');
  await newer.getByRole('button', { name: 'Save mine instead' }).click();
  await second.getByText('Saved.').waitFor();

  await first.reload();
  for (const page of [first, second]) await click(page, 'button', /^Edit Rue 5/u);
  await first.getByRole('button', { name: 'Cancel' }).click();
  await click(first, 'button', /^Remove Rue 5/u);
  await first.getByRole('button', { name: 'Remove this address' }).click();
  await first.getByText('The address is removed.').waitFor();
  await second.getByLabel('Street and number').fill('Rue 6');
  await second.getByRole('button', { name: 'Save' }).click();
  await second.getByText(/^This address was removed after/u).waitFor();
  expect(await second.getByLabel('Street and number').inputValue()).toBe('Rue 6');
  await second.getByRole('button', { name: 'Save' }).click();
  await second.getByRole('dialog').waitFor({ state: 'detached' });
  await second.getByText('Rue 6').waitFor();
  await context.close();
});

test('a different value of a connected system is shown beside its field, and is used or not', async ({
  browser,
  product,
  sql,
}) => {
  const [{ id }] = await sql<[{ id: string }]>`
    insert into lethe.systems (name) values ('Billing & Co') on conflict (lower(name)) do update set name = excluded.name returning id`;
  for (const [field, value] of [
    ['phone', '030 2222222'],
    ['company', AWKWARD],
    ['email', 'else@lethe.example'],
    ['language', 'de'],
    ['birthDate', '1990-02-28'],
  ] as const)
    await sql`insert into lethe.statements (customer_id, system_id, field, value)
      select id, ${id}, ${field}, ${value} from lethe.customers where email = ${OTHER}`;
  const context = await signedInContext(browser, product, { email: OTHER });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  await page.goto('/account/profile');
  const phone = page.locator('.notice').filter({ hasText: '030 2222222' });
  await phone.getByRole('button', { name: 'Use this' }).click();
  await expect.poll(() => page.getByLabel('Phone (optional)').inputValue()).toBe('030 2222222');
  await phone.waitFor({ state: 'detached' });
  const company = page.locator('.notice').filter({ hasText: AWKWARD });
  await company.getByRole('button', { name: 'Keep mine' }).click();
  await company.waitFor({ state: 'detached' });
  await page.getByText(/We use yours/u).waitFor();
  const email = page.locator('.notice').filter({ hasText: 'else@lethe.example' });
  expect(await email.getByRole('button').count()).toBe(0);
  await expectAccessible(page);
  const [row] = await sql`select set_by_hand as fields from lethe.customers where email = ${OTHER}`;
  expect(row).toEqual({ fields: ['company', 'phone'] });
  await email.getByRole('link', { name: 'Change it' }).click();
  await heading(page, 'Sign-in Details');
  await context.close();
});
