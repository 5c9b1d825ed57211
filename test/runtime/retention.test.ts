import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../../db/connect.ts';
import { prune } from '../../server/runtime/retention.ts';
import { AUDIT_YEARS } from '../../server/values/limits-and-periods.ts';
import { addAdmin, addCustomer } from '../support/caller.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { untilSomebodyWaits } from '../support/waiting.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

test('what has run out is deleted, what has not stays, and a second time changes nothing', async () => {
  const { app } = database.pools;
  const id = await addCustomer(app);
  await app`insert into lethe.sign_ins (customer_id, signed_in_at)
    values (${id}, now() - interval '181 days'), (${id}, now() - interval '179 days')`;
  await app`insert into lethe.sessions (customer_id, token, expires_at)
    values (${id}, 'old', now() - interval '1 s'), (${id}, 'new', now() + interval '1 hour')`;
  await app`insert into lethe.verifications (identifier, value, expires_at)
    values ('old', 'x', now() - interval '1 s'), ('new', 'x', now() + interval '1 hour')`;
  await app`insert into lethe.email_tokens (customer_id, token_hash, expires_at)
    values (${id}, 'old', now() - interval '1 s'), (${id}, 'new', now() + interval '1 hour')`;
  const other = await addCustomer(app);
  await app`insert into lethe.email_changes (customer_id, new_email, token_hash, expires_at)
    values (${id}, 'x', 'old', now() - interval '1 s'), (${other}, 'x', 'new', now() + interval '1 hour')`;
  await app`
    with shop as (insert into lethe.systems (name) values ('Shop') returning id)
    insert into lethe.erased_external_ids (system_id, hmac, ends_at)
    select id, hmac, now() + ends_in from shop, (values ('old'::bytea, interval '-1 s'), ('new', '1 hour')) e (hmac, ends_in)`;
  await app`insert into lethe.rate_limits (key, count, expires_at)
    values ('old', 1, now() - interval '1 s'), ('new', 1, now() + interval '1 hour')`;
  await app`
    with entries as (
      insert into lethe.blacklist (kind, hmac, ends_at)
      values ('email', 'old', now() - interval '1 s'), ('email', 'new', now() + interval '1 hour') returning id, ends_at)
    insert into lethe.blacklist_claims (entry_id, reason, created_by, ends_at)
    select id, 'other', gen_random_uuid(), ends_at from entries
    union all select id, 'other', gen_random_uuid(), now() - interval '1 s' from entries where ends_at > now()`;
  await app`insert into lethe.outbox (customer_id, template, status, created_at)
    values (null, 'old', 'sent', now() - interval '181 days'), (${id}, 'own', 'sent', now() - interval '181 days')`;
  const counts = () => app`
    select (select count(*)::int from lethe.sign_ins) as "signIns", (select count(*)::int from lethe.sessions) as sessions,
      (select count(*)::int from lethe.verifications) as verifications,
      (select count(*)::int from lethe.email_tokens) as "emailTokens",
      (select count(*)::int from lethe.email_changes) as "emailChanges",
      (select count(*)::int from lethe.erased_external_ids) as "erasedExternalIds",
      (select count(*)::int from lethe.rate_limits) as "rateLimits",
      (select count(*)::int from lethe.blacklist) as blacklist,
      (select count(*)::int from lethe.blacklist_claims) as claims,
      (select count(*)::int from lethe.outbox) as messages`;
  const two = {
    signIns: 2,
    sessions: 2,
    verifications: 2,
    emailTokens: 2,
    emailChanges: 2,
    erasedExternalIds: 2,
    rateLimits: 2,
    blacklist: 2,
    claims: 3,
    messages: 2,
  };
  const one = {
    signIns: 1,
    sessions: 1,
    verifications: 1,
    emailTokens: 1,
    emailChanges: 1,
    erasedExternalIds: 1,
    rateLimits: 1,
    blacklist: 1,
    claims: 1,
    messages: 1,
  };
  expect(await counts()).toEqual([two]);
  await prune(app);
  expect(await counts()).toEqual([one]);
  await prune(app);
  expect(await counts()).toEqual([one]);
});

test('a session goes that was not used for too long, or is too old, an admin’s sooner', async () => {
  const { app } = database.pools;
  const [customer, admin] = [await addCustomer(app), await addAdmin(app)];
  await app`insert into lethe.sessions (customer_id, token, last_seen_at, created_at, expires_at)
    select id, kind || token, now() - seen::interval, now() - created::interval, now() - created::interval + interval '30 days'
    from (values (${customer}::uuid, 'customer '), (${admin}, 'admin ')) p (id, kind),
      (values ('used', '1 s', '6 days'), ('left', '13 hours', '1 day'), ('idle', '8 days', '9 days'), ('old', '1 s', '8 days'), ('last', '1 s', '31 days'))
        s (token, seen, created)`;
  await prune(app);
  const kept = await app<{ token: string }[]>`
    select token from lethe.sessions where customer_id = any(${[customer, admin]}::uuid[]) order by token`;
  expect(kept.map(({ token }) => token)).toEqual([
    'admin used',
    'customer left',
    'customer old',
    'customer used',
  ]);
});

test('an entry of the audit ends after 3 years, and not a day sooner', async () => {
  const { app } = database.pools;
  await app`insert into lethe.audit (action, created_at) values
    ('settings_changed', now() - interval '3 years 1 s'), ('template_saved', now() - interval '3 years' + interval '1 day')`;
  await prune(app);
  const kept = await app<{ action: string }[]>`select action from lethe.audit`;
  expect(kept.map(({ action }) => action)).toEqual(['template_saved']);
  expect(AUDIT_YEARS).toBe(3);
});

test('whom an owner removed stays out of single sign-on for 3 years, and not a day less', async () => {
  const { app } = database.pools;
  await app`insert into lethe.barred_members (subject_hash, barred_at) values
    ('old', now() - interval '3 years 1 s'), ('new', now() - interval '3 years' + interval '1 day')`;
  await prune(app);
  const kept = await app<{ subject: string }[]>`
    select convert_from(subject_hash, 'UTF8') as subject from lethe.barred_members`;
  expect(kept).toEqual([{ subject: 'new' }]);
});

test('what became of a message of a webhook is kept for 30 days, and one that waits is not deleted', async () => {
  const { app } = database.pools;
  await app`
    with one as (insert into lethe.webhooks (url, events, secret) values ('https://hooks.example/', '{request.created}', 'x') returning id)
    insert into lethe.webhook_deliveries (webhook_id, event, subject_id, status, last_code, created_at)
    select id, 'test', gen_random_uuid(), status, status || days, now() - make_interval(days => days) + interval '1 minute'
    from one, unnest(array['delivered', 'failed', 'queued']) status, unnest(array[30, 31]) days`;
  await prune(app);
  const kept = await app<
    { code: string }[]
  >`select last_code as code from lethe.webhook_deliveries order by 1`;
  expect(kept.map(({ code }) => code)).toEqual(['delivered30', 'failed30', 'queued30', 'queued31']);
});

test('a great many are deleted in steps, all of them', async () => {
  const { app } = database.pools;
  const id = await addCustomer(app);
  await app`insert into lethe.sign_ins (customer_id, signed_in_at)
    select ${id}::uuid, now() - interval '181 days' from generate_series(1, 4001)`;
  await prune(app);
  expect(await app`select from lethe.sign_ins where customer_id = ${id}`).toEqual([]);
});

test('a download that is running after its time lost its server, and is recorded as not whole', async () => {
  const { app } = database.pools;
  const id = await addCustomer(app);
  await app`
    insert into lethe.exports (customer_id, outcome, started_at, bytes)
    select ${id}, outcome, now() - make_interval(mins => minutes), minutes
    from (values ('running', 21), ('running', 19), ('complete', 22)) as d (outcome, minutes)`;
  await prune(app);
  await prune(app);
  const rows = await app`
    select outcome, bytes::int as minutes, finished_at is not null as ended from lethe.exports
    where customer_id = ${id} order by bytes`;
  expect(rows).toEqual([
    { outcome: 'running', minutes: 19, ended: false },
    { outcome: 'aborted', minutes: 21, ended: true },
    { outcome: 'complete', minutes: 22, ended: false },
  ]);
});

test('what waits while it is deleted leaves the other connections to the pages', async () => {
  const { app } = database.pools;
  const two = connect(database.url, 2);
  let pruned: Promise<void> | undefined;
  await app.begin(async (tx) => {
    await tx`lock table lethe.sign_ins, lethe.sessions, lethe.verifications in share mode`;
    pruned = prune(two);
    await untilSomebodyWaits(app);
    expect(await two`select 'page' as page`).toEqual([{ page: 'page' }]);
  });
  await pruned;
  await two.end();
});

test('a table that cannot be pruned now does not keep the rest from it, and is told of', async () => {
  const { app } = database.pools;
  const short = connect(database.url, 2, { lock_timeout: 200 });
  await app`insert into lethe.rate_limits (key, count, expires_at) values ('gone', 1, now() - interval '1 s')`;
  await app.begin(async (tx) => {
    await tx`lock table lethe.sign_ins in share mode`;
    await expect(prune(short)).rejects.toMatchObject({ code: '55P03' });
  });
  expect(await app`select from lethe.rate_limits where key = 'gone'`).toEqual([]);
  await short.end();
});

test('an account that was offered and never opened goes after a day, and its customer stays', async () => {
  const { app } = database.pools;
  const offered = (age: string) => app<{ id: string }[]>`
    with person as (insert into lethe.customers (email) values (gen_random_uuid() || '@lethe.example') returning id, email)
    insert into lethe.users (id, email, email_verified, created_at)
    select id, email, false, now() - ${age}::interval from person returning id`;
  const [[old], [young]] = [await offered('25 hours'), await offered('23 hours')];
  const [opened] = await offered('25 hours');
  await app`insert into lethe.accounts (customer_id, account_id, provider_id, password)
    values (${opened!.id}, ${opened!.id}, 'credential', 'x')`;
  await prune(app);
  const ids = [old!.id, young!.id, opened!.id];
  const users = await app<{ id: string }[]>`select id from lethe.users where id = any(${ids}::uuid[])`;
  expect(users.map(({ id }) => id).toSorted()).toEqual([young!.id, opened!.id].toSorted());
  expect(await app`select from lethe.customers where id = any(${ids}::uuid[])`).toHaveLength(3);
});
