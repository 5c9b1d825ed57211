import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOlder, newestVersion, type SourceVersion } from '../../server/systems/external-ids/newness.ts';
import {
  markRepetitions,
  mayWrite,
  type RowOrRefusal,
  refusal,
  repeatVerdicts,
  resultsOf,
} from '../../server/systems/intake/batch-rules.ts';
import {
  applyRow,
  type CustomerField,
  type CustomerFields,
  EMPTY_FIELDS,
  findNewIdentity,
  type StoredCustomer,
  sameAddresses,
  startDraft,
} from '../../server/systems/intake/customer-rules.ts';
import { decimal, isRefusedForBlocked, isSameRecord } from '../../server/systems/intake/record-rules.ts';

const RUNS = { numRuns: 10_000 };

describe('rows of a batch', () => {
  const row = fc.record({
    externalId: fc.constantFrom('a', 'b', 'c'),
    email: fc.constantFrom('x', 'y'),
    n: fc.nat(1),
  });
  const rows = fc.array(
    fc.oneof(
      row.map((one): RowOrRefusal<{ externalId: string; email: string; n: number }> => ({ row: one })),
      fc.constant(refusal('invalid_input', 'n')),
    ),
    { maxLength: 8 },
  );
  const listedOf = (batch: RowOrRefusal<{ externalId: string; email: string; n: number }>[]) =>
    markRepetitions(batch, ({ externalId, email }) => [
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
        const verdicts = repeatVerdicts(listed, judged);
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

const facts: CustomerFields = {
  email: 'nora@lethe.example',
  fullName: 'Nora Nobody',
  phone: '+47 22',
  company: 'Nobody AS',
  companyNumber: null,
  birthDate: '1990-04-01',
  language: 'nb',
};
const nora: StoredCustomer = {
  ...facts,
  customerId: 'nora',
  state: 'open',
  account: 'none',
  sole: true,
  setByHand: [],
  reported: [],
  corrected: [],
  statements: {},
  ids: {},
};
const row = { externalId: 'E', email: facts.email, fullName: 'Nora Nobody' };
const oslo = {
  label: 'home',
  line1: 'Lane 1',
  line2: null,
  city: 'Oslo',
  region: null,
  postalCode: '0150',
  country: 'NO',
};

describe('a row about a customer', () => {
  const applied = (held: StoredCustomer | null, said: object) => {
    const draft = startDraft('nora', held);
    const corrections = applyRow(draft, { ...row, ...said }, []);
    const statements = [...draft.statements].filter(([, value]) => value !== null);
    return { facts: draft.fields, statements: Object.fromEntries(statements), corrections };
  };

  it('leaves what it does not say, and clears by null, where this system alone brought the person in', () => {
    expect(applied(nora, {}).facts).toEqual(facts);
    const said = { email: null, phone: null, fullName: 'N. N.', language: 'en' };
    expect(applied(nora, said)).toEqual({ facts: { ...facts, ...said }, statements: {}, corrections: [] });
    expect(applied(null, {}).facts).toEqual({ ...EMPTY_FIELDS, email: facts.email, fullName: 'Nora Nobody' });
  });

  it.each([
    ['whom others know too', { ...nora, sole: false }],
    ['who has an account', { ...nora, account: 'confirmed' as const }],
  ])('fills what is empty of somebody %s; what differs becomes a statement', (_, held) => {
    const said = { phone: '+47 23', companyNumber: 'NO 1', email: 'n@lethe.example' };
    expect(applied(held, said)).toEqual({
      facts: { ...facts, companyNumber: 'NO 1' },
      statements: { phone: '+47 23', email: 'n@lethe.example' },
      corrections: [],
    });
  });

  it.each([
    ['who has an account', { account: 'confirmed' as const }],
    ['whom others know too', { sole: false }],
  ])(
    'sets no address of somebody %s and has none: whoever sets it could set the first password',
    (_, about) => {
      const said = applied({ ...nora, email: null, ...about }, { email: 'b@lethe.example' });
      expect(said.facts.email).toBeNull();
      expect(said.statements).toEqual({ email: 'b@lethe.example' });
    },
  );

  it('does not overwrite what is set by hand, and says what to take over of fields that the system had said', () => {
    const held: StoredCustomer = {
      ...nora,
      setByHand: ['fullName', 'phone'],
      reported: ['phone'],
      corrected: ['phone'],
    };
    const phone = { field: 'phone', value: '+47 22' };
    for (const account of ['none', 'unconfirmed', 'confirmed'] as const)
      expect(applied({ ...held, account }, { fullName: 'Nora Old', phone: null })).toEqual({
        facts,
        statements: { fullName: 'Nora Old' },
        corrections: [phone],
      });
    expect(applied(held, {})).toEqual({ facts, statements: {}, corrections: [] });
  });

  it('is told a correction until it says the same, and counts as said only with a value', () => {
    const draft = startDraft('nora', {
      ...nora,
      setByHand: ['phone'],
      reported: ['phone'],
      corrected: ['phone'],
    });
    applyRow(draft, { ...row, phone: '+47 22', company: null, language: 'nb' }, []);
    expect([...draft.corrected]).toEqual([]);
    expect([...draft.reported].toSorted()).toEqual(['email', 'fullName', 'language', 'phone']);
    applyRow(draft, { ...row, phone: null }, []);
    expect([...draft.reported]).not.toContain('phone');
  });

  it('sets nothing that is empty by hand', () => {
    const held: StoredCustomer = { ...nora, phone: null, sole: false, setByHand: ['phone', 'addresses'] };
    const draft = startDraft('nora', held);
    applyRow(draft, { ...row, phone: '+47 23', addresses: [oslo] }, []);
    expect([draft.fields.phone, draft.addresses]).toEqual([null, undefined]);
    expect(draft.statements.get('phone')).toBe('+47 23');
  });

  it('ends what its system said differently, where it agrees now or fills what was emptied', () => {
    const held: StoredCustomer = {
      ...nora,
      company: null,
      sole: false,
      statements: { phone: '1', company: 'Other' },
    };
    const draft = startDraft('nora', held);
    applyRow(draft, { ...row, phone: facts.phone, company: 'Nobody AS', addresses: [oslo] }, [oslo]);
    expect(
      ['phone', 'company', 'addresses'].map((field) => draft.statements.get(field as CustomerField)),
    ).toEqual([null, null, null]);
    expect(draft.fields.company).toBe('Nobody AS');
  });

  it('puts postal addresses in the place of others of whom it alone brought in, and states them of anybody else', () => {
    const bergen = { ...oslo, city: 'Bergen' };
    const said = (held: StoredCustomer, addresses: (typeof oslo)[]) => {
      const draft = startDraft('nora', held);
      applyRow(draft, { ...row, addresses }, [oslo]);
      return [draft.addresses, draft.statements.get('addresses')];
    };
    expect(said(nora, [bergen])).toEqual([[bergen], null]);
    for (const one of [
      { sole: false },
      { account: 'confirmed' as const },
      { setByHand: ['addresses' as const] },
    ])
      expect(said({ ...nora, ...one }, [bergen])).toEqual([undefined, JSON.stringify([bergen])]);
    expect(said({ ...nora, sole: false }, []), 'none is nothing to state').toEqual([undefined, null]);
  });

  it('that is older than the one before changes nothing, by version or by time', () => {
    const before = { version: 7, updatedAt: '2026-01-02T00:00:00Z' };
    expect(isOlder({ version: 6 }, before)).toBe(true);
    expect(isOlder({ updatedAt: '2026-01-02T00:30:00+01:00' }, before)).toBe(true);
    for (const newer of [{}, { version: 7 }, { version: 8 }, { updatedAt: before.updatedAt }])
      expect(isOlder(newer, before)).toBe(false);
    expect(isOlder({ version: 1 }, undefined)).toBe(false);
  });

  it('is older to the microsecond and in any zone; what is far ahead of the clock is not compared', () => {
    const now = Date.UTC(2026, 5, 1);
    const instant = fc
      .record({
        micros: fc.oneof(
          fc.integer({ min: now * 1000 - 3, max: now * 1000 + 3 }),
          fc.integer({ min: (now - 9e8) * 1000, max: (now + 9e8) * 1000 }),
        ),
        zone: fc.integer({ min: -12, max: 14 }),
        more: fc.constantFrom('', '9', '999'),
      })
      .map(({ micros, zone, more }) => {
        const local = new Date(Math.floor(micros / 1000) + zone * 3_600_000).toISOString().slice(0, -1);
        const sign = `${zone < 0 ? '-' : '+'}${String(Math.abs(zone)).padStart(2, '0')}:00`;
        return { micros, text: `${local}${String(micros % 1000).padStart(3, '0')}${more}${sign}` };
      });
    const isAhead = ({ micros }: { micros: number }) => micros / 1000 >= now + 86_400_001;
    fc.assert(
      fc.property(instant, instant, (said, held) => {
        const [late, before] = [{ updatedAt: said.text }, { version: null, updatedAt: held.text }];
        const older = said.micros < held.micros && !isAhead(said) && !isAhead(held);
        expect(isOlder(late, before, now)).toBe(older);
        if (older) return;
        const stands = newestVersion(late, before, now);
        expect(isOlder(late, stands, now), 'said again').toBe(false);
      }),
      RUNS,
    );
  });

  it('keeps the time that stands where it says none, the same one, or one that is to come', () => {
    const stands = { version: 1, updatedAt: '2026-01-02T00:00:00Z' };
    const now = Date.parse('2026-01-03T00:00:00Z');
    expect(newestVersion({ version: 2 }, stands, now)).toEqual({ ...stands, version: 2 });
    expect(newestVersion({ updatedAt: '2027-01-01T00:00:00Z' }, stands, now)).toEqual(stands);
    const precise = newestVersion({ updatedAt: '2026-01-02T00:00:00.1234567+01:00' }, undefined, now);
    expect(precise.updatedAt, 'as PostgreSQL keeps it').toBe('2026-01-02T00:00:00.123456+01:00');
    expect(newestVersion({ updatedAt: '2026-01-02T01:00:00.000+01:00' }, stands, now), 'the same').toEqual(
      stands,
    );
  });

  it('ends as the newest one in whatever order they come, and never goes back', () => {
    const message = fc.record({
      version: fc.option(fc.nat(5)),
      updatedAt: fc.option(
        fc.constantFrom('2026-01-02T00:00:00Z', '2026-01-02T01:00:00.000+01:00', '2026-01-03T00:00:00Z'),
      ),
    });
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 6 }), (messages) => {
        let stands: SourceVersion = { version: null, updatedAt: null };
        for (const one of messages) {
          if (isOlder(one, stands)) continue;
          const next = newestVersion(one, stands);
          expect(isOlder(next, stands)).toBe(false);
          stands = next;
        }
        const versions = messages.flatMap(({ version }) => version ?? []);
        if (messages.every(({ updatedAt }) => updatedAt === null))
          expect(stands.version).toBe(versions.length === 0 ? null : Math.max(...versions));
      }),
      RUNS,
    );
  });

  it('asks the blacklist about what is new alone; a name counts together with the birth date', () => {
    const said = { ...facts, externalId: 'E' };
    expect(findNewIdentity(nora, said)).toEqual({});
    expect(findNewIdentity(nora, { ...said, phone: '1234' })).toEqual({ phone: '1234' });
    const reborn = { fullName: facts.fullName, birthDate: '1991-04-01' };
    expect(findNewIdentity(nora, { ...said, ...reborn })).toEqual(reborn);
    const renamed = { fullName: 'Nora', birthDate: facts.birthDate };
    expect(findNewIdentity(nora, { ...said, ...renamed })).toEqual(renamed);
    expect(findNewIdentity(null, said)).toEqual({
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
    expect(isSameRecord(held, { ...held })).toBe(true);
    expect(isSameRecord(held, ended)).toBe(false);
    expect(isRefusedForBlocked(true, held, ended, ['status', 'endedOn'])).toBe(false);
    expect(isRefusedForBlocked(true, held, { ...ended, name: 'Other' }, ['status', 'endedOn'])).toBe(true);
    expect(isRefusedForBlocked(true, undefined, ended, ['status', 'endedOn'])).toBe(true);
    expect(isRefusedForBlocked(false, held, { ...ended, name: 'Other' }, ['status', 'endedOn'])).toBe(false);
  });
});
