import { refuseMessage } from '../../../server/notifications/outbox-queries.ts';
import { admitMember } from '../../../server/team/single-sign-on/member.ts';
import { lastMessage, PASSWORD, signedInAdmin } from '../../support/accounts.ts';
import type { Client } from '../../support/client.ts';
import { base64, png } from '../../support/pictures.ts';
import { setUpTwoFactor } from '../../support/two-factor.ts';
import { type Acting, type Acts, customer } from './acting.ts';

async function invitation(on: Acting, email: string) {
  const { invitationId } = await on.admin.call<{ invitationId: string }>('admin.team.invite', {
    email,
    role: 'support',
  });
  const token = /#([\w-]+)/u.exec((await lastMessage(on.server, email))?.body ?? '')?.[1];
  return { invitationId, token };
}

async function member(on: Acting): Promise<Client> {
  const { client, adminId } = await signedInAdmin(on.server, 'support');
  on.memberId = adminId;
  await on.sql`update lethe.users set name = 'Mo Member' where id = ${adminId}`;
  return client;
}

async function giveSecondFactor(on: Acting, id: string): Promise<void> {
  await on.sql`insert into lethe.two_factors (customer_id, secret, backup_codes) values (${id}, 'x', 'x')`;
  await on.sql`update lethe.users set two_factor_enabled = true where id = ${id}`;
}

/** About settings, letters and the team. */
export const teamActs = {
  settings_changed: ['the admin', (on) => on.admin.call('admin.settings.update', { waitingDays: 15 })],
  logo_saved: ['the admin', (on) => on.admin.call('admin.settings.saveLogo', { image: base64(png()) })],
  logo_removed: ['the admin', (on) => on.admin.call('admin.settings.removeLogo')],
  template_saved: [
    'the admin',
    (on) =>
      on.admin.call('admin.templates.update', { name: 'new_request', subject: 'New', body: '{{link}}' }),
  ],
  template_reset: ['the admin', (on) => on.admin.call('admin.templates.reset', { name: 'new_request' })],
  message_sent_again: [
    'the admin',
    async (on) => {
      const { messageId } = await on.admin.call<{ messageId: string }>('admin.mail.sendTest');
      await refuseMessage(on.sql, messageId, 'smtp_550');
      await on.admin.call('admin.mail.sendAgain', { messageId });
    },
  ],
  test_message_sent: ['the admin', (on) => on.admin.call('admin.mail.sendTest')],
  consent_text_saved: [
    'the admin',
    (on) => on.admin.call('admin.consents.saveText', { text: 'Another text.' }),
  ],
  member_invited: ['the admin', (on) => invitation(on, 'invited@lethe.example')],
  invitation_withdrawn: [
    'the admin',
    async (on) => {
      const { invitationId } = await invitation(on, 'withdrawn@lethe.example');
      await on.admin.call('admin.team.withdrawInvitation', { invitationId });
    },
  ],
  member_joined: [
    'the member',
    async (on) => {
      const { token } = await invitation(on, 'joins@lethe.example');
      const joining = { token, fullName: 'Jo Joins', password: 'quite another password' };
      await on.admin.call('team.join', joining);
      const [user] = await on.sql<
        [{ id: string }]
      >`select id from lethe.users where email = 'joins@lethe.example'`;
      on.memberId = user.id;
    },
  ],
  member_role_changed: [
    'the admin',
    async (on) => {
      await member(on);
      await on.admin.call('admin.team.changeRole', { adminId: on.memberId, role: 'auditor' });
    },
  ],
  member_removed: [
    'the admin',
    async (on) => {
      await member(on);
      await on.admin.call('admin.team.remove', { adminId: on.memberId });
    },
  ],
  second_factor_reset: [
    'the admin',
    async (on) => {
      await member(on);
      await giveSecondFactor(on, on.memberId);
      await on.admin.call('admin.team.resetSecondFactor', { adminId: on.memberId });
    },
  ],
  second_factor_on: ['the member', async (on) => setUpTwoFactor(await member(on), on.sql)],
  second_factor_off: [
    'the member',
    async (on) => {
      const client = await member(on);
      await setUpTwoFactor(client, on.sql);
      await client.post('/api/auth/two-factor/disable', { password: PASSWORD });
    },
  ],
  recovery_codes_made: [
    'the member',
    async (on) => {
      const client = await member(on);
      await setUpTwoFactor(client, on.sql);
      await client.post('/api/auth/two-factor/generate-backup-codes', { password: PASSWORD });
    },
  ],
  client_factor_reset: [
    'the admin',
    async (on) => {
      const customerId = await customer(on);
      await giveSecondFactor(on, customerId);
      await on.admin.call('admin.customers.resetSecondFactor', { customerId });
    },
  ],
  own_password_changed: [
    'the member',
    async (on) =>
      (await member(on)).post('/api/auth/change-password', {
        currentPassword: PASSWORD,
        newPassword: 'quite another password',
      }),
  ],
  own_name_changed: [
    'the member',
    async (on) => (await member(on)).call('admin.profile.update', { fullName: 'Adele Admin' }),
  ],
  own_address_asked: [
    'the member',
    async (on) => (await member(on)).call('admin.email.change', { newEmail: 'asked@lethe.example' }),
  ],
  own_address_cancelled: [
    'the member',
    async (on) => {
      const client = await member(on);
      await client.call('admin.email.change', { newEmail: 'cancelled@lethe.example' });
      await client.call('admin.email.cancel');
    },
  ],
  own_address_changed: [
    'the member',
    async (on) => {
      const client = await member(on);
      await client.call('admin.email.change', { newEmail: 'moved@lethe.example' });
      const letter = await lastMessage(on.server, 'moved@lethe.example');
      const token = /#([\w-]+)/u.exec(letter?.body ?? '')?.[1];
      await client.call('account.confirmEmailChange', { token });
    },
  ],
  own_details_taken: [
    'the member',
    async (on) => {
      const person = { subject: 'https://login.example olga', role: 'officer' as const, fullName: 'Olga' };
      await admitMember(on.sql, { ...person, email: 'olga@lethe.example' });
      await admitMember(on.sql, { ...person, email: 'olga.officer@lethe.example' });
      const [user] = await on.sql<
        [{ id: string }]
      >`select id from lethe.users where email = 'olga.officer@lethe.example'`;
      on.memberId = user.id;
    },
  ],
} satisfies Partial<Acts>;
