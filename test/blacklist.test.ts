import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importBlacklistKey } from '../server/blacklist/hmac.ts';
import { isBlacklisted } from '../server/blacklist/queries.ts';
import { identifiersOf } from '../server/blacklist/rules.ts';
import { addAdmin, type Caller, callerFor } from './support/caller.ts';
import { createDatabase, type TestDatabase } from './support/database.ts';

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
      select ends_at = now() + interval '3 years' - (now() - created_at) as "inThreeYears" from lethe.blacklist where id = ${entryId}`;
    expect(ends).toEqual({ inThreeYears: true });
    await database.pools
      .app`update lethe.blacklist set ends_at = now() - interval '1 second' where id = ${entryId}`;
    expect(await listed({ fullName: 'ANNE zoe', birthDate: '1980-02-29' })).toBe(false);
    expect((await call.admin.blacklist.list({})).items.map((item) => item.entryId)).not.toContain(entryId);
    await call.admin.blacklist.add(entry);
    expect(await listed({ fullName: 'ANNE zoe', birthDate: '1980-02-29' })).toBe(true);
  });

  test('a value of which nothing is left is refused by its field', async () => {
    await expect(
      call.admin.blacklist.add({ kind: 'phone', value: '(----)', reason: 'other' }),
    ).rejects.toMatchObject({ kind: 'invalid_input', field: 'value' });
  });

  test('is listed by pages, newest first', async () => {
    for (let n = 0; n < 5; n++)
      await call.admin.blacklist.add({ kind: 'company_number', value: `HRB ${n}`, reason: 'other' });
    const seen: number[] = [];
    let cursor: number | undefined;
    do {
      const page = await call.admin.blacklist.list({ limit: 2, ...(cursor ? { cursor } : {}) });
      seen.push(...page.items.map((item) => item.number));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual([...new Set(seen)].toSorted((a, b) => b - a));
    expect(seen.length).toBe(6);
  });
});
