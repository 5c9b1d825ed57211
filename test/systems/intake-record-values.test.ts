import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { printable } from '../../server/exports/escape.ts';
import { signIn } from '../support/caller.ts';
import { createExports } from '../support/export.ts';
import { customerOf, person } from '../support/intake.ts';
import type { TestServer } from '../support/server.ts';
import { day, kept, may, said, travelling } from '../support/stated-values.ts';
import { type System, startWithSystems } from '../support/systems.ts';
import { childrenOf, type Element, readXml } from '../support/xml.ts';

/* What a system holds of somebody's invoices and services stands in their download as it was said. */

let server: TestServer;
let crm: System;
beforeAll(async () => {
  ({ server, crm } = await startWithSystems({ crm: 'CRM' }));
});
afterAll(() => server.stop());

const sql = () => server.database.pools.app;
const sample = <T>(arbitrary: fc.Arbitrary<T>, numRuns: number) => fc.sample(arbitrary, numRuns);

const digits = (most: number) => fc.stringMatching(new RegExp(`^[0-9]{1,${most}}$`, 'u'));
const decimal = (most: number) =>
  fc
    .tuple(fc.constantFrom('', '-'), digits(15), fc.option(digits(most)), fc.constantFrom('', '000'))
    .map(([sign, whole, part, zeros]) => `${sign}${whole}${part === null ? '' : `.${part}${zeros}`}`);

describe('an invoice', () => {
  const line = fc.record({
    description: may(fc.oneof(said(5_000), fc.constant('two\nlines'))),
    quantity: may(decimal(10)),
    unitPrice: may(fc.oneof(decimal(10), fc.constant('0.0045'))),
    amount: may(decimal(6)),
  });
  const invoice = fc.record({
    number: may(said(200)),
    status: fc.constantFrom('paid', 'unpaid', 'refunded', 'cancelled'),
    currency: fc.constantFrom('EUR', 'KWD', 'JPY', 'CLF', 'eur', '€', 'USDT', 'points'),
    total: decimal(6),
    billedTo: may(said(1_000)),
    issuedOn: day('1990-01-01', '2000-01-01'),
    dueOn: may(day('2000-01-01')),
    paidOn: may(day('1990-01-01')),
    lines: fc.option(fc.array(line, { maxLength: 4 }), { nil: undefined }),
  });
  /** A number by its value: `007.50` and `7.5` are one. */
  const value = (text: string | null | undefined) => {
    if (!text) return null;
    const [, sign, whole = '', part = ''] = /^(-?)0*(\d+?)(?:\.(\d*?)0*)?$/u.exec(text)!;
    const plain = `${whole}.${part}`;
    return /[1-9]/u.test(plain) ? `${sign}${plain}` : plain;
  };
  type Row = typeof invoice extends fc.Arbitrary<infer T> ? T : never;
  const asKept = (row: Row) => ({
    number: kept(row.number),
    status: row.status,
    currency: row.currency === 'eur' ? 'EUR' : row.currency,
    total: value(row.total),
    billedTo: kept(row.billedTo),
    issuedOn: row.issuedOn,
    dueOn: row.dueOn || null,
    paidOn: row.status === 'unpaid' ? null : row.paidOn || null,
    lines: (row.lines ?? []).map(({ description, quantity, unitPrice, amount }) => ({
      description: kept(description),
      quantity: value(quantity),
      unitPrice: value(unitPrice),
      amount: value(amount),
    })),
  });
  const FIELDS = ['number', 'status', 'currency', 'total', 'billedTo', 'issuedOn', 'dueOn', 'paidOn'];
  const LINE = ['description', 'quantity', 'unitPrice', 'amount'];
  const NUMBERS = new Set(['total', 'quantity', 'unitPrice', 'amount']);
  const readFrom = (element: Element, fields: string[]) =>
    Object.fromEntries(
      fields.map((name) => {
        const text = childrenOf(element, name)[0]?.text ?? null;
        return [name, NUMBERS.has(name) ? value(text) : text];
      }),
    );

  it('is taken with whatever a system holds, and stands in the download as it was said', async () => {
    const customerId = await customerOf(crm, person());
    const rows = sample(invoice, 300).map((one, at) =>
      travelling({ ...one, externalId: `I-${at}`, customer: { customerId } }),
    );
    const { results } = await crm.call<{ results: object[] }>('system.invoices.upsert', { items: rows });
    for (const [at, answer] of results.entries())
      expect(answer, JSON.stringify(rows[at])).toEqual({ index: at, invoiceId: expect.any(String) });
    const exports = createExports(server.database);
    const token = await signIn(sql(), await withAccount(customerId));
    const file = await readXml(await (await exports.download(token)).text(), await exports.schema());
    const found = new Map(
      childrenOf(childrenOf(file, 'invoices')[0]!, 'invoice').map((element) => [
        childrenOf(element, 'externalId')[0]!.text,
        {
          ...readFrom(element, FIELDS),
          lines: childrenOf(element, 'invoiceLine').map((one) => readFrom(one, LINE)),
        },
      ]),
    );
    for (const row of rows) expect(found.get(row.externalId)).toEqual(asPrinted(asKept(row)));
    const before = await sql()`select * from lethe.invoices where customer_id = ${customerId} order by id`;
    expect(
      (await crm.call<{ results: object[] }>('system.invoices.upsert', { items: rows })).results,
    ).toEqual(results);
    expect(await sql()`select * from lethe.invoices where customer_id = ${customerId} order by id`).toEqual(
      before,
    );
  });

  const asPrinted = (row: object) =>
    JSON.parse(
      JSON.stringify(row, (_, text: unknown) => (typeof text === 'string' ? printable(text) : text)),
    ) as object;

  /** Somebody handed in becomes able to sign in, so that they can download. */
  async function withAccount(customerId: string): Promise<string> {
    await sql()`
      insert into lethe.users (id, name, email, email_verified)
      select id, name, email, true from lethe.customers where id = ${customerId} on conflict (id) do update set email_verified = true`;
    return customerId;
  }

  const base = (facts: object) => ({
    externalId: `D-${Math.random()}`,
    customer: { externalId: 'D' },
    number: '1',
    status: 'unpaid',
    currency: 'KWD',
    total: '12.345',
    issuedOn: '2026-02-01',
    dueOn: '2026-02-15',
    ...facts,
  });
  const upsert = async (row: object) =>
    (await crm.call<{ results: object[] }>('system.invoices.upsert', { items: [row] })).results[0];

  it('due before it was issued is refused by that field, in one row or after another', async () => {
    await customerOf(crm, person({ externalId: 'D' }));
    const refused = { index: 0, kind: 'invalid_input', field: 'dueOn', problem: 'before_issued' };
    expect(await upsert(base({ dueOn: '2026-01-31' }))).toEqual(refused);
    const row = base({});
    expect(await upsert(row)).toHaveProperty('invoiceId');
    const { dueOn: _, ...silent } = row;
    expect(await upsert({ ...silent, issuedOn: '2026-03-01' })).toEqual(refused);
    expect(await upsert({ ...silent, issuedOn: '2026-03-01', dueOn: null })).toHaveProperty('invoiceId');
  });

  it('that is unpaid was paid on no day', async () => {
    const row = base({ status: 'paid', paidOn: '2026-02-10' });
    await upsert(row);
    const { paidOn: _, ...silent } = row as typeof row & { paidOn: string };
    await upsert({ ...silent, status: 'unpaid' });
    const [held] = await sql()`
      select total::text as total, status, paid_on as "paidOn" from lethe.invoices where external_id = ${row.externalId}`;
    expect(held).toEqual({ total: '12.345', status: 'unpaid', paidOn: null });
  });

  it('keeps what is left out, and clears what is null or nothing', async () => {
    const lines = [{ description: 'Hosting', quantity: '1', unitPrice: '0.0045', amount: '1' }];
    const whole = { billedTo: 'Nora', paidOn: '2026-02-10', status: 'paid', lines };
    const row = base(whole) as Record<string, unknown>;
    await upsert(row);
    const held = async () => {
      const [one] = await sql()`
        select number, billed_to as "billedTo", due_on as "dueOn", paid_on as "paidOn",
          (select count(*)::int from lethe.invoice_lines l where l.invoice_id = i.id) as lines
        from lethe.invoices i where external_id = ${row['externalId'] as string}`;
      return one;
    };
    const before = await held();
    for (const field of ['number', 'billedTo', 'dueOn', 'paidOn', 'lines']) {
      const { [field]: _, ...silent } = row;
      await upsert(silent);
      expect(await held(), field).toEqual(before);
      for (const nothing of field === 'lines' ? [null, []] : [null, '']) {
        await upsert({ ...row, [field]: nothing });
        expect(await held(), field).toEqual({ ...before, [field]: field === 'lines' ? 0 : null });
        await upsert(row);
      }
    }
  });
});

describe('a system of a customer', () => {
  const upsert = async (facts: object) => {
    const row = {
      externalId: 'S',
      customer: { externalId: 'D' },
      name: 'two\nlines',
      status: 'active',
      startedOn: '2026-02-01',
    };
    return (
      await crm.call<{ results: object[] }>('system.services.upsert', { items: [{ ...row, ...facts }] })
    ).results[0];
  };

  it('that ended before it started is refused by that field; what is left out stays, null and nothing clear', async () => {
    await customerOf(crm, person({ externalId: 'D' }));
    const refused = { index: 0, kind: 'invalid_input', field: 'endedOn', problem: 'before_started' };
    expect(await upsert({ endedOn: '2026-01-31' })).toEqual(refused);
    const held = async () => {
      const [one] =
        await sql()`select name, domain, ended_on as "endedOn" from lethe.services where external_id = 'S'`;
      return one;
    };
    const full = { domain: 'https://müller.example/\u200b', endedOn: '2026-03-01' };
    await upsert(full);
    await upsert({});
    expect(await held()).toEqual({ name: 'two\nlines', ...full });
    expect(await upsert({ startedOn: '2026-04-01' })).toEqual(refused);
    for (const nothing of [null, '']) {
      await upsert({ domain: nothing, endedOn: nothing });
      expect(await held()).toEqual({ name: 'two\nlines', domain: null, endedOn: null });
      await upsert(full);
    }
  });
});
