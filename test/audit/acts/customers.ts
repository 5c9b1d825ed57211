import { customerOf, decided, person } from '../../support/intake.ts';
import { billFor, registerSystem, subscriptionOf } from '../../support/systems.ts';
import { type Acting, type Acts, customer } from './acting.ts';

/** Two who share an address under different names. */
async function family(on: Acting) {
  const { email } = person();
  const customerId = await customerOf(on.crm, {
    externalId: `crm ${email}`,
    email,
    fullName: 'Anna Example',
    phone: '1',
  });
  const otherId = await customerOf(on.shop, { externalId: `shop ${email}`, email, fullName: 'Bert Example' });
  return { customerId, otherId };
}

async function wrongRecord(on: Acting, kind: 'service' | 'invoice') {
  const [row, right] = [person(), person()];
  const customerId = await customerOf(on.shop, row);
  const { number } = await on.admin.call<{ number: number }>('admin.customers.get', {
    customerId: await customerOf(on.shop, right),
  });
  const item = (kind === 'service' ? subscriptionOf : billFor)({ customerId }, `wrong ${row.externalId}`);
  await on.shop.call(`system.${kind}s.upsert`, { items: [item] });
  const [record] = await on.sql<[{ recordId: string }]>`
    select id as "recordId" from ${on.sql(`lethe.${kind}s`)} where customer_id = ${customerId}`;
  return { customerId, kind, ...record, number };
}

/** About what is stored of customers. */
export const customerActs = {
  customer_viewed: [
    'the admin',
    async (on) => on.admin.call('admin.customers.get', { customerId: await customer(on) }),
  ],
  customer_read: [
    'a system',
    async (on) => {
      const reader = await registerSystem(on.server, on.admin, 'Reader', ['customers:read']);
      await reader.call('system.customers.get', { customerId: await customer(on) });
    },
  ],
  customer_unblocked: [
    'the admin',
    async (on) => {
      const customerId = await customer(on);
      await decided(on.admin, customerId, 'block');
      await on.admin.call('admin.customers.unblock', { customerId });
    },
  ],
  customers_joined: ['the admin', async (on) => on.admin.call('admin.matches.join', await family(on))],
  customers_kept_apart: [
    'the admin',
    async (on) => on.admin.call('admin.matches.keepApart', await family(on)),
  ],
  statement_settled: [
    'the admin',
    async (on) => {
      const row = person({ phone: '+49 30 100' });
      const customerId = await customerOf(on.shop, row);
      await customerOf(on.crm, { externalId: row.externalId, email: row.email, fullName: row.fullName });
      await customerOf(on.crm, { externalId: row.externalId, phone: '+49 30 200' });
      const stated = await on.admin.call<{
        items: { systemId: string; field: string; reportedAt: string }[];
      }>('admin.customers.statements', { customerId });
      const { systemId, field, reportedAt } = stated.items[0]!;
      const settled = { customerId, systemId, field, reportedAt, choice: 'keep' };
      await on.admin.call('admin.customers.settleStatement', settled);
    },
  ],
  record_moved: [
    'the admin',
    async (on) => {
      const { number: toNumber, ...record } = await wrongRecord(on, 'service');
      await on.admin.call('admin.customers.moveRecord', { ...record, toNumber });
    },
  ],
  record_removed: [
    'the admin',
    async (on) => {
      const { number: _, ...record } = await wrongRecord(on, 'invoice');
      await on.admin.call('admin.customers.removeRecord', record);
    },
  ],
  blacklist_added: [
    'the admin',
    (on) =>
      on.admin.call('admin.blacklist.add', { kind: 'email', value: 'listed@lethe.example', reason: 'fraud' }),
  ],
  blacklist_removed: [
    'the admin',
    async (on) => {
      const value = { kind: 'email', value: 'taken-off@lethe.example', reason: 'fraud' };
      const { entryId } = await on.admin.call<{ entryId: string }>('admin.blacklist.add', value);
      await on.admin.call('admin.blacklist.remove', { entryId });
    },
  ],
} satisfies Partial<Acts>;
