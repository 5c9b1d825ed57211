import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appRouter } from '../../server/router.ts';
import { lastMessage, signedInAdmin, signedInCustomer } from '../support/accounts.ts';
import type { Client } from '../support/client.ts';
import { UNSEEN } from '../support/decisions.ts';
import { base64, jpeg, png } from '../support/pictures.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { stateOf } from '../support/state.ts';
import { registerSystem } from '../support/systems.ts';

const WEBHOOK = 'https://hooks.example/lethe';
const MISSING = '00000000-0000-4000-8000-000000000000';
let server: TestServer;
let customer: Client;
let admin: Client;
/** For every mutation an input that would change something, were it carried out. */
let inputs: Record<string, unknown>;
/** With a system's key: no page has one, and no page may use one. */
let system: Pick<Client, 'fetch'>;

beforeAll(async () => {
  server = await startServer({ webhookHosts: [{ host: 'hooks.example', port: 443 }] });
  ({ client: admin } = await signedInAdmin(server));
  const own = await signedInCustomer(server);
  const { customerId } = own;
  customer = own.client;
  const other = await signedInCustomer(server);
  const [{ sessionId }] = await server.database.pools.app<[{ sessionId: string }]>`
    insert into lethe.sessions (customer_id, token, expires_at)
    values (${customerId}, 'elsewhere', now() + interval '1 day') returning id as "sessionId"`;
  const { addressId } = await customer.call<{ addressId: string }>('customer.addresses.save', address);
  const { requestId } = await customer.call<{ requestId: string }>('customer.requests.create', {
    type: 'removal',
  });
  const { textVersion } = await customer.call<{ textVersion: number }>('customer.consents.status');
  const value = { kind: 'email', value: 'x@lethe.example', reason: 'abuse' };
  const { entryId } = await admin.call<{ entryId: string }>('admin.blacklist.add', value);
  const { adminId } = await signedInAdmin(server, 'support');
  const invited = { email: 'invited@lethe.example', role: 'owner' };
  const { invitationId } = await admin.call<{ invitationId: string }>('admin.team.invite', invited);
  const letter = await lastMessage(server, invited.email);
  const token = /#([\w-]+)/u.exec(letter?.body ?? '')?.[1];
  const template = { name: 'new_request', subject: 'Changed', body: 'Changed' };
  const { id, key } = await registerSystem(server, admin, 'Newsletter');
  const { webhookId } = await admin.call<{ webhookId: string }>('admin.webhooks.create', {
    url: WEBHOOK,
    events: ['request.created'],
  });
  const [{ deliveryId }] = await server.database.pools.app<[{ deliveryId: string }]>`
    insert into lethe.webhook_deliveries (webhook_id, event, subject_id, status)
    values (${webhookId}, 'test', gen_random_uuid(), 'failed') returning id as "deliveryId"`;
  const [{ messageId }] = await server.database.pools.app<[{ messageId: string }]>`
    insert into lethe.outbox (template, to_address, subject, body, status, last_error)
    values ('new_request', 'a@b.example', 's', 'b', 'failed', 'smtp_550') returning id as "messageId"`;
  await admin.call('admin.settings.saveLogo', { image: base64(png()) });
  const bearer = { authorization: `Bearer ${key}` };
  system = {
    fetch: (path, init) =>
      customer.fetch(path, { ...init, headers: { ...(init?.headers as Record<string, string>), ...bearer } }),
  };
  const named = { customerId: other.customerId };
  inputs = {
    'account.confirmPassword': { password: 'x' },
    'account.sessions.end': { sessionId },
    'account.sessions.endOthers': {},
    'account.confirmEmailChange': { token: 'a'.repeat(43) },
    'customer.email.change': { newEmail: 'changed@lethe.example' },
    'customer.email.cancel': {},
    'admin.email.change': { newEmail: 'changed-2@lethe.example' },
    'admin.email.cancel': {},
    'admin.profile.update': { fullName: 'Changed' },
    'admin.erasures.markNotified': { erasureId: id },
    'admin.erasures.findId': { systemId: id, externalId: '1' },
    'admin.erasures.liftId': { systemId: id, externalId: '1', because: 'came_back' },
    'admin.systemKeys.create': { name: 'Changed', scopes: ['customers:write'] },
    'admin.systemKeys.revoke': { id },
    'admin.webhooks.create': { url: WEBHOOK, events: ['request.decided'] },
    'admin.webhooks.rotateSecret': { webhookId },
    'admin.webhooks.setActive': { webhookId, active: false },
    'admin.webhooks.remove': { webhookId },
    'admin.webhooks.sendTest': { webhookId },
    'admin.webhooks.resend': { deliveryId },
    'admin.team.resetSecondFactor': { adminId: id },
    'system.customers.upsert': {
      items: [{ externalId: '1', email: 'new@lethe.example', fullName: 'New' }],
    },
    'system.customers.remove': { customer: named },
    'system.services.upsert': {
      items: [{ externalId: '1', customer: named, name: 'New', status: 'active', startedOn: '2026-01-01' }],
    },
    'system.invoices.upsert': {
      items: [
        {
          externalId: '1',
          customer: named,
          number: '1',
          status: 'paid',
          currency: 'EUR',
          total: '1.00',
          billedTo: 'New',
          issuedOn: '2026-01-01',
          dueOn: '2026-01-01',
          lines: [],
        },
      ],
    },
    'system.services.remove': { customer: named, externalId: '1' },
    'system.invoices.remove': { customer: named, externalId: '1' },
    'system.requests.create': { customer: named, type: 'removal', receivedBy: 'phone' },
    'system.erasures.acknowledge': { erasureId: MISSING, result: 'done' },
    'account.verifyEmail': { token: 'a'.repeat(43), password: 'a password' },
    'customer.profile.update': {
      fullName: 'Changed',
      phone: null,
      company: null,
      companyNumber: null,
      birthDate: null,
      language: 'en',
    },
    'customer.addresses.save': { ...address, addressId, city: 'Changed' },
    'customer.addresses.remove': { addressId },
    'customer.statements.settle': {
      systemId: id,
      field: 'phone',
      reportedAt: '2026-01-01T00:00:00Z',
      choice: 'keep',
    },
    'customer.consents.grant': { textVersion },
    'customer.consents.withdraw': {},
    'customer.requests.create': { type: 'removal' },
    'customer.requests.cancel': { requestId },
    'admin.requests.decide': {
      requestId,
      outcome: 'destroy',
      blacklist: true,
      notify: true,
      previewHash: UNSEEN,
    },
    'admin.requests.propose': {
      requestId,
      outcome: 'destroy',
      blacklist: true,
      notify: true,
      previewHash: UNSEEN,
    },
    'admin.requests.approve': { requestId, proposalId: MISSING },
    'admin.requests.assign': { requestId, adminId: null },
    'admin.requests.decline': { requestId, proposalId: MISSING },
    'admin.requests.create': { customerId: other.customerId, type: 'removal' },
    'admin.consents.saveText': { text: 'Changed' },
    'admin.settings.update': { waitingDays: 21 },
    'admin.settings.saveLogo': { image: base64(jpeg) },
    'admin.settings.removeLogo': {},
    'admin.templates.update': template,
    'admin.templates.reset': { name: 'new_request' },
    'admin.mail.sendTest': {},
    'admin.mail.sendAgain': { messageId },
    'admin.customers.resetSecondFactor': { customerId: other.customerId },
    'admin.customers.unblock': { customerId: other.customerId },
    'admin.customers.settleStatement': {
      customerId: other.customerId,
      systemId: id,
      field: 'phone',
      reportedAt: '2026-01-01T00:00:00Z',
      choice: 'keep',
    },
    'admin.customers.moveRecord': {
      customerId: other.customerId,
      kind: 'service',
      recordId: id,
      toNumber: 1,
    },
    'admin.customers.removeRecord': { customerId: other.customerId, kind: 'service', recordId: id },
    'admin.matches.join': { customerId: other.customerId, otherId: MISSING },
    'admin.matches.keepApart': { customerId: other.customerId, otherId: MISSING },
    'admin.blacklist.lookUp': { kind: 'email', value: 'x@lethe.example' },
    'admin.blacklist.add': { ...value, value: 'y@lethe.example' },
    'admin.blacklist.remove': { entryId },
    'admin.team.invite': { email: 'invited-2@lethe.example', role: 'owner' },
    'admin.team.withdrawInvitation': { invitationId },
    'admin.team.changeRole': { adminId, role: 'owner' },
    'admin.team.remove': { adminId },
    'team.invitation': { token },
    'team.join': { token, fullName: 'New', password: 'a password of nobody' },
  };
});
afterAll(() => server.stop());

const address = { line1: 'Here 1', line2: null, city: 'Here', region: null, postalCode: null, country: 'DE' };
const mutations = Object.entries(appRouter._def.procedures)
  .filter(([, procedure]) => (procedure as unknown as { _def: { type: string } })._def.type === 'mutation')
  .map(([path]) => path);
const clientFor = (path: string): Pick<Client, 'fetch'> =>
  ({ admin, system })[path.split('.')[0] ?? ''] ?? customer;

const CONTENT_TYPES = [
  'application/json',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/octet-stream',
];

describe('a mutation', () => {
  it('has an input here, whichever it is', () => {
    expect(mutations.toSorted()).toEqual(Object.keys(inputs).toSorted());
  });

  it('is never carried out for another site, whatever the content type', async () => {
    const before = await stateOf(server.database.pools.app);
    for (const path of mutations) {
      for (const type of CONTENT_TYPES) {
        for (const from of [
          { origin: 'https://evil.example' },
          { origin: 'null' },
          { 'sec-fetch-site': 'cross-site' },
        ]) {
          const headers = { ...from, 'content-type': type };
          const body = JSON.stringify(inputs[path]);
          const response = await clientFor(path).fetch(`/trpc/${path}`, { method: 'POST', headers, body });
          expect([403, 415], `${path} ${type}`).toContain(response.status);
        }
      }
    }
    expect(await stateOf(server.database.pools.app)).toBe(before);
  });

  it('is never carried out as anything but JSON, even for our own pages', async () => {
    const before = await stateOf(server.database.pools.app);
    for (const path of mutations) {
      for (const type of CONTENT_TYPES.slice(1)) {
        const response = await clientFor(path).fetch(`/trpc/${path}`, {
          method: 'POST',
          headers: { 'content-type': type },
          body: JSON.stringify(inputs[path]),
        });
        expect(response.status, `${path} ${type}`).toBe(415);
      }
    }
    expect(await stateOf(server.database.pools.app)).toBe(before);
  });

  it('is never carried out by following a link: GET, HEAD and prefetch change no row', async () => {
    const before = await stateOf(server.database.pools.app);
    for (const path of mutations) {
      const link = `/trpc/${path}?input=${encodeURIComponent(JSON.stringify(inputs[path]))}`;
      for (const init of [
        { method: 'GET' },
        { method: 'HEAD' },
        { headers: { purpose: 'prefetch', 'sec-purpose': 'prefetch' } },
      ]) {
        const response = await clientFor(path).fetch(link, init);
        // tRPC answers HEAD with 204 before it looks for a procedure.
        expect(response.status === 204 || response.status >= 400, path).toBe(true);
      }
    }
    for (const path of [
      '/verify-email',
      '/reset-password',
      `/admin/requests/${MISSING}`,
      '/exports/personal-data.xml',
    ]) {
      await customer.fetch(path);
    }
    expect(await stateOf(server.database.pools.app)).toBe(before);
  });

  it('fits into a batch ten times at most', async () => {
    const paths = (count: number) => Array.from({ length: count }, () => 'account.me').join(',');
    const body = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [at, {}]));
    const send = (count: number) => customer.post(`/trpc/${paths(count)}?batch=1`, body(count));
    expect((await send(10)).status).toBe(200);
    const refused = await send(11);
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ error: { data: { kind: 'batch_too_large' } } });
    const encoded = await customer.post(`/trpc/${paths(11).replaceAll(',', '%2C')}?batch=1`, body(11));
    expect(encoded.status, 'commas written another way').toBe(400);
    expect((await customer.post('/trpc/account.me%E0', {})).status).toBe(404);
  });
});
