import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importBlacklistKey } from '../../server/blacklist/hmac.ts';
import { isBlacklisted } from '../../server/blacklist/queries.ts';
import { identifiersOf, signUpIdentifiersOf } from '../../server/blacklist/rules.ts';
import { addAdmin, type Caller, callerFor } from '../support/caller.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

describe('the blacklist', () => {
  let database: TestDatabase;
  let call: Caller;
  beforeAll(async () => {
    database = await createDatabase();
    call = await callerFor(database.pools, await addAdmin(database.pools.app));
  });
  afterAll(() => database.drop());

  const listed = async (identity: Parameters<typeof identifiersOf>[0]) =>
    isBlacklisted(database.pools.app, await identifiersOf(identity, await importBlacklistKey('test')));

  test('knows a value in any disguise, holds nothing readable of it, and forgets it on removal', async () => {
    const { entryId } = await call.admin.blacklist.add({
      kind: 'email',
      value: 'J.Doe+shop@GMAIL.com',
      reason: 'fraud',
    });
    expect(await listed({ email: 'ｊdoe@googlemail.com', phone: '0123' })).toBe(true);
    expect(await listed({ email: 'someone@gmail.com' })).toBe(false);
    expect(await listed({})).toBe(false);
    const [row] = await database.pools.app<[{ text: string }]>`
      select (b.*)::text || (select string_agg(a::text, '') from lethe.audit a) as text from lethe.blacklist b`;
    expect(row.text).not.toMatch(/doe|gmail/i);
    await call.admin.blacklist.remove({ entryId });
    expect(await listed({ email: 'jdoe@gmail.com' })).toBe(false);
    await expect(call.admin.blacklist.remove({ entryId })).rejects.toMatchObject({
      kind: 'blacklist_entry_not_found',
    });
  });

  test('an entry ends after three years and then makes room for a new one', async () => {
    const entry = { kind: 'person', fullName: 'Zoë Anne', birthDate: '1980-02-29', reason: 'abuse' } as const;
    const { entryId } = await call.admin.blacklist.add(entry);
    await expect(call.admin.blacklist.add(entry)).rejects.toMatchObject({ kind: 'already_blacklisted' });
    const [ends] = await database.pools.app`
      select c.ends_at = now() + interval '3 years' - (now() - c.created_at) and b.ends_at = c.ends_at as "inThreeYears"
      from lethe.blacklist_claims c join lethe.blacklist b on b.id = c.entry_id where b.id = ${entryId}`;
    expect(ends).toEqual({ inThreeYears: true });
    await database.pools.app`
      with entry as (update lethe.blacklist set ends_at = now() - interval '1 second' where id = ${entryId})
      update lethe.blacklist_claims set ends_at = now() - interval '1 second' where entry_id = ${entryId}`;
    expect(await listed({ fullName: 'ANNE zoe', birthDate: '1980-02-29' })).toBe(false);
    expect((await call.admin.blacklist.list({})).items.map((item) => item.entryId)).not.toContain(entryId);
    await call.admin.blacklist.add(entry);
    expect(await listed({ fullName: 'ANNE zoe', birthDate: '1980-02-29' })).toBe(true);
  });

  test.each([
    ['a phone number of signs alone', { kind: 'phone', value: '(----)' }, 'value', 'invalid_phone'],
    ['a phone number of letters', { kind: 'phone', value: 'call me' }, 'value', 'invalid_phone'],
    ['a placeholder for a phone number', { kind: 'phone', value: '000 00 00' }, 'value', 'placeholder_value'],
    ['an address without an @', { kind: 'email', value: 'nora' }, 'value', 'invalid_email'],
    ['an address without a domain', { kind: 'email', value: 'nora@' }, 'value', 'invalid_email'],
    ['an address of two', { kind: 'email', value: 'a@b.example, c@d.example' }, 'value', 'invalid_email'],
    ['a domain for an address', { kind: 'email', value: '@spam.example' }, 'value', 'invalid_email'],
    ['a top level alone', { kind: 'domain', value: '@example' }, 'value', 'invalid_domain'],
    ['an address for a domain', { kind: 'domain', value: 'a@spam.example' }, 'value', 'invalid_domain'],
    ['a placeholder for a number', { kind: 'company_number', value: 'n/a' }, 'value', 'placeholder_value'],
    ['nothing', { kind: 'company_number', value: ' ' }, 'value', 'required'],
    [
      'a name that is none',
      { kind: 'person', fullName: 'Unknown', birthDate: '1980-02-29' },
      'fullName',
      'placeholder_value',
    ],
    [
      'a name with the first day of computers',
      { kind: 'person', fullName: 'Thomas Müller', birthDate: '1970-01-01' },
      'fullName',
      'placeholder_value',
    ],
  ] as const)(
    '%s is refused by its field and with its word, where it is typed',
    async (_, typed, field, word) => {
      const told = {
        code: 'BAD_REQUEST',
        cause: { issues: [{ message: word, path: [expect.objectContaining({ key: field })] }] },
      };
      await expect(call.admin.blacklist.add({ ...typed, reason: 'other' })).rejects.toMatchObject(told);
      await expect(call.admin.blacklist.lookUp(typed)).rejects.toMatchObject(told);
    },
  );

  test('a value is looked up by what it is, in any spelling, and answers with what keeps it', async () => {
    await call.admin.blacklist.add({ kind: 'phone', value: '+49 (0)30 901820', reason: 'abuse' });
    const { items } = await call.admin.blacklist.lookUp({ kind: 'phone', value: '0049 30 90 18 20' });
    expect(items).toMatchObject([
      { kind: 'phone', claims: [{ reason: 'abuse', requestNumber: null, requestId: null }] },
    ]);
    expect(await call.admin.blacklist.lookUp({ kind: 'phone', value: '030 90 18 21' })).toEqual({
      items: [],
    });
    const [logged] = await database.pools
      .app`select count(*)::int as n from lethe.audit where action like '%look%'`;
    expect(logged).toEqual({ n: 0 });
  });

  test('a domain is met by its addresses and those of the domains below it, and by no profile or system', async () => {
    await call.admin.blacklist.add({ kind: 'domain', value: ' @Spam.Example', reason: 'abuse' });
    const key = await importBlacklistKey('test');
    const meets = async (email: string) =>
      isBlacklisted(database.pools.app, await signUpIdentifiersOf(email, key));
    expect(await meets('x@spam.example')).toBe(true);
    expect(await meets('X@ＭＡＩＬ.sp\u00adam.example')).toBe(true);
    expect(await meets('x@notspam.example')).toBe(false);
    expect(await meets('spam.example@firm.example')).toBe(false);
    expect(await listed({ email: 'x@spam.example' })).toBe(false);
    const found = await call.admin.blacklist.lookUp({ kind: 'email', value: 'anybody@mail.spam.example' });
    expect(found.items.map(({ kind }) => kind)).toEqual(['domain']);
  });

  test('is listed by pages, newest first', async () => {
    for (let n = 1; n < 6; n++)
      await call.admin.blacklist.add({ kind: 'company_number', value: `HRB ${n}`, reason: 'other' });
    const seen: number[] = [];
    let cursor: number | undefined;
    do {
      const page = await call.admin.blacklist.list({ limit: 2, ...(cursor ? { cursor } : {}) });
      seen.push(...page.items.map((item) => item.number));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual([...new Set(seen)].toSorted((a, b) => b - a));
    expect(seen.length).toBe(8);
  });
});
