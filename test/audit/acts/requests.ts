import { inTransaction } from '../../../db/transaction.ts';
import { announce } from '../../../server/requests/announce.ts';
import { lapseProposals } from '../../../server/requests/proposal-queries.ts';
import { signedInCustomer } from '../../support/accounts.ts';
import { lookAndDecide, withSeen } from '../../support/decisions.ts';
import { customerOf } from '../../support/intake.ts';
import { type Acting, type Acts, customer, type Ref, request } from './acting.ts';

const destroy = { outcome: 'destroy', blacklist: false, notify: false };

/** Something that an officer has proposed. */
async function proposal(on: Acting): Promise<Ref & { proposalId: string }> {
  const { requestId } = await request(on);
  await on.admin.call('admin.settings.update', { secondApproval: 'destroy' });
  return on.officer.call('admin.requests.propose', await withSeen(on.officer, { requestId, ...destroy }));
}

/** About requests and proposals. */
export const requestActs = {
  request_entered: [
    'the admin',
    async (on) => on.admin.call('admin.requests.create', { customerId: await customer(on), type: 'removal' }),
  ],
  request_decided: [
    'the admin',
    async (on) => lookAndDecide(on.admin, { ...(await request(on)), ...destroy, outcome: 'star' }),
  ],
  request_assigned: [
    'the admin',
    async (on) => on.admin.call('admin.requests.assign', { ...(await request(on)), adminId: on.officerId }),
  ],
  request_given_back: [
    'the admin',
    async (on) => {
      const ref = await request(on);
      await on.admin.call('admin.requests.assign', { ...ref, adminId: on.adminId });
      await on.admin.call('admin.requests.assign', { ...ref, adminId: null });
    },
  ],
  proposal_made: ['the officer', proposal],
  proposal_approved: ['the admin', async (on) => on.admin.call('admin.requests.approve', await proposal(on))],
  proposal_declined: ['the admin', async (on) => on.admin.call('admin.requests.decline', await proposal(on))],
  proposal_withdrawn: [
    'the officer',
    async (on) => on.officer.call('admin.requests.decline', await proposal(on)),
  ],
  proposal_lapsed: [
    'Lethe',
    async (on) => {
      const { requestId } = await proposal(on);
      await on.admin.call('admin.settings.update', { secondApproval: 'off' });
      await on.sql`update lethe.data_requests set proposed_at = now() - interval '8 days' where id = ${requestId}`;
      await inTransaction(on.sql, lapseProposals);
    },
  ],
  request_replaced: [
    'Lethe',
    async (on) => {
      const { client, customerId, email } = await signedInCustomer(on.server);
      await customerOf(on.crm, { externalId: customerId, email });
      const entered = { type: 'removal', receivedBy: 'phone', customer: { email } };
      await on.crm.call('system.requests.create', entered);
      await client.call('customer.requests.create', { type: 'removal' });
    },
  ],
  automatic_announced: [
    'Lethe',
    async (on) => {
      const { client, customerId } = await signedInCustomer(on.server);
      const { requestId } = await client.call<Ref>('customer.requests.create', { type: 'removal' });
      await on.admin.call('admin.settings.update', { automaticProcessing: true });
      await announce(on.sql, on.server.url, { requestId, customerId }, 0);
      await on.admin.call('admin.settings.update', { automaticProcessing: false });
    },
  ],
} satisfies Partial<Acts>;
