import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { signedInAdmin } from '../support/accounts.ts';
import { CallError, type Client } from '../support/client.ts';
import { UNSEEN, withSeen } from '../support/decisions.ts';
import { insertPerson, insertRequest, type Person } from '../support/people.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { stateOf } from '../support/state.ts';

/* An admin decides about what the preview showed, and about nothing else. */

let server: TestServer;
let admin: Client;
let person: Person;
let requestId: string;
beforeAll(async () => {
  server = await startServer();
  ({ client: admin } = await signedInAdmin(server));
});
afterAll(() => server.stop());
beforeEach(async () => {
  person = await insertPerson(sql());
  requestId = await insertRequest(sql(), person);
});

const sql = () => server.database.pools.app;
const OUTCOMES = ['block', 'star', 'destroy', 'refuse'] as const;
type Outcome = (typeof OUTCOMES)[number];
const seen = (outcome: Outcome) =>
  withSeen(admin, {
    requestId,
    outcome,
    blacklist: false,
    notify: false,
    ...(outcome === 'block' || outcome === 'refuse' ? { reason: 'A law asks us to.' } : {}),
  });
/** The status it led to, or the kind of the refusal. */
const decide = (decision: object): Promise<string | undefined> =>
  admin.call<{ status: string }>('admin.requests.decide', decision).then(
    ({ status }) => status,
    (error: CallError) => error.kind,
  );

const CHANGES: [string, (customerId: string) => Promise<unknown>][] = [
  [
    'an invoice comes',
    (id) => sql()`insert into lethe.invoices (customer_id, number, status, issued_on, currency, total)
      values (${id}, 'seen-1', 'unpaid', '2031-01-01', 'EUR', 1)`,
  ],
  ['an invoice goes', (id) => sql()`delete from lethe.invoices where customer_id = ${id}`],
  ['a service ends', (id) => sql()`update lethe.services set name = 'Another' where customer_id = ${id}`],
  ['an address comes', (id) => sql()`insert into lethe.addresses (customer_id, label) values (${id}, 'New')`],
  [
    'the person is called otherwise',
    (id) => sql()`update lethe.users set name = 'Ann Other' where id = ${id}`,
  ],
  [
    'an id of a system comes',
    (
      id,
    ) => sql()`with system as (insert into lethe.systems (name) values ('System of ' || ${id}) returning id)
      insert into lethe.external_ids (customer_id, system_id, external_id) select ${id}, id, 'seen' from system`,
  ],
  [
    'a system begins to read erasures',
    (
      id,
    ) => sql()`with system as (insert into lethe.systems (name) values ('Reader of ' || ${id}) returning id)
      insert into lethe.system_keys (system_id, scopes, key_hash) select id, '{erasures:read}', sha256(${id}::text::bytea) from system`,
  ],
];

describe('a decision', () => {
  it.each(CHANGES)(
    'is refused once %s, changes nothing then, and is taken once it was seen',
    async (_, change) => {
      const decision = await seen('destroy');
      await change(person.customerId);
      const before = await stateOf(sql());
      expect(await decide(decision)).toBe('preview_outdated');
      expect(await stateOf(sql())).toEqual(before);
      expect(await decide(await seen('destroy'))).toBe('destroyed');
    },
  );

  it.each(OUTCOMES)('to %s stands where nothing came but what Lethe writes as it runs', async (outcome) => {
    const decision = await seen(outcome);
    await sql()`insert into lethe.sessions (customer_id, token, expires_at)
      values (${person.customerId}, ${requestId}, now() + interval '1 day')`;
    expect(await decide(decision)).toMatch(/^(?:blocked|starred|destroyed|refused)$/u);
  });

  it('is refused with the preview of another outcome, of another person, and with none', async () => {
    const other = await insertRequest(sql(), await insertPerson(sql()));
    const starred = await seen('star');
    expect(await decide({ ...starred, outcome: 'destroy' })).toBe('preview_outdated');
    expect(await decide({ ...starred, requestId: other })).toBe('preview_outdated');
    expect(await decide({ ...starred, previewHash: UNSEEN })).toBe('preview_outdated');
    expect(await decide({ ...starred, previewHash: undefined })).toBe('invalid_input');
    expect(await decide(starred)).toBe('starred');
    expect(await decide(starred)).toBe('request_already_decided');
  });
});
