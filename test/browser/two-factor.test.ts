import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PASSWORD, signedInAdmin, signedInCustomer } from '../support/accounts.ts';
import { codeOf, letCodesPass, setUpTwoFactor, wrongCode } from '../support/two-factor.ts';
import { expectAccessible, PHONE, signInOn, startWeb, type Web } from '../support/web.ts';

let web: Web;
beforeAll(async () => {
  web = await startWeb({ secondFactorRequired: true });
});
afterAll(() => web.stop());

const sql = () => web.server.database.pools.app;
const inDialog = (page: Page, name: string) => page.getByRole('dialog', { name });
async function givePassword(page: Page, email: string): Promise<void> {
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
}
async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL('**/sign-in');
}

test('an admin sets two-factor sign-in up, signs in with a code, and with a recovery code once', async () => {
  const { email } = await signedInAdmin(web.server);
  const page = await web.open('/sign-in');
  await signInOn(page, email);
  await page.getByText('Before you can decide requests or change settings').waitFor();
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Go to Sign-in Details' }).click();
  await page.getByRole('button', { name: 'Set up two-factor sign-in' }).click();

  const setUp = inDialog(page, 'Set up two-factor sign-in');
  await setUp.getByLabel('Password').fill('not the password');
  await setUp.getByRole('button', { name: 'Continue' }).click();
  await setUp.getByText('This is not your current password.').waitFor();
  await setUp.getByLabel('Password').fill(PASSWORD);
  await setUp.getByRole('button', { name: 'Continue' }).click();
  await setUp.getByRole('img', { name: 'QR code for your authenticator app' }).waitFor();
  await expectAccessible(page);
  const secret = (await setUp.locator('code.secret').textContent()) ?? '';
  const totpURI = `otpauth://totp/x?secret=${secret.replaceAll(' ', '')}`;
  await setUp.getByLabel('Code', { exact: true }).fill(wrongCode(totpURI));
  await setUp.getByRole('button', { name: 'Switch on' }).click();
  await setUp.getByText('This code is not right').waitFor();
  await setUp.getByLabel('Code', { exact: true }).fill(codeOf(totpURI));
  await setUp.getByRole('button', { name: 'Switch on' }).click();

  const shown = inDialog(page, 'Recovery codes');
  await shown.getByText('Save these codes now').waitFor();
  await expectAccessible(page);
  const codes = await shown.getByRole('listitem').allTextContents();
  expect(codes).toHaveLength(10);
  const desk = page.viewportSize()!;
  await page.setViewportSize({ width: PHONE, height: 600 });
  expect(await shown.locator('.toast').count()).toBe(0);
  await shown.getByRole('button', { name: 'Close' }).first().click();
  const warning = shown.getByText('You have neither copied nor downloaded the codes.');
  await warning.waitFor();
  await expect
    .poll(async () => {
      const [words, foot] = [await warning.boundingBox(), await shown.locator('footer').boundingBox()];
      return words!.y + words!.height <= foot!.y;
    })
    .toBe(true);
  await page.setViewportSize(desk);
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    shown.getByRole('button', { name: 'Download' }).click(),
  ]);
  expect(file.suggestedFilename()).toBe('recovery-codes.txt');
  await shown.getByRole('button', { name: 'Close' }).last().click();
  await page.getByText('Two-factor sign-in is on. You are signed out everywhere else.').waitFor();
  await page.getByRole('button', { name: 'New recovery codes' }).waitFor();
  expect(await page.getByText('Before you can decide requests').count()).toBe(0);

  await signOut(page);
  await letCodesPass(sql());
  await givePassword(page, email);
  await page.getByText('Enter the code that your authenticator app shows.').waitFor();
  await expect.poll(() => page.evaluate('document.activeElement.name')).toBe('code');
  await expectAccessible(page);
  await page.getByLabel('Code', { exact: true }).fill(wrongCode(totpURI));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('This code is not right').waitFor();
  await page.getByLabel('Code', { exact: true }).fill(codeOf(totpURI));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { level: 1, name: 'Personal Data Management' }).waitFor();

  for (const works of [true, false]) {
    await signOut(page);
    await givePassword(page, email);
    await page.getByRole('button', { name: 'Use a recovery code' }).click();
    await page.getByLabel('Recovery code').fill(codes[0]!);
    await page.getByRole('button', { name: 'Sign in' }).click();
    if (works) await page.getByRole('heading', { level: 1, name: 'Personal Data Management' }).waitFor();
    else await page.getByText('This code is not right').waitFor();
    if (!works) break;
  }
});

test('whoever took too long with the code enters the password again', async () => {
  const { client, email } = await signedInCustomer(web.server, 'Zoë Łącka');
  const { totpURI } = await setUpTwoFactor(client, sql());
  const page = await web.open('/sign-in', PHONE);
  await givePassword(page, email);
  await page.getByLabel('Code', { exact: true }).waitFor();
  await sql()`update lethe.verifications set expires_at = now() - interval '1 second'`;
  await page.getByLabel('Code', { exact: true }).fill(codeOf(totpURI));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('Please enter your password again.').waitFor();
  await letCodesPass(sql());
  await givePassword(page, email);
  await page.getByLabel('Code', { exact: true }).fill(codeOf(totpURI));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/account');
});

test('a customer confirms with password and code in place, gets new recovery codes, and switches it off', async () => {
  const { client, customerId } = await signedInCustomer(web.server, 'Jürgen Ångström');
  const { totpURI } = await setUpTwoFactor(client, sql());
  const page = await web.open('/account/sign-in-details', PHONE, 'dark', client);
  await page.getByText('On', { exact: true }).waitFor();
  await sql()`update lethe.sessions set confirmed_at = now() - interval '11 minutes' where customer_id = ${customerId}`;
  await page.getByRole('button', { name: 'New recovery codes' }).click();
  const ask = inDialog(page, 'New recovery codes');
  await ask.getByLabel('Password').fill(PASSWORD);
  await ask.getByRole('button', { name: 'Make new codes' }).click();

  const confirm = inDialog(page, 'Confirm that it is you');
  await confirm.getByLabel('Password').fill(PASSWORD);
  await confirm.getByRole('button', { name: 'Confirm' }).click();
  await confirm.getByText('Please enter a code of your authenticator app too.').waitFor();
  await expectAccessible(page);
  await confirm.getByLabel('Code', { exact: true }).fill(codeOf(totpURI));
  await confirm.getByRole('button', { name: 'Confirm' }).click();
  const shown = inDialog(page, 'Recovery codes');
  await shown.getByRole('button', { name: 'Download' }).click();
  await shown.getByRole('button', { name: 'Close' }).last().click();

  await page.getByRole('button', { name: 'Switch two-factor sign-in off' }).click();
  const off = inDialog(page, 'Switch two-factor sign-in off');
  await off.getByLabel('Password').fill(PASSWORD);
  await off.getByRole('button', { name: 'Switch two-factor sign-in off' }).click();
  await page.getByText('Two-factor sign-in is off.').waitFor();
  await page.getByRole('button', { name: 'Set up two-factor sign-in' }).waitFor();
  await expectAccessible(page);
});

test('a session that ended under an open page is continued with a code', async () => {
  const { client, customerId, email } = await signedInCustomer(web.server, 'Ada Again');
  const { totpURI } = await setUpTwoFactor(client, sql());
  const page = await web.open('/account/sign-in-details', undefined, 'light', client);
  await page.getByLabel('Current password').fill('typed already');
  await page.getByLabel('New e-mail address').fill('x@lethe.example');
  await sql()`delete from lethe.sessions where customer_id = ${customerId}`;
  await page.evaluate('window.dispatchEvent(new Event("focus"))');
  // The page may have noticed by itself already, and hidden what was typed.
  const send = page.getByRole('button', { name: 'Send the link', includeHidden: true });
  await send.dispatchEvent('click');
  const again = page.getByRole('dialog');
  await again.getByLabel('E-mail address').fill(email);
  await again.getByLabel('Password').fill(PASSWORD);
  await again.getByRole('button', { name: 'Sign in' }).click();
  await again.getByLabel('Code', { exact: true }).fill(codeOf(totpURI));
  await again.getByRole('button', { name: 'Sign in' }).click();
  await again.waitFor({ state: 'detached' });
  expect(await page.getByLabel('Current password').inputValue()).toBe('typed already');
});

test('an owner resets the two-factor sign-in of somebody else, and not the own', async () => {
  const owner = await signedInAdmin(web.server);
  await setUpTwoFactor(owner.client, sql());
  const other = await signedInAdmin(web.server, 'officer');
  await setUpTwoFactor(other.client, sql());
  const page = await web.open('/admin/team', undefined, 'light', owner.client);
  const row = page.getByRole('row').filter({ hasText: other.email });
  await row.getByRole('button', { name: /^Reset two-factor sign-in of/u }).click();
  const own = page.getByRole('row').filter({ hasText: owner.email });
  expect(await own.getByRole('button', { name: /^Reset two-factor/u }).count()).toBe(0);
  await page.getByRole('dialog').getByRole('button', { name: 'Reset two-factor sign-in' }).click();
  await row.getByText('Off', { exact: true }).waitFor();
  await expectAccessible(page);
});
