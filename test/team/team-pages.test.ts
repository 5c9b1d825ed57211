import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lastMessage, PASSWORD, signedInAdmin, signedInCustomer } from '../support/accounts.ts';
import type { Client } from '../support/client.ts';
import { registerSystem } from '../support/systems.ts';
import { expectAccessible, PHONE, signInOn, startWeb, type Web } from '../support/web.ts';

const NAME = 'Quinta Quietly';

let web: Web;
let owner: Client;

beforeAll(async () => {
  web = await startWeb();
  ({ client: owner } = await signedInAdmin(web.server));
  const customer = await signedInCustomer(web.server, NAME);
  await customer.client.call('customer.requests.create', { type: 'removal' });
});
afterAll(() => web.stop());

const heading = (page: Page, name: string | RegExp) =>
  page.getByRole('heading', { level: 1, name }).waitFor();
const buttons = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).count();

async function open(path: string, title: string | RegExp, client: Client, width?: number): Promise<Page> {
  const page = await web.open(path, width, 'light', client);
  await heading(page, title);
  await settled(page);
  return page;
}
const settled = (page: Page) =>
  page.locator('.skeleton, .skeleton-table').first().waitFor({ state: 'detached' });

async function linkTo(email: string): Promise<string> {
  const letter = await lastMessage(web.server, email);
  return /\/join-team#\S+/u.exec(letter?.body ?? '')?.[0] ?? '';
}

async function join(link: string, name: string): Promise<Page> {
  const page = await web.open(link);
  await heading(page, 'Join the team');
  await page.getByText('Ada Admin invites you to work on privacy requests').waitFor();
  const address = await page.getByLabel('E-mail address').inputValue();
  expect(new URL(page.url()).hash).toBe('');
  await expectAccessible(page);
  await page.getByLabel('Full name').fill(name);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Join the team' }).click();
  await page.getByText('You are in the team.').waitFor();
  await heading(page, 'Sign in');
  expect(await page.getByLabel('E-mail address').inputValue()).toBe(address);
  return page;
}

test('in a demo the team page leads to the mailbox, whose links open', async () => {
  const email = 'demo@lethe.example';
  const invited = { email, role: 'auditor' };
  const { invitationId } = await owner.call<{ invitationId: string }>('admin.team.invite', invited);
  const letter = (await lastMessage(web.server, email))!;
  const sentAt = new Date().toISOString();
  web.server.deps.mailbox!.put({ ...letter, id: crypto.randomUUID(), to: email, sentAt });
  const page = await open('/admin/team', 'Team', owner);
  await page.locator('#invitations').getByRole('link', { name: 'Mailbox' }).click();
  await heading(page, 'Mailbox');
  await page.getByText(`To ${email}`).click();
  const joining = page.waitForEvent('popup');
  await page.getByRole('link', { name: /\/join-team#/u }).click();
  await heading(await joining, 'Join the team');
  expect(await (await joining).getByLabel('E-mail address').inputValue()).toBe(email);
  await owner.call('admin.team.withdrawInvitation', { invitationId });
});

test('an owner invites an officer, who joins, finds no settings, and is out with the next click once removed', async () => {
  const email = 'olive@lethe.example';
  const page = await open('/admin/team', 'Team', owner);
  await page.getByRole('button', { name: 'Invite' }).click();
  await page.getByLabel('E-mail address').fill(email);
  await page.getByRole('button', { name: 'Send the invitation' }).click();
  await page.getByText('Please choose a role.').waitFor();
  await page.getByRole('radio', { name: 'Officer' }).check();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Send the invitation' }).click();
  await page.getByText(`The invitation to ${email} is in the Mailbox.`).waitFor();
  await page.getByRole('button', { name: `Withdraw the invitation to ${email}` }).waitFor();
  await page.getByRole('button', { name: 'Invite' }).click();
  const next = page.getByRole('dialog', { name: 'Invite somebody' });
  await next.waitFor();
  expect(await page.getByText(`The invitation to ${email} is in the Mailbox.`).count()).toBe(0);
  await next.getByRole('button', { name: 'Cancel' }).click();
  await expectAccessible(page);

  const officer = await join(await linkTo(email), 'Olive Officer');
  await signInOn(officer, email);
  await heading(officer, 'Personal Data Management');
  await officer.getByRole('link', { name: NAME }).or(officer.getByText(NAME)).first().waitFor();
  expect(await buttons(officer, 'Configuration')).toBe(0);
  await officer.getByRole('link', { name: 'Open request 1' }).click();
  await officer.getByRole('radio', { name: 'Block only' }).waitFor();
  await officer.getByRole('link', { name: 'Team' }).click();
  await officer.getByText('Olive Officer (you)').waitFor();
  expect(await buttons(officer, /Invite|Change|Remove/u)).toBe(0);
  await officer.getByRole('link', { name: 'Connected Systems' }).click();
  await officer.getByText('No system is connected yet').waitFor();
  expect(await buttons(officer, 'Create a key')).toBe(0);

  await page.reload();
  await page.getByText('No invitation is open.').waitFor();
  await page.getByRole('button', { name: 'Remove Olive Officer' }).click();
  await page.getByText('Olive Officer is signed out at once and cannot sign in any more.').waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Remove from the team' }).click();
  await page.getByText('Olive Officer is removed from the team.').waitFor();
  await page.getByRole('row', { name: email }).waitFor({ state: 'detached' });

  await officer.getByRole('link', { name: 'All Clients' }).click();
  const again = officer.getByRole('dialog');
  await again.getByLabel('Password').fill(PASSWORD);
  await again.getByLabel('E-mail address').fill(email);
  await again.getByRole('button', { name: 'Sign in' }).click();
  await again.getByText('The e-mail address or the password is not right').waitFor();
  await officer.reload();
  await officer.waitForURL('**/sign-in');
});

test('an owner gives a member another role, and withdraws an invitation, whose link is then of no use', async () => {
  const member = await signedInAdmin(web.server, 'support');
  const page = await open('/admin/team', 'Team', owner);
  const row = page.getByRole('row', { name: member.email });
  await row.getByRole('button', { name: /^Change role/u }).click();
  const send = page.getByRole('button', { name: 'Change the role', exact: true });
  expect(await send.isDisabled()).toBe(true);
  await page.getByRole('radio', { name: 'Auditor' }).check();
  await expectAccessible(page);
  await send.click();
  await row.getByText('Auditor').waitFor();
  expect(await member.client.call('account.me')).toEqual({ role: 'visitor', singleSignOn: false });

  const email = 'withdrawn@lethe.example';
  await owner.call('admin.team.invite', { email, role: 'support' });
  const link = await linkTo(email);
  await page.reload();
  await page.getByRole('button', { name: `Withdraw the invitation to ${email}` }).click();
  await page.getByRole('button', { name: 'Withdraw the invitation', exact: true }).click();
  await page.getByText('The invitation is withdrawn.').waitFor();
  const late = await web.open(link);
  await heading(late, 'This invitation is no longer valid');
  await late.getByText('ask for another invitation').waitFor();
});

test('whoever removes an owner, or takes the role, reads which keys of theirs go on, and finds them', async () => {
  const other = await signedInAdmin(web.server, 'owner');
  await registerSystem(web.server, other.client, 'Help desk', ['requests:read']);
  const page = await open('/admin/team', 'Team', owner);
  const row = page.getByRole('row', { name: other.email });
  await row.getByRole('button', { name: /^Change role/u }).click();
  await page.getByRole('radio', { name: 'Officer' }).check();
  await page.getByText('set up goes on working').waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await row.getByRole('button', { name: /^Remove/u }).click();
  await page.getByText('may know the keys and secrets').waitFor();
  await expectAccessible(page);
  await page.getByRole('dialog').getByRole('link', { name: '1 key' }).click();
  await heading(page, 'Connected Systems');
  await page.getByRole('row', { name: 'Help desk' }).getByText('by Ada Admin').waitFor();

  await owner.call('admin.team.remove', { adminId: other.adminId });
  await page.reload();
  await page.getByText('by a former administrator').waitFor();
  await expectAccessible(page);
});

test('whoever removes or demotes the second member who may decide reads that nobody could approve then', async () => {
  const others = await web.server.database.pools.app`
    select id from lethe.admins where role in ('owner', 'officer') order by created_at offset 1`;
  for (const { id } of others) await owner.call('admin.team.remove', { adminId: id });
  const officer = await signedInAdmin(web.server, 'officer');
  await owner.call('admin.settings.update', { secondApproval: 'destroy' });
  const page = await open('/admin/team', 'Team', owner);
  const row = page.getByRole('row', { name: officer.email });
  const warning = page.getByText('after this only one member may decide');
  await row.getByRole('button', { name: /^Change role/u }).click();
  await page.getByRole('radio', { name: 'Support' }).check();
  await warning.waitFor();
  await page.getByRole('radio', { name: 'Owner' }).check();
  await warning.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Cancel' }).click();
  await row.getByRole('button', { name: /^Remove/u }).click();
  await warning.waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await owner.call('admin.settings.update', { secondApproval: 'off' });
  await page.reload();
  await row.getByRole('button', { name: /^Remove/u }).click();
  await page.getByText('No key and no webhook').waitFor();
  expect(await warning.count()).toBe(0);
});

test('the only owner reads why they can neither go nor become anything else', async () => {
  const page = await open('/admin/team', 'Team', owner);
  for (const act of [/^Change role of Ada Admin/u, /^Remove Ada Admin/u]) {
    const row = page.getByRole('row', { name: '(you)' });
    await row.getByRole('button', { name: act }).click();
    await page.getByRole('dialog', { name: 'Ada Admin is the only owner' }).waitFor();
    await page.getByText('Make somebody else an owner first.').waitFor();
    await expectAccessible(page);
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
  }
});

test('an address that has an account already is refused at its field', async () => {
  const { email } = await signedInCustomer(web.server);
  const page = await open('/admin/team', 'Team', owner);
  await page.getByRole('button', { name: 'Invite' }).click();
  await page.getByLabel('E-mail address').fill(email);
  await page.getByRole('radio', { name: 'Owner' }).check();
  await page.getByRole('button', { name: 'Send the invitation' }).click();
  await page.getByText('There is already an account with this address.').waitFor();
  expect(await page.getByLabel('E-mail address').getAttribute('aria-invalid')).toBe('true');
});

test('on a phone the team and its dialogs fit', async () => {
  await owner.call('admin.team.invite', { email: `${'long'.repeat(12)}@lethe.example`, role: 'auditor' });
  const page = await open('/admin/team', 'Team', owner, PHONE);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Invite' }).click();
  await page.getByRole('dialog').waitFor();
  await expectAccessible(page);
});
