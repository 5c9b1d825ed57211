import { readdir, readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { afterAll, describe, expect, it } from 'vitest';
import { accounts } from './statements/accounts.ts';
import { consents } from './statements/consents.ts';
import { customers } from './statements/customers.ts';
import { intake } from './statements/intake.ts';
import { matches } from './statements/matches.ts';
import { requests } from './statements/requests.ts';
import { house } from './statements/runtime.ts';
import { type Calls, database, sql } from './statements/sample.ts';
import { systems } from './statements/systems.ts';
import { team } from './statements/team.ts';
import { webhookCalls } from './statements/webhooks.ts';

/*
 * Every exported function that speaks SQL, called once on the migrated database with a crowd in it. What it answers has
 * the names and types that it declares (the compiler holds each shape against the declaration, the shape holds the rows),
 * and PostgreSQL's own list of what was prepared tells how each statement is planned.
 */
const calls: Calls = {
  ...customers,
  ...consents,
  ...requests,
  ...systems,
  ...webhookCalls,
  ...intake,
  ...matches,
  ...accounts,
  ...team,
  ...house,
};

/** Exported beside SQL, and looked at elsewhere. */
const elsewhere: Record<string, string> = {
  'runtime/announce announcement': 'launch.test.ts, first-admin.test.ts: one look at the start',
  'app createApp': 'read-only.test.ts: whether the database takes a write',
  'app authOf': 'no SQL',
  'runtime/leave-standbys leaveStandbys': 'failover.deep.ts: ends sessions, this one too',
  'audit/queries auditEntryFragment': 'the head of other statements',
  'audit/queries adminNameFragment': 'a part of statements that name an admin',
  'blacklist/queries identifierKey': 'no SQL',
  'customers/search-queries searchFragment': 'a part of the searches of customers and requests',
  'systems/erasures/address-queries forgetAddressesAfterLastAnswer':
    'the end of the statements that take an answer',
  'systems/erasures/address-queries isAnswerAwaited': 'a part of the statements about erased addresses',
  'personal-data/scan findEverywhere': 'decision.test.ts and every proof of an erasure: it reads everything',
  'systems/external-ids/naming-queries namedCustomerFragment':
    'a part of the statements in which a system names a customer',
  'systems/keys/queries canReadErasures':
    'a part of the statements that ask whether a system can be notified',
  'notifications/undelivered canBeSentAgain': 'a part of the statements about undelivered messages',
  'requests/assignment-queries assignmentFragment': 'a part of the statements that read requests',
  'requests/proposal-queries isOpenProposal': 'a part of the statements about proposals',
  'team/queries isOpenInvitation': 'a part of the statements about invitations',
  'runtime/retention startRetention': 'retention.test.ts',
  'accounts/sessions/queries isAliveFragment': 'a part of the statements about sessions',
  'http/session owesConsent': 'no SQL',
  'http/session isPageOfAnotherAccount': 'no SQL',
  'customers/queries hasAccount': 'a part of the statements that say who can sign in',
  'customers/joining-queries nameInLettersFragment':
    'a part of the statements that say whom a letter goes to',
  'customers/joining-queries accessFragment': 'a part of the statements that say whom a letter goes to',
};

/** Seen as a whole only where somebody has a reason to. */
const BIG = new Set(
  `users customers sessions accounts sign_ins addresses services invoices invoice_lines consents data_requests exports
  outbox blacklist blacklist_claims audit rate_limits external_ids possible_matches erased_external_ids erased_addresses erasure_notices`.split(
    /\s+/u,
  ),
);
/** Rows of erasures that somebody is still to answer: the retention looks at each. */
const SWEPT = /^\s*delete from \S*erased_addresses\S* where\s+ctid/u;
/** Not one of the catalog’s. */
const OURS = /\blethe"?\./u;
/** A search reads ranges of words, the words of one person or the beginnings of domains. */
const SEARCH = /\bsearch_words\b|\bplain_domain\(/u;
/** What a search found by an index, sorted. */
const COLLECTED = /and (?:r\.)?id = any\((?:\$\d+::uuid\[\]|array\()[^]*order by/u;
/** Read from the few that wait, and sorted. */
const WAITING = /and exists \(select from lethe\.erasure_notices/u;
/** A list that goes on at a cursor: at a number, or at the place of its last row. */
const LIST = /coalesce\(\$\d+::bigint[^]*order by \S*number desc\s+limit/u;
/** The same of one customer: nobody else's rows are passed over on the way. */
const LIST_OF_CUSTOMER = /customer_id = \$\d+ and (?:\w\.)?number < coalesce\(/u;
/** What is due first, from a place on. */
const LIST_BY_DEADLINE = /> \(\$\d+::date, \$\d+::bigint\)/u;
const LIST_BY_PLACE = /, (?:i\.)?id\) < \(\s*coalesce\(\$/u;

afterAll(async () => {
  await sql.end();
  await database.drop();
});

/** Every exported function of a file in which SQL stands. */
async function functionsBesideSql(): Promise<string[]> {
  const folder = new URL('../../server/', import.meta.url);
  const found: string[] = [];
  for (const file of await readdir(folder, { recursive: true })) {
    if (
      !file.endsWith('.ts') ||
      !/\b(?:sql|tx)(?:<[^`]*>)?`/u.test(await readFile(new URL(file, folder), 'utf8'))
    )
      continue;
    const module = (await import(new URL(file, folder).href)) as Record<string, unknown>;
    for (const [name, value] of Object.entries(module))
      if (typeof value === 'function') found.push(`${file.slice(0, -'.ts'.length)} ${name}`);
  }
  return found;
}

const seen = new Set<string>();
const ours = () => [...seen].filter((statement) => OURS.test(statement));
/** What the connection prepared since the last look. */
async function prepared(): Promise<string[]> {
  const rows = await sql<{ statement: string }[]>`
    select statement from pg_prepared_statements where statement ~* '^\\s*(select|insert|update|delete|with)\\M'`;
  const fresh = rows.map(({ statement }) => statement).filter((statement) => !seen.has(statement));
  for (const statement of fresh) seen.add(statement);
  return fresh.filter((statement) => OURS.test(statement));
}
/** A plan for any value, made for nulls: `explain (generic_plan)` is not in PostgreSQL 15 yet. */
async function planOf(statement: string): Promise<string> {
  const count = Math.max(0, ...[...statement.matchAll(/\$(\d+)/gu)].map(([, number]) => Number(number)));
  await sql.unsafe(`prepare planned as ${statement}`);
  try {
    const values = count > 0 ? `(${Array.from({ length: count }, () => 'null').join(', ')})` : '';
    const rows = await sql.unsafe(`explain execute planned${values}`);
    return rows.map((row) => String(row['QUERY PLAN'])).join('\n');
  } finally {
    await sql`deallocate planned`;
  }
}

/** Each way to look for words, by the range of what begins with one; never by all that have it. */
const SEARCHED: [use: RegExp, plan: RegExp][] = [
  [/search_words w where/u, /using search_words_word on search_words w.*\n *Index Cond: .*>= .*< /u],
  [
    /search_words x/u,
    /using search_words_pkey on search_words x.*\n *Index Cond: \(\(customer_id = .*>= .*< /u,
  ],
  [/from lethe\.services s\s+where s\.domain/u, /services_domain.*\n *Index Cond: .*>= .*< /u],
];
function expectSearched(statement: string, plan: string): void {
  for (const [use, expected] of SEARCHED) if (use.test(statement)) expect(plan, statement).toMatch(expected);
  expect(plan, statement).not.toMatch(
    /hashed SubPlan|Hash (?:Semi )?Join|Seq Scan on (?:search_words|services)/u,
  );
}
function expectIndexes(statement: string, plan: string): void {
  if (SEARCH.test(statement)) expectSearched(statement, plan);
  if (COLLECTED.test(statement)) expect(plan, statement).toMatch(/_pkey.*\n *Index Cond: \(id = ANY/u);
  else if (WAITING.test(statement))
    // Either holds what waits and nothing else; while few do, both cost the same.
    expect(plan, statement).toMatch(/using erasure_notices_waiting(?:_of_request)? on erasure_notices/u);
  else if (LIST_OF_CUSTOMER.test(statement))
    expect(plan, statement).toMatch(/Index Cond: \(\(customer_id = \$\d+\) AND \(number < COALESCE/u);
  else if (LIST.test(statement)) expect(plan, statement).toMatch(/Index Cond: .*number < COALESCE/u);
  else if (LIST_BY_DEADLINE.test(statement))
    expect(plan, statement).toMatch(
      /Index (?:Only )?Scan using data_requests_due .*\n *Index Cond: .*ROW\(/u,
    );
  else if (LIST_BY_PLACE.test(statement)) expect(plan, statement).toMatch(/Index Cond: .*ROW\(/u);
}
const readWhole = (plan: string): string[] =>
  Array.from(plan.matchAll(/Seq Scan on (\w+)/gu), (match) => match[1] ?? '').filter((table) =>
    BIG.has(table),
  );

describe('every statement', () => {
  const named = Object.entries(calls).flatMap(([file, functions]) =>
    Object.entries(functions).map(([name, call]) => [`${file} ${name}`, call] as const),
  );

  it('has a call here, and every call a statement', async () => {
    const known = new Set([...named.map(([name]) => name), ...Object.keys(elsewhere)]);
    const beside = new Set(await functionsBesideSql());
    expect(
      [...beside].filter((name) => !known.has(name)),
      'Call each of these in the file of test/db/statements/ for its noun, or name it in `elsewhere` above',
    ).toEqual([]);
    expect(
      [...known].filter((name) => !beside.has(name)),
      'These are gone, or no SQL stands beside them: take them out of test/db/statements/ or of `elsewhere` above',
    ).toEqual([]);
  });

  it.each(named)('of %s answers what it declares, and reads by an index', async (_, call) => {
    await prepared();
    const answer = await call.run();
    const { issues } = v.safeParse(call.shape, answer);
    expect(issues?.map((issue) => `${v.getDotPath(issue)}: ${issue.message}`)).toBeUndefined();
    for (const statement of await prepared()) {
      const plan = await planOf(statement);
      expect(plan, statement).toMatch(/cost=/u);
      expectIndexes(statement, plan);
      if (call.whole === undefined && !SWEPT.test(statement))
        expect(readWhole(plan), `${statement}\n${plan}`).toEqual([]);
    }
  });

  it('was seen: searches, lists of both kinds, and all together', () => {
    const count = (kind: RegExp) => ours().filter((statement) => kind.test(statement)).length;
    expect(count(SEARCH)).toBe(6);
    expect(count(LIST)).toBeGreaterThan(12);
    expect(count(LIST_BY_PLACE)).toBe(3);
    expect(count(LIST_BY_DEADLINE)).toBe(5);
    expect(ours().length).toBeGreaterThan(130);
  });
});
