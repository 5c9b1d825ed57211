import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appRouter } from '../../server/router.ts';
import { publicProcedure, router } from '../../server/trpc.ts';
import { signedInAdmin, signedInCustomer } from '../support/accounts.ts';
import { type CallError, type Client, createClient } from '../support/client.ts';
import { lookAndDecide } from '../support/decisions.ts';
import { startServer, type TestServer } from '../support/server.ts';

/** Which ladder rung each procedure stands on. One without a line here fails by name. */
const doors: Record<string, Door> = {
  'account.me': 'public',
  'account.operator': 'public',
  'account.confirmPassword': 'anybody signed in',
  'account.sessions.list': 'anybody signed in',
  'account.sessions.end': 'anybody signed in',
  'account.sessions.endOthers': 'anybody signed in',
  'account.verifyEmail': 'public',
  'account.confirmEmailChange': 'public',
  'customer.me': 'signed in',
  'customer.profile.get': 'consented',
  'customer.profile.update': 'consented',
  'customer.email.get': 'consented',
  'customer.email.change': 'consented',
  'customer.email.cancel': 'consented',
  'customer.addresses.list': 'consented',
  'customer.addresses.save': 'consented',
  'customer.addresses.remove': 'consented',
  'customer.statements.list': 'consented',
  'customer.statements.settle': 'consented',
  'customer.services.list': 'consented',
  'customer.invoices.list': 'consented',
  'customer.standing': 'consented',
  'customer.consents.status': 'signed in',
  'customer.consents.grant': 'personal data',
  'customer.consents.withdraw': 'signed in',
  'customer.consents.history': 'signed in',
  'customer.requests.create': 'personal data',
  'customer.requests.list': 'signed in',
  'customer.requests.cancel': 'signed in',
  'customer.inventory': 'personal data',
  'admin.requests.pendingCount': 'overview',
  'admin.requests.list': 'overview',
  'admin.requests.overdueSystems': 'overview',
  'admin.requests.get': 'requests',
  'admin.requests.preview': 'decide',
  'admin.requests.decide': 'deciding',
  'admin.requests.propose': 'deciding',
  'admin.requests.approve': 'deciding',
  'admin.requests.decline': 'decide',
  'admin.requests.assign': 'decide',
  'admin.requests.create': 'requests',
  'admin.consents.list': 'overview',
  'admin.consents.texts': 'overview',
  'admin.consents.saveText': 'settings',
  'admin.downloads.list': 'overview',
  'admin.email.get': 'overview',
  'admin.email.change': 'overview',
  'admin.email.cancel': 'overview',
  'admin.profile.update': 'overview',
  'admin.customers.list': 'requests',
  'admin.customers.get': 'customers',
  'admin.customers.services': 'customers',
  'admin.customers.invoices': 'customers',
  'admin.customers.requests': 'customers',
  'admin.customers.consents': 'customers',
  'admin.customers.downloads': 'customers',
  'admin.customers.statements': 'customers',
  'admin.customers.settleStatement': 'decide',
  'admin.customers.refusedIds': 'customers',
  'admin.customers.moveRecord': 'decide',
  'admin.customers.removeRecord': 'decide',
  'admin.settings.get': 'overview',
  'admin.settings.update': 'settings',
  'admin.settings.saveLogo': 'settings',
  'admin.settings.removeLogo': 'settings',
  'admin.templates.list': 'overview',
  'admin.templates.get': 'overview',
  'admin.templates.update': 'settings',
  'admin.templates.reset': 'settings',
  'admin.templates.preview': 'overview',
  'admin.customers.unblock': 'decide',
  'admin.customers.resetSecondFactor': 'decide',
  'admin.blacklist.list': 'customers',
  'admin.blacklist.lookUp': 'customers',
  'admin.blacklist.add': 'decide',
  'admin.blacklist.remove': 'decide',
  'admin.mailbox.list': 'customers',
  'admin.mail.get': 'overview',
  'admin.mail.sendTest': 'settings',
  'admin.mail.testState': 'settings',
  'admin.mail.undelivered': 'overview',
  'admin.mail.sendAgain': 'customers',
  'admin.matches.count': 'overview',
  'admin.matches.list': 'customers',
  'admin.matches.join': 'decide',
  'admin.matches.keepApart': 'decide',
  'admin.erasures.markNotified': 'decide',
  'admin.erasures.systems': 'overview',
  'admin.erasures.findId': 'customers',
  'admin.erasures.liftId': 'decide',
  'admin.systemKeys.list': 'overview',
  'admin.systemKeys.create': 'keys',
  'admin.systemKeys.revoke': 'keys',
  'admin.audit.list': 'audit',
  'admin.audit.actors': 'audit',
  'admin.team.list': 'overview',
  'admin.team.invitations': 'team',
  'admin.team.invite': 'team',
  'admin.team.withdrawInvitation': 'team',
  'admin.team.changeRole': 'team',
  'admin.team.remove': 'team',
  'admin.team.resetSecondFactor': 'team',
  'admin.team.madeBy': 'team',
  'admin.team.deciders': 'overview',
  'admin.webhooks.list': 'keys',
  'admin.webhooks.create': 'keys',
  'admin.webhooks.rotateSecret': 'keys',
  'admin.webhooks.setActive': 'keys',
  'admin.webhooks.remove': 'keys',
  'admin.webhooks.sendTest': 'keys',
  'admin.webhooks.failed': 'keys',
  'admin.webhooks.resend': 'keys',
  'team.join': 'public',
  'team.invitation': 'public',
  'system.consents.check': 'system',
  'system.requests.list': 'system',
  'system.requests.get': 'system',
  'system.customers.list': 'system',
  'system.customers.get': 'system',
  'system.requests.create': 'system',
  'system.customers.upsert': 'system',
  'system.customers.remove': 'system',
  'system.services.upsert': 'system',
  'system.services.remove': 'system',
  'system.invoices.upsert': 'system',
  'system.invoices.remove': 'system',
  'system.erasures.feed': 'system',
  'system.erasures.acknowledge': 'system',
};

type Right = 'overview' | 'requests' | 'customers' | 'decide' | 'settings' | 'keys' | 'team' | 'audit';
type Door =
  | 'public'
  | 'anybody signed in'
  | 'signed in'
  | 'consented'
  | 'personal data'
  | 'deciding'
  | 'system'
  | Right;
type Role =
  | 'visitor'
  | 'blocked'
  | 'customer'
  | 'unconsented'
  | 'while off'
  | 'unverified'
  | 'admin'
  | 'admin while off'
  | TeamRole;
/** The owner is `admin`. */
type TeamRole = 'officer' | 'support' | 'auditor';

/** What the guard answers; `in` lets the call through to its input. */
const answers: Record<Exclude<Door, Right>, Answers> = {
  public: row('in', 'in', 'in', 'in', 'in', 'in', 'in', 'in'),
  'anybody signed in': row('sign_in_required', 'sign_in_required', 'in', 'in', 'in', 'in', 'in', 'in'),
  'signed in': row(
    'sign_in_required',
    'sign_in_required',
    'in',
    'in',
    'in',
    'email_unverified',
    'customer_required',
    'customer_required',
  ),
  consented: row(
    'sign_in_required',
    'sign_in_required',
    'in',
    'consent_required',
    'in',
    'email_unverified',
    'customer_required',
    'customer_required',
  ),
  'personal data': row(
    'sign_in_required',
    'sign_in_required',
    'in',
    'in',
    'personal_data_management_off',
    'email_unverified',
    'customer_required',
    'customer_required',
  ),
  deciding: row(
    'sign_in_required',
    'sign_in_required',
    'admin_required',
    'admin_required',
    'admin_required',
    'admin_required',
    'in',
    'personal_data_management_off',
  ),
  // People have no key; what keys may do stands in `system-keys.test.ts`.
  system: row(
    'system_key_required',
    'system_key_required',
    'system_key_required',
    'system_key_required',
    'system_key_required',
    'system_key_required',
    'system_key_required',
    'system_key_required',
  ),
};
type Answers = Record<Exclude<Role, TeamRole>, string>;

function row(
  visitor: string,
  blocked: string,
  customer: string,
  unconsented: string,
  off: string,
  unverified: string,
  admin: string,
  adminOff: string,
) {
  return {
    visitor,
    blocked,
    customer,
    unconsented,
    'while off': off,
    unverified,
    admin,
    'admin while off': adminOff,
  };
}

const ofRights = row(
  'sign_in_required',
  'sign_in_required',
  'admin_required',
  'admin_required',
  'admin_required',
  'admin_required',
  'in',
  'in',
);
/** Which roles of the team a right lets in, beside the owner. */
const holders: Record<Right | 'deciding', readonly TeamRole[]> = {
  overview: ['officer', 'support', 'auditor'],
  requests: ['officer', 'support'],
  customers: ['officer'],
  decide: ['officer'],
  deciding: ['officer'],
  settings: [],
  keys: [],
  team: [],
  audit: ['auditor'],
};
const isTeamRole = (role: Role): role is TeamRole => ['officer', 'support', 'auditor'].includes(role);
const isRight = (door: Door): door is Right | 'deciding' => Object.hasOwn(holders, door);

function expectedAt(door: Door, role: Role): string {
  if (isTeamRole(role) && isRight(door)) return holders[door].includes(role) ? 'in' : 'right_missing';
  const expected = isRight(door) && door !== 'deciding' ? ofRights : answers[door];
  return expected[isTeamRole(role) ? 'admin' : role];
}

const procedures = Object.keys(appRouter._def.procedures);
/** Procedures without a line, and lines without a procedure. */
const unexpected = (paths: string[]): string[] => [
  ...paths.filter((path) => !Object.hasOwn(doors, path)),
  ...Object.keys(doors).filter((path) => !paths.includes(path)),
];
let server: TestServer;
let clients: Record<Role, Client>;

beforeAll(async () => {
  server = await startServer();
  const sql = server.database.pools.app;
  const admin = await signedInAdmin(server);
  const [customer, unconsented, off, unverified, blocked] = [
    await signedInCustomer(server),
    await signedInCustomer(server),
    await signedInCustomer(server),
    await signedInCustomer(server),
    await signedInCustomer(server),
  ];
  await sql`insert into lethe.consents (customer_id, action, text_version)
    select ${customer.customerId}, 'granted', max(version) from lethe.consent_texts`;
  await sql`update lethe.users set email_verified = false where id = ${unverified.customerId}`;
  const { requestId } = await blocked.client.call<{ requestId: string }>('customer.requests.create', {
    type: 'removal',
  });
  await lookAndDecide(admin.client, {
    requestId,
    outcome: 'block',
    blacklist: false,
    notify: false,
    reason: 'A law asks us to.',
  });
  clients = {
    visitor: createClient(server.url),
    blocked: blocked.client,
    customer: customer.client,
    unconsented: unconsented.client,
    'while off': off.client,
    unverified: unverified.client,
    admin: admin.client,
    'admin while off': admin.client,
    officer: (await signedInAdmin(server, 'officer')).client,
    support: (await signedInAdmin(server, 'support')).client,
    auditor: (await signedInAdmin(server, 'auditor')).client,
  };
});
afterAll(() => server.stop());

/** An input no procedure accepts: a call that passes the guard changes nothing and is told so. */
const NONSENSE = { nonsense: true };

/** Only a refused input counts as in: neither an answer nor a failure of the server does. */
async function kindOf(client: Client, procedure: string): Promise<string> {
  return client.call(procedure, NONSENSE).then(
    () => 'answered',
    ({ status, kind }: CallError) => (kind === 'invalid_input' ? 'in' : (kind ?? `status ${status}`)),
  );
}

describe('authority', () => {
  it('has an expectation for every procedure, and a procedure for every expectation', () => {
    expect(unexpected(procedures)).toEqual([]);
  });

  it('would name a procedure that nobody thought of, wherever it is added', () => {
    const forgotten = router({ forgotten: publicProcedure.query(() => null) });
    const grown = router({ ...appRouter._def.record, more: forgotten });
    expect(unexpected(Object.keys(grown._def.procedures))).toEqual(['more.forgotten']);
    const { account: _, ...less } = appRouter._def.record;
    expect(unexpected(Object.keys(router(less)._def.procedures))).toEqual([
      'account.me',
      'account.operator',
      'account.confirmPassword',
      'account.sessions.list',
      'account.sessions.end',
      'account.sessions.endOthers',
      'account.verifyEmail',
      'account.confirmEmailChange',
    ]);
  });

  it.each([
    'visitor',
    'blocked',
    'customer',
    'unconsented',
    'while off',
    'unverified',
    'admin',
    'admin while off',
    'officer',
    'support',
    'auditor',
  ] as const)('of the %s ends where it should, at every procedure', async (role) => {
    await server.database.pools.app`update lethe.settings set
        enabled = ${!role.endsWith('while off')}, authorization_required = true`;
    const found: Record<string, string> = {};
    const expected: Record<string, string> = {};
    for (const procedure of procedures) {
      found[procedure] = await kindOf(clients[role], procedure);
      expected[procedure] = expectedAt(doors[procedure] ?? 'overview', role);
    }
    expect(found).toEqual(expected);
  });

  it('refuses an input nobody declared, at every procedure', async () => {
    for (const procedure of procedures.filter((path) => !path.startsWith('system.'))) {
      const client = procedure.startsWith('admin') ? clients.admin : clients.customer;
      await server.database.pools.app`update lethe.settings set enabled = true`;
      const refused = client.call(procedure, NONSENSE);
      await expect(refused, procedure).rejects.toMatchObject({ status: 400, kind: 'invalid_input' });
    }
  });
});

const MISSING = '00000000-0000-4000-8000-000000000000';
const address = {
  line1: 'Taken Street 1',
  line2: null,
  city: 'X',
  region: null,
  postalCode: null,
  country: 'DE',
};
const REPORTED_AT = '2026-01-01T00:00:00Z';
/** Every id a customer may name, with an input around it. */
const named: Record<string, (id: string) => unknown> = {
  'customer.addresses.save addressId': (addressId) => ({ addressId, ...address }),
  'customer.addresses.remove addressId': (addressId) => ({ addressId }),
  'customer.statements.settle systemId': (systemId) => ({
    systemId,
    field: 'phone',
    reportedAt: REPORTED_AT,
    choice: 'take_over',
  }),
  'customer.requests.cancel requestId': (requestId) => ({ requestId }),
};

describe('another customer’s things', () => {
  it('are every id that a customer’s procedure takes', () => {
    const ids = procedures
      .filter((path) => path.startsWith('customer.'))
      .flatMap((path) => idsIn(path).map((id) => `${path} ${id}`));
    expect(ids.toSorted()).toEqual(Object.keys(named).toSorted());
  });

  it('look like nothing at all, and stay as they are', async () => {
    await server.database.pools.app`update lethe.settings set enabled = true, authorization_required = false`;
    const owner = await signedInCustomer(server);
    const other = await signedInCustomer(server);
    const saved = await owner.client.call<{ addressId: string }>('customer.addresses.save', {
      ...address,
      line1: 'Mine 1',
    });
    const asked = await owner.client.call<{ requestId: string }>('customer.requests.create', {
      type: 'removal',
    });
    const systemId = await stateSomething(owner.customerId);
    const foreignIds: Record<string, string> = {
      addressId: saved.addressId,
      requestId: asked.requestId,
      systemId,
    };
    for (const [what, inputFor] of Object.entries(named)) {
      const [procedure = '', id = ''] = what.split(' ');
      const foreign = foreignIds[id] ?? '';
      const answersTo = (value: string) =>
        other.client
          .call(procedure, inputFor(value))
          .catch(({ status, kind, field }: CallError) => ({ status, kind, field }));
      const refused = await answersTo(foreign);
      expect(refused, what).toMatchObject({ status: 404 });
      expect(refused, what).toEqual(await answersTo(MISSING));
    }
    expect(await owner.client.call('customer.addresses.list')).toMatchObject({
      items: [{ line1: 'Mine 1' }],
    });
    expect(await owner.client.call('customer.requests.list')).toMatchObject({
      items: [{ status: 'pending' }],
    });
    expect(await other.client.call('customer.statements.list')).toEqual({ items: [] });
    expect(await owner.client.call('customer.statements.list')).toMatchObject({
      items: [{ field: 'phone', settled: false }],
    });
  });
});

/** What else these inputs must hold. */
const record = { kind: 'service', recordId: MISSING };
const besideCustomer: Record<string, object> = {
  'admin.customers.settleStatement': {
    systemId: MISSING,
    field: 'phone',
    reportedAt: REPORTED_AT,
    choice: 'keep',
  },
  'admin.customers.moveRecord': { ...record, toNumber: 1 },
  'admin.customers.removeRecord': record,
};

describe('an id that an admin names', () => {
  it('looks like nothing at all where it is no customer’s, at every procedure about one customer', async () => {
    const [{ adminId }] = await server.database.pools.app<[{ adminId: string }]>`
      select id as "adminId" from lethe.admins limit 1`;
    const ofOne = procedures.filter(
      (path) => path.startsWith('admin.customers.') && idsIn(path).includes('customerId'),
    );
    ofOne.push('admin.matches.list');
    expect(ofOne.length).toBeGreaterThan(6);
    for (const path of ofOne) {
      for (const customerId of [MISSING, adminId]) {
        const refused = clients.admin.call(path, { customerId, ...besideCustomer[path] });
        await expect(refused, path).rejects.toMatchObject({ status: 404, kind: 'customer_not_found' });
      }
    }
  });
});

/** A system says another phone of somebody. */
async function stateSomething(customerId: string): Promise<string> {
  const [{ systemId }] = await server.database.pools.app<[{ systemId: string }]>`
    with system as (insert into lethe.systems (name) values ('Billing') returning id)
    insert into lethe.statements (customer_id, system_id, field, value, reported_at)
    select ${customerId}, id, 'phone', '+49 30 1234567', ${REPORTED_AT} from system returning system_id as "systemId"`;
  return systemId;
}

/** At run time the procedures stand flat, under their whole path. */
const flat = new Map<string, unknown>(Object.entries(appRouter._def.procedures));

function idsIn(path: string): string[] {
  const { _def } = flat.get(path) as { _def: { inputs: { entries?: Record<string, unknown> }[] } };
  return _def.inputs.flatMap(({ entries }) => Object.keys(entries ?? {}).filter((key) => key.endsWith('Id')));
}
