import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Facts,
  type Found,
  type Held,
  newIdentity,
  objection,
  sameAddresses,
  wanted,
} from '../server/intake/customer-rules.ts';
import { decimal, isClosed, sameRecord } from '../server/intake/record-rules.ts';
import {
  mayWrite,
  type Row,
  refusal,
  resultsOf,
  withoutRepetitions,
  withRepetitions,
} from '../server/intake/rules.ts';

const RUNS = { numRuns: 10_000 };

describe('rows of a batch', () => {
  const row = fc.record({
    externalId: fc.constantFrom('a', 'b', 'c'),
    email: fc.constantFrom('x', 'y'),
    n: fc.nat(1),
  });
  const rows = fc.array(
    fc.oneof(
      row.map((one): Row<{ externalId: string; email: string; n: number }> => ({ row: one })),
      fc.constant(refusal('invalid_input', 'n')),
    ),
    { maxLength: 8 },
  );
  const listedOf = (batch: Row<{ externalId: string; email: string; n: number }>[]) =>
    withoutRepetitions(batch, ({ externalId, email }) => [
      ['externalId', externalId],
      ['email', email],
    ]);

  it('never let two through that share a name, and repeat only what is the very same', () => {
    fc.assert(
      fc.property(rows, (batch) => {
        const listed = listedOf(batch);
        const through = listed.flatMap((one) => ('row' in one ? [one.row] : []));
        expect(new Set(through.map((one) => one.externalId)).size).toBe(through.length);
        expect(new Set(through.map((one) => one.email)).size).toBe(through.length);
        listed.forEach((one, index) => {
          if ('repeats' in one) {
            expect(one.repeats).toBeLessThan(index);
            expect(batch[one.repeats]).toEqual(batch[index]);
            expect(listed[one.repeats]).toHaveProperty('row');
          }
        });
      }),
      RUNS,
    );
  });

  it('get one answer each, in order; an atomic batch with a refused row takes none', () => {
    fc.assert(
      fc.property(rows, fc.boolean(), (batch, atomic) => {
        const listed = listedOf(batch);
        const judged = listed.flatMap((one, index) => ('row' in one ? [{ id: String(index) }] : []));
        const verdicts = withRepetitions(listed, judged);
        const written = mayWrite(verdicts, atomic);
        const results = resultsOf(verdicts, written, 'customerId');
        expect(results.map(({ index }) => index)).toEqual(batch.map((_, index) => index));
        const taken = results.filter((one) => 'customerId' in one).length;
        const refusedRows = verdicts.filter((one) => 'refused' in one).length;
        expect(taken).toBe(atomic && refusedRows > 0 ? 0 : batch.length - refusedRows);
        expect(taken).toBe(written ? verdicts.length - refusedRows : 0);
      }),
      RUNS,
    );
  });
});

const facts: Facts = {
  email: 'nora@lethe.example',
  fullName: 'Nora Nobody',
  phone: '+47 22',
  company: 'Nobody AS',
  companyNumber: null,
  birthDate: '1990-04-01',
  language: 'nb',
};
const nora: Held = {
  ...facts,
  customerId: 'nora',
  state: 'open',
  emailVerified: true,
  credential: true,
  externalId: 'E',
  shared: false,
};
const found = (about: Partial<Found> = {}): Found => ({
  held: nora,
  erased: false,
  erasedId: false,
  emailOwner: 'nora',
  ...about,
});
const row = { externalId: 'E', email: nora.email, fullName: 'Nora Nobody' };

describe('a row about a customer', () => {
  it.each([
    ['of somebody new', row, found({ held: null, emailOwner: null }), null],
    ['of somebody linked', row, found(), null],
    ['of somebody not linked yet', row, found({ held: { ...nora, externalId: null } }), null],
    ['with an admin’s address', row, found({ held: null, emailOwner: 'ada' }), ['email_taken', 'email']],
    ['under a second external id', { ...row, externalId: 'F' }, found(), ['external_id_taken', 'externalId']],
    [
      'of a blocked customer',
      row,
      found({ held: { ...nora, state: 'blocked' } }),
      ['customer_closed', 'externalId'],
    ],
    [
      'of a starred customer',
      row,
      found({ held: { ...nora, state: 'starred' } }),
      ['erased_person', 'externalId'],
    ],
    ['of somebody erased meanwhile', row, found({ held: null, erased: true }), ['erased_person', 'email']],
    [
      'with an erased external id',
      row,
      found({ held: null, erasedId: true }),
      ['erased_person', 'externalId'],
    ],
    [
      'with another’s address',
      { ...row, email: 'b@x' },
      found({ emailOwner: 'b' }),
      ['email_taken', 'email'],
    ],
    [
      'with a free address',
      { ...row, email: 'b@x' },
      found({ emailOwner: null }),
      ['email_confirmed', 'email'],
    ],
    [
      'with a free address, without a password',
      { ...row, email: 'b@x' },
      found({ held: { ...nora, credential: false }, emailOwner: null }),
      null,
    ],
    [
      'with a free address, without a password, whom others know too',
      { ...row, email: 'b@x' },
      found({ held: { ...nora, credential: false, shared: true }, emailOwner: null }),
      ['email_confirmed', 'email'],
    ],
  ] as const)('%s', (_, said, about, expected) => {
    expect(objection(said, about)).toEqual(expected && { kind: expected[0], field: expected[1] });
  });

  it('leaves what it does not say, and clears by null', () => {
    expect(wanted(nora, row)).toEqual(facts);
    expect(wanted(nora, { ...row, phone: null, language: 'en' })).toEqual({
      ...facts,
      phone: null,
      language: 'en',
    });
    expect(wanted(null, row)).toEqual({
      ...row,
      externalId: undefined,
      phone: null,
      company: null,
      companyNumber: null,
      birthDate: null,
      language: 'en',
    });
  });

  it('asks the blacklist about what is new alone; a name counts together with the birth date', () => {
    expect(newIdentity(nora, facts)).toEqual({});
    expect(newIdentity(nora, { ...facts, phone: '1234' })).toEqual({ phone: '1234' });
    const renamed = { fullName: 'Nora', birthDate: facts.birthDate };
    expect(newIdentity(nora, { ...facts, ...renamed })).toEqual(renamed);
    expect(newIdentity(null, facts)).toEqual({
      email: facts.email,
      phone: facts.phone,
      fullName: facts.fullName,
      birthDate: facts.birthDate,
      companyNumber: null,
    });
  });

  it('knows addresses that are the same, in their order', () => {
    const [home, work] = ['Home', 'Work'].map((label) => ({
      label,
      line1: 'Lane 1',
      line2: null,
      city: 'Oslo',
      region: null,
      postalCode: null,
      country: 'NO',
    }));
    expect(sameAddresses([home!, work!], [{ ...home! }, { ...work! }])).toBe(true);
    expect(sameAddresses([home!, work!], [work!, home!])).toBe(false);
    expect(sameAddresses([home!], [home!, work!])).toBe(false);
    expect(sameAddresses([home!], [{ ...home!, line2: '' }])).toBe(false);
  });
});

describe('a record', () => {
  it('writes an amount as PostgreSQL does, without a float', () => {
    expect(
      ['7', '007.5', '-0', '-0.00', '0.10', '-12.3', '123456789012.34'].map((one) => decimal(one, 2)),
    ).toEqual(['7.00', '7.50', '0.00', '0.00', '0.10', '-12.30', '123456789012.34']);
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 14n) + 1n, 10n ** 14n - 1n), fc.nat(3), (cents, zeros) => {
        const digits = (cents < 0n ? -cents : cents).toString().padStart(3, '0');
        const plain = `${digits.slice(0, -2)}.${digits.slice(-2)}`;
        const sign = cents < 0n ? '-' : '';
        expect(decimal(`${sign}${'0'.repeat(zeros)}${plain}`, 2)).toBe(`${sign}${plain}`);
      }),
      RUNS,
    );
  });

  it('of a blocked customer may change in its state alone', () => {
    const held = { name: 'Hosting', status: 'active', endedOn: null as string | null };
    const ended = { ...held, status: 'cancelled', endedOn: '2026-01-01' };
    expect(sameRecord(held, { ...held })).toBe(true);
    expect(sameRecord(held, ended)).toBe(false);
    expect(isClosed(true, held, ended, ['status', 'endedOn'])).toBe(false);
    expect(isClosed(true, held, { ...ended, name: 'Other' }, ['status', 'endedOn'])).toBe(true);
    expect(isClosed(true, undefined, ended, ['status', 'endedOn'])).toBe(true);
    expect(isClosed(false, held, { ...ended, name: 'Other' }, ['status', 'endedOn'])).toBe(false);
  });
});
