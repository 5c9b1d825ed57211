import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { languageTag } from '../../server/customers/schema.ts';
import { extractAddress } from '../../server/values/email-address.ts';
import { isVisible } from '../../server/values/schema.ts';
import { customerOf, person, upsertWith } from '../support/intake.ts';
import type { TestServer } from '../support/server.ts';
import { day, kept, may, said, travelling } from '../support/stated-values.ts';
import { type System, startWithSystems } from '../support/systems.ts';

/* Whoever a system names is taken with whatever it holds of them, and read back as it was said: else they are in no download and no erasure. */

let server: TestServer;
let crm: System;
beforeAll(async () => {
  ({ server, crm } = await startWithSystems({ crm: 'CRM' }));
});
afterAll(() => server.stop());

const sql = () => server.database.pools.app;
const sample = <T>(arbitrary: fc.Arbitrary<T>, numRuns: number) => fc.sample(arbitrary, numRuns);

const phone = fc.oneof(
  said(100),
  fc.constantFrom('+49 30 1234 ext. 12', '\u202a+49 30 1234\u202c', '٠٣٠ ١٢٣٤', 'n/a', 'ask at the desk'),
);
const language = fc.oneof(
  said(100),
  fc.constantFrom('de_AT', 'zh-Hans', 'EN', 'sr_Latn_RS.UTF-8@euro', 'Klingon!'),
);

describe('a customer', () => {
  const addressRow = fc.record({
    label: may(said(100)),
    line1: may(said(300)),
    line2: may(said(300)),
    city: may(said(100)),
    region: may(said(100)),
    postalCode: may(said(100)),
    country: may(fc.oneof(said(100), fc.constantFrom('AT', 'Norway', 'de'))),
  });
  const facts = fc.record({
    fullName: said(300).filter(isVisible),
    phone: may(phone),
    company: may(said(300)),
    companyNumber: may(said(100)),
    birthDate: may(day('1880-01-01')),
    language: may(language),
    addresses: fc.option(fc.array(addressRow, { maxLength: 4 }), { nil: undefined }),
  });
  type Facts = typeof facts extends fc.Arbitrary<infer T> ? T : never;
  const keptAddresses = ({ addresses }: Facts) =>
    (addresses ?? [])
      .map((address) => Object.fromEntries(ADDRESS.map((field) => [field, kept(address[field])])))
      .map((address) => ({ ...address, label: address['label'] ?? '' }))
      .filter((address) => Object.values(address).some(Boolean));
  const ADDRESS = ['label', 'line1', 'line2', 'city', 'region', 'postalCode', 'country'] as const;

  const read = async (customerId: string) => {
    const [row] = await sql()`
      select name as "fullName", phone, company, company_number as "companyNumber", birth_date as "birthDate", language
      from lethe.customers where id = ${customerId}`;
    const addresses = await sql()`
      select label, line1, line2, city, region, postal_code as "postalCode", country
      from lethe.addresses where customer_id = ${customerId} order by created_at, id`;
    return { ...row, addresses: [...addresses] };
  };
  const asKept = (row: Facts) => ({
    fullName: row.fullName,
    phone: kept(row.phone),
    company: kept(row.company),
    companyNumber: kept(row.companyNumber),
    birthDate: row.birthDate || null,
    language: row.language === undefined ? 'en' : languageTag(row.language ?? ''),
    addresses: keptAddresses(row),
  });

  it('is taken with whatever a system holds, and read back as it was said', async () => {
    const rows = sample(facts, 500).map((one) => travelling({ ...person(), ...one }));
    const answers = await upsertWith(crm, rows);
    for (const [at, answer] of answers.entries()) {
      if (!('customerId' in answer)) throw new Error(JSON.stringify([answer, rows[at]]));
      expect(await read(answer.customerId), JSON.stringify(rows[at])).toEqual(asKept(rows[at]!));
    }
    expect(await upsertWith(crm, rows), 'and again without a change').toEqual(answers);
  });

  const full = {
    phone: '+47 22',
    company: 'Nobody AS',
    companyNumber: '1',
    birthDate: '1990-04-01',
    language: 'nb',
    addresses: [{ line1: 'Lane 1' }],
  };
  it.each(Object.keys(full))(
    '%s is kept where it is left out, and cleared by null and by nothing',
    async (field) => {
      const row = person(full);
      const customerId = await customerOf(crm, row);
      const before = await read(customerId);
      const { [field as keyof typeof full]: _, ...silent } = row as typeof row & typeof full;
      await customerOf(crm, silent);
      expect(await read(customerId)).toEqual(before);
      const empty = field === 'addresses' ? [] : null;
      for (const nothing of field === 'addresses' ? [null, []] : [null, '', '  ', '\u3000\u0085\u200b']) {
        await customerOf(crm, row);
        await customerOf(crm, { ...row, [field]: nothing });
        expect(await read(customerId)).toEqual({ ...before, [field]: empty });
      }
    },
  );

  const statementsOf = async (customerId: string) =>
    Object.fromEntries(
      (await sql()`select field, value from lethe.statements where customer_id = ${customerId}`).map(
        ({ field, value }) => [field as string, value as string],
      ),
    );

  it.each([
    ['1879-12-31', false],
    ['1880-01-01', true],
    ['0085-01-01', false],
    ['01 01 85', false],
    ['2001-02-29', false],
    ['1990', false],
    ['unknown', false],
    [new Date(Date.now() + 14 * 3_600_000).toISOString().slice(0, 10), true],
    [new Date(Date.now() + 38 * 3_600_000).toISOString().slice(0, 10), false],
  ])('born on %s may be: %s; what may not be is kept as what the system says', async (birthDate, taken) => {
    const customerId = await customerOf(crm, person({ birthDate }));
    expect(await read(customerId)).toMatchObject({ birthDate: taken ? birthDate : null });
    expect(await statementsOf(customerId)).toEqual(taken ? {} : { birthDate });
  });

  it.each(['1990-04-01T00:00:00.000Z', '1990-04-01 00:00:00', '1990-04-01T00:00+02:00', ' 1990-04-01\n'])(
    'a day with the midnight at which it begins is the day: %j',
    async (birthDate) => {
      const customerId = await customerOf(crm, person({ birthDate }));
      expect(await read(customerId)).toMatchObject({ birthDate: '1990-04-01' });
    },
  );

  const emailOf = async (customerId: string) => {
    const [row] = await sql()`select email from lethe.customers where id = ${customerId}`;
    return row?.['email'] as string | null;
  };
  it.each([
    ['Nora <nora@shop.example>', 'nora@shop.example'],
    ['"Nobody, Nora" <Nora@Shop.example>', 'nora@shop.example'],
    ['<nora@shop.example>,', 'nora@shop.example'],
    ['\u00a0nora@shop.example\t', 'nora@shop.example'],
    ['nora@shop.example.', 'nora@shop.example'],
    ['nora@shop.example;', 'nora@shop.example'],
    ['mailto:nora@shop.example', 'nora@shop.example'],
    ['nora@müller.example.', 'nora@xn--mller-kva.example'],
    ['n/a', null],
    ['nora', null],
    ['nora@shop', null],
    ['nora@shop.example, bert@shop.example', null],
    ['nora@shop.example; bert@shop.example', null],
    ['nora@shop.example <bert@shop.example>', null],
    ['Nora <nora@shop.example> <bert@shop.example>', null],
    ['nora at shop.example', null],
    ['nora@shop.example (old)', null],
  ])('an address held as %j is %j', async (held, email) => {
    const row = { ...person({ fullName: `Nora ${held}` }), email: held };
    const customerId = await customerOf(crm, row);
    expect(await emailOf(customerId)).toBe(email);
    expect(await statementsOf(customerId)).toEqual(email === null ? { email: held } : {});
    await customerOf(crm, row);
    expect(await statementsOf(customerId), 'said again').toEqual(email === null ? { email: held } : {});
    await customerOf(crm, { ...row, email: 'now@shop.example' });
    expect(await statementsOf(customerId), 'usable at last').toEqual({});
  });

  it('a text that is no address is any text, says the same each time, and matches nobody', async () => {
    const texts = sample(said(1_000), 150).filter(
      (text) => extractAddress(text) === null && kept(text) !== null,
    );
    const rows = texts.map((email) => ({ ...person(), fullName: 'Nobody In Particular', email }));
    const answers = await upsertWith(crm, [
      ...rows,
      ...rows.map((row) => ({ ...row, externalId: `again ${row.externalId}` })),
    ]);
    const ids = answers.map((answer) => ('customerId' in answer ? answer.customerId : null));
    expect(ids).not.toContain(null);
    expect(new Set(ids).size, 'each a person of their own').toBe(rows.length * 2);
    for (const [at, row] of rows.entries())
      expect(await statementsOf(ids[at]!)).toEqual({ email: row.email });
    expect(await sql()`select from lethe.customers where email = any(${texts})`).toEqual([]);
  });

  it('a language that is none is kept as what the system says', async () => {
    const customerId = await customerOf(crm, person({ language: 'Klingon!' }));
    expect(await read(customerId)).toMatchObject({ language: null });
    expect(await statementsOf(customerId)).toEqual({ language: 'Klingon!' });
  });

  it('is nobody without an id', async () => {
    for (const externalId of ['', ' ', '\u3000', undefined]) {
      const [answer] = await upsertWith(crm, [travelling({ ...person(), externalId })]);
      expect(answer).toMatchObject({ kind: 'invalid_input', field: 'externalId' });
    }
  });
});
