import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparePeople, type Person } from '../../server/matches/likeness.ts';
import type {
  Candidate,
  DescribedRow,
  LinkedCandidate,
  RowMatch,
} from '../../server/systems/intake/matching.ts';
import { matchRows } from '../../server/systems/intake/matching.ts';
import { storable } from '../support/awkward.ts';

/* Whom a row means: the rules of server/systems/intake/README.md, without a database. */

const RUNS = { numRuns: 10_000 };
const person = (
  fullName: string | null,
  birthDate: string | null = null,
  companyNumber: string | null = null,
) => ({
  fullName,
  birthDate,
  companyNumber,
});

describe('two descriptions', () => {
  it.each<[string, Person, Person, string]>([
    ['the same name', person('Anna Example'), person('anna  EXAMPLE'), 'same'],
    ['the same name in another order', person('Anna Example'), person('Example, Anna'), 'same'],
    ['the same name with an accent', person('José Muñoz'), person('Jose Munoz'), 'same'],
    ['no name on one side', person('Anna Example', '1980-01-01'), person(null), 'same'],
    [
      'a maiden and a married name, one birth date',
      person('Anna Maiden', '1980-01-01'),
      person('Anna Married', '1980-01-01'),
      'same',
    ],
    [
      'the family name first',
      person('Anna Maiden', '1980-01-01'),
      person('Married, Anna', '1980-01-01'),
      'same',
    ],
    ['twins', person('Anna Example', '1980-01-01'), person('Berta Example', '1980-01-01'), 'unclear'],
    [
      'father and son of one name',
      person('Jan Example', '1950-01-01'),
      person('Jan Example', '1980-01-01'),
      'unclear',
    ],
    ['another name, and nothing else', person('Anna Example'), person('Bert Example'), 'unclear'],
    [
      'another name, a birth date on one side',
      person('Anna Example', '1980-01-01'),
      person('Bert Example'),
      'unclear',
    ],
    [
      'another name and birth date',
      person('Anna Example', '1980-01-01'),
      person('Bert Example', '1982-01-01'),
      'another',
    ],
    [
      'another name and company number',
      person('Anna', null, 'DE 123'),
      person('Bert', null, 'DE 124'),
      'another',
    ],
    [
      'another name, one company number',
      person('Anna', null, 'DE 123'),
      person('Bert', null, 'de-123'),
      'unclear',
    ],
  ])('with %s', (_, one, other, expected) => {
    expect(comparePeople(one, other)).toBe(expected);
    expect(comparePeople(other, one), 'either way round').toBe(expected);
  });

  const anybody = fc.record({
    fullName: fc.option(fc.oneof(storable, fc.constantFrom('Anna Example', 'Bert Example', 'Example, Anna'))),
    birthDate: fc.option(fc.constantFrom('1980-01-01', '1982-01-01')),
    companyNumber: fc.option(fc.constantFrom('DE 123', 'DE 124')),
  });

  it('are compared whatever stands in them, and everybody is like themselves', () => {
    fc.assert(
      fc.property(anybody, anybody, (one, other) => {
        expect(comparePeople(one, one)).toBe('same');
        expect(comparePeople(one, other)).toBe(comparePeople(other, one));
        // Two people are told apart by two things that differ, never by one.
        const differ = (a: string | null, b: string | null) => a !== null && b !== null && a !== b;
        if (comparePeople(one, other) === 'another') {
          expect(differ(one.fullName, other.fullName)).toBe(true);
          expect(
            differ(one.birthDate, other.birthDate) || differ(one.companyNumber, other.companyNumber),
          ).toBe(true);
        }
      }),
      RUNS,
    );
  });
});

const never = { version: null, updatedAt: null };

describe('rows', () => {
  const row = fc.record({
    externalId: fc.constantFrom('1', '2', '3', '4', '5', '6', '7', '8'),
    email: fc.option(fc.constantFrom('family@lethe.example', 'anna@lethe.example')),
    fullName: fc.option(fc.constantFrom('Anna Example', 'Bert Example', 'Carla Example'), { freq: 5 }),
    birthDate: fc.option(fc.constantFrom('1980-01-01', '1982-01-01')),
    companyNumber: fc.option(fc.constantFrom('DE 123', 'DE 124')),
  });
  const known = fc.record({
    email: fc.constantFrom('family@lethe.example', 'anna@lethe.example'),
    fullName: fc.option(fc.constantFrom('Anna Example', 'Bert Example')),
    birthDate: fc.option(fc.constantFrom('1980-01-01', '1982-01-01')),
    companyNumber: fc.option(fc.constantFrom('DE 123', 'DE 124')),
    state: fc.constantFrom('open' as const, 'open' as const, 'blocked' as const),
  });
  const rows = fc.uniqueArray(row, { maxLength: 8, selector: ({ externalId }) => externalId });
  const crowd = fc
    .array(known, { maxLength: 4 })
    .map((people) => people.map((one, at): Candidate => ({ ...one, customerId: `known-${at}` })));

  function match(
    asked: DescribedRow[],
    linked: Map<string, LinkedCandidate>,
    addressed: Candidate[],
  ): RowMatch[] {
    let next = 0;
    return matchRows(asked, linked, addressed, () => `new-${next++}`);
  }

  it('are taken for somebody by address only where exactly one could be meant and nothing contradicts', () => {
    fc.assert(
      fc.property(rows, crowd, (asked, addressed) => {
        const people = new Map<string, Candidate>(addressed.map((one) => [one.customerId, one]));
        match(asked, new Map(), addressed).forEach((found, at) => {
          const said = asked[at]!;
          const having = [...people.values()].filter(({ email }) => email !== null && email === said.email);
          const alike = having.filter((one) => comparePeople(said, one) !== 'another');
          if (found.by === 'address') {
            expect(alike.map(({ customerId }) => customerId)).toEqual([found.customerId]);
            expect(comparePeople(said, alike[0]!)).toBe('same');
            expect(alike[0]!.state).toBe('open');
          }
          if (found.by === 'refused') expect(alike.some(({ state }) => state === 'blocked')).toBe(true);
          if (found.by === 'nothing') {
            expect(found.possible.map(({ otherId }) => otherId).toSorted()).toEqual(
              alike.map(({ customerId }) => customerId).toSorted(),
            );
            people.set(found.customerId, {
              ...said,
              customerId: found.customerId,
              state: 'open',
            });
          }
        });
      }),
      RUNS,
    );
  });

  it('find somebody once who is listed twice', () => {
    const anna: Candidate = {
      ...person('Anna Example'),
      customerId: 'anna',
      email: 'anna@lethe.example',
      state: 'open',
    };
    const asked = { ...person('Anna Example'), externalId: '1', email: anna.email };
    expect(match([asked], new Map(), [anna, { ...anna }])).toEqual([{ by: 'address', customerId: 'anna' }]);
  });

  it('keep meaning whom their id is linked to, but where name, birth date and address are another’s', () => {
    fc.assert(
      fc.property(row, known, (said, one) => {
        const linked = { ...one, ...never, customerId: 'linked', linkedBy: 'name' as const };
        const [found] = match([said], new Map([[said.externalId, linked]]), []);
        const differ = (a: string | null, b: string | null) => a !== null && b !== null && a !== b;
        const reused =
          differ(said.fullName, one.fullName) &&
          differ(said.birthDate, one.birthDate) &&
          differ(said.email, one.email);
        const expected = one.state === 'blocked' ? 'customer_closed' : reused ? 'external_id_reused' : null;
        if (expected === null) expect(found).toEqual({ by: 'id', customerId: 'linked' });
        else
          expect(found).toMatchObject({ by: 'refused', refused: { kind: expected }, customerId: 'linked' });
      }),
      RUNS,
    );
  });

  it('leave whom they were linked to by an address alone, where they say another name', () => {
    const named = row.filter(({ fullName }) => fullName !== null);
    fc.assert(
      fc.property(named, known, crowd, (said, one, others) => {
        const linked = { ...one, ...never, customerId: 'linked', linkedBy: 'address' as const };
        const [found] = match([said], new Map([[said.externalId, linked]]), [...others, linked]);
        const fits =
          one.fullName === null || comparePeople(said, one) === 'same' || said.fullName === one.fullName;
        const isOwn = found?.by === 'id' && found.customerId === 'linked';
        if (one.state === 'open' && fits) expect(isOwn).toBe(true);
        if (!fits) expect(isOwn).toBe(false);
        if (
          found !== undefined &&
          'leaves' in found &&
          found.by === 'nothing' &&
          comparePeople(said, one) === 'unclear'
        )
          expect(found.possible.map(({ otherId }) => otherId)).toContain('linked');
      }),
      RUNS,
    );
  });
});
