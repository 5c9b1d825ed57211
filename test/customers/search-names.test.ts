import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addAdmin, addCustomer, type Caller, callerFor } from '../support/caller.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { foundBy, name, transliterated, typed, wordsOf } from '../support/names.ts';

const PEOPLE = 90;

describe('an admin who looks for a name', () => {
  let database: TestDatabase;
  let admin: Caller;
  let people: { id: string; name: string; words: string[] }[];

  beforeAll(async () => {
    database = await createDatabase();
    const sql = database.pools.app;
    admin = await callerFor(database.pools, await addAdmin(sql));
    const names = fc.sample(name, PEOPLE);
    const rows = await sql<{ id: string; name: string }[]>`
      insert into lethe.customers (name) select * from unnest(${names}::text[]) returning id, name`;
    people = rows.map((row) => ({ ...row, words: foundBy(row.name) }));
  });
  afterAll(() => database.drop());

  const found = async (search: string) =>
    (await admin.admin.customers.list({ search, limit: 100 })).items.map(({ customerId }) => customerId);
  /** Whoever has a word that begins with each word of the search, signs among these or not. */
  const meant = (search: string) => {
    const asked = [search, transliterated(search)].flatMap((text) => [
      text.split(/\s+/u).map((part) => wordsOf(part).toSorted((a, b) => b.length - a.length)[0] ?? ''),
      wordsOf(text.replaceAll(/[^\p{L}\p{M}\p{N}\p{Cf}]/gu, ' ')),
    ]);
    return people.filter(({ words }) =>
      asked.some((reading) => reading.every((part) => words.some((one) => one.startsWith(part)))),
    );
  };

  test('finds everybody by any of its words in any order, however they are typed, and nobody who has none that begin so', async () => {
    const asked = fc.nat(PEOPLE - 1).chain((at) => fc.tuple(fc.constant(at), typed(people[at]?.name ?? '')));
    await fc.assert(
      fc.asyncProperty(asked, async ([at, search]) => {
        fc.pre(search.length <= 120);
        const ids = await found(search);
        expect(ids, `${search} for ${people[at]?.name}`).toContain(people[at]?.id);
        expect(ids.toSorted(), search).toEqual(
          meant(search.trim())
            .map(({ id }) => id)
            .toSorted(),
        );
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ['Jürgen Müller', 'Juergen Mueller'],
    ['Mueller Jürgen', 'Müller, Juergen'],
    ['Søren Kjær Åse', 'Soeren Kjaer Aase'],
    ['Åsa Öberg-Ängström', 'Aasa Oeberg-Aengstroem'],
    ['Weiß', 'WEISS'],
    ['Mu\u0308nch', 'Muench'],
  ])('finds %s and %s by either', async (one, other) => {
    const ids = [await addCustomer(database.pools.app, one), await addCustomer(database.pools.app, other)];
    for (const search of [one, other, one.toUpperCase(), other.toLowerCase(), one.normalize('NFD')])
      expect(await found(search), search).toEqual(expect.arrayContaining(ids));
    for (const part of one.split(/[\s-]+/u))
      expect(await found(part.slice(0, -1)), part).toEqual(expect.arrayContaining(ids));
    for (const id of ids) {
      await database.pools.app`delete from lethe.users where id = ${id}`;
      await database.pools.app`delete from lethe.customers where id = ${id}`;
    }
  });

  test.each([
    [
      'José Muñoz',
      ['jose', 'MUNOZ', 'Mun\u0303oz jose\u0301', 'munoz\u00a0jose', 'ｊｏｓｅ', 'muñ\u3000jos'],
    ],
    ['Éloïse D’Arc-Lefèvre', ['Eloise', 'arc', 'darc', 'd’arc', 'lefevre eloise', 'darclef', 'Arc-Lefevre']],
    ['Łukasz Sørensen Straße', ['lukasz', 'sorensen', 'strasse', 'STRASSE luk']],
    ['J. R. R. Tolkien', ['tolkien j', 'j.r.r. tolkien', 'j. tolkien']],
  ])('finds %s', async (fullName, searches) => {
    const id = await addCustomer(database.pools.app, fullName);
    for (const search of searches) expect(await found(search), search).toContain(id);
    await database.pools.app`update lethe.customers set name = 'Renamed' where id = ${id}`;
    for (const search of searches) expect(await found(search), search).not.toContain(id);
    expect(await found('renamed')).toContain(id);
    await database.pools.app`delete from lethe.users where id = ${id}`;
    await database.pools.app`delete from lethe.customers where id = ${id}`;
  });
});
