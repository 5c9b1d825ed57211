import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { connect, openPools } from '../../db/connect.ts';
import { personalDataMap } from '../../server/personal-data/map.ts';
import type { PersonalDataMap } from '../../server/personal-data/shape.ts';
import { addAdmin, addCustomer, callerFor, signIn } from '../support/caller.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { addInvoices, createExports, endOfLastDownload } from '../support/export.ts';
import { startProxy } from '../support/proxy.ts';
import { plantCanaries } from './canaries.ts';

describe('the export', () => {
  let database: TestDatabase;
  let exports: ReturnType<typeof createExports>;

  beforeAll(async () => {
    database = await createDatabase();
    exports = createExports(database);
    await database.pools.app`update lethe.settings set enabled = true`;
  });
  afterAll(() => database.drop());

  const newCustomer = async (name?: string) => {
    const customerId = await addCustomer(database.pools.app, name);
    return { customerId, token: await signIn(database.pools.app, customerId) };
  };

  test('is private, an attachment, valid by the schema we serve, and recorded as whole', async () => {
    const { token, customerId } = await newCustomer('Zoë <&> "]]>"');
    const response = await exports.download(token);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'cache-control': 'private, no-store',
      'content-disposition': 'attachment; filename="personal-data.xml"',
      'content-type': 'application/xml; charset=utf-8',
    });
    const xml = await response.text();
    expect(xml).toContain('<fullName>Zoë &lt;&amp;&gt; "]]&gt;"</fullName>');
    expect(xml).not.toMatch(/<!DOCTYPE|<!ENTITY|<\?(?!xml version)/u);
    const { valid, errors } = await validateXML({ xml, schema: [await exports.schema()] });
    expect(errors).toEqual([]);
    expect(valid).toBe(true);
    const bytes = new TextEncoder().encode(xml).length;
    expect(await endOfLastDownload(database.pools.app)).toEqual({ outcome: 'complete', bytes });
    const admin = await callerFor(database.pools, await addAdmin(database.pools.app));
    const { items } = await admin.admin.downloads.list({ limit: 1 });
    expect(items[0]).toMatchObject({ customerId, bytes, outcome: 'complete', fullName: 'Zoë <&> "]]>"' });
  });

  test('names purpose, recipients, source, retention and what is withheld for every table, and the rights', async () => {
    const { token } = await newCustomer();
    const xml = await (await exports.download(token)).text();
    for (const entry of Object.values<PersonalDataMap[string]>(personalDataMap)) {
      if (!('processing' in entry)) continue;
      expect(xml).toContain(`<processing of="${entry.processing.element}">\n      <purpose>`);
    }
    for (const article of ['16', '17', '18', '20', '21', '77'])
      expect(xml).toContain(`article="Art. ${article}"`);
    expect(xml).toContain('<withheld name="password" category="access">A password hash');
    expect(xml).toContain('<automatedDecisions>');
  });

  test('hands out every exported column of every table, and no withheld one', async () => {
    const { token, customerId } = await newCustomer();
    const { expected, forbidden } = await plantCanaries(database, customerId);
    const xml = await (await exports.download(token)).text();
    expect(expected.filter((canary) => !xml.includes(canary))).toEqual([]);
    expect(forbidden.filter((canary) => xml.includes(canary))).toEqual([]);
    expect(expected.length).toBeGreaterThan(40);
    expect(forbidden.length).toBeGreaterThan(7);
    const { errors } = await validateXML({ xml, schema: [await exports.schema()] });
    expect(errors).toEqual([]);
  });

  test('holds all lines inside their own invoices, and nothing of another customer', async () => {
    const { token, customerId } = await newCustomer();
    const other = await newCustomer('Somebody Else');
    await addInvoices(database.pools.app, customerId, 1, 1_203);
    await addInvoices(database.pools.app, customerId, 1, 3);
    await addInvoices(database.pools.app, other.customerId, 1, 2);
    await database.pools.app`
      insert into lethe.invoices (customer_id, number, status, currency, total, billed_to, issued_on, due_on)
      values (${customerId}, 'empty', 'unpaid', 'EUR', 1, 'x', '2024-01-01', '2024-01-01')`;
    const xml = await (await exports.download(token)).text();
    const invoices = xml.match(/<invoice>.*?<\/invoice>/gsu) ?? [];
    const lines = invoices.map((invoice) => invoice.match(/<invoiceLine>/gu)?.length ?? 0);
    expect(lines.toSorted((a, b) => a - b)).toEqual([0, 3, 1203]);
    expect(xml).not.toContain('Somebody Else');
  });

  test('names the systems that know the person, and no others', async () => {
    const { token, customerId } = await newCustomer();
    await database.pools.app`insert into lethe.systems (name) values ('Newsletter & Co.'), ('Stranger')`;
    await database.pools.app`
      insert into lethe.external_ids (customer_id, system_id, external_id)
      select ${customerId}, id, 'reader-7' from lethe.systems where name = 'Newsletter & Co.'`;
    const xml = await (await exports.download(token)).text();
    const [, system] = /<linkedSystem>\s*<system>([^<]+)<\/system>\s*<externalId>reader-7</u.exec(xml) ?? [];
    expect(system).toBeDefined();
    expect(xml).toMatch(
      new RegExp(
        `<linkedSystemName>\\s*<system>${system}</system>\\s*<name>Newsletter &amp; Co.</name>`,
        'u',
      ),
    );
    expect(xml).not.toContain('Stranger');
    await database.pools.app`
      insert into lethe.services (customer_id, name, status, started_on, system_id)
      select ${customerId}, 'Hosting', 'active', '2026-01-01', id from lethe.systems where name = 'Stranger'`;
    const later = await (await exports.download(token)).text();
    expect(later, 'that handed something in without a link').toContain('<name>Stranger</name>');
    expect(later).toContain('<handedInBy>');
    expect((await validateXML({ xml, schema: [await exports.schema()] })).errors).toEqual([]);
  });

  test('is refused without a fresh sign-in, to admins, to other sites, and while the system is off', async () => {
    const { token } = await newCustomer();
    expect(await kindOf(await exports.download('nobody'))).toEqual([401, 'sign_in_required']);
    const adminToken = await signIn(database.pools.app, await addAdmin(database.pools.app));
    expect(await kindOf(await exports.download(adminToken))).toEqual([403, 'customer_required']);
    const cross = [403, 'cross_site_request'];
    expect(await kindOf(await exports.download(token, { origin: 'http://evil.example' }))).toEqual(cross);
    expect(await kindOf(await exports.download(token, { origin: 'null' }))).toEqual(cross);
    expect(await kindOf(await exports.download(token, { 'sec-fetch-site': 'cross-site' }))).toEqual(cross);
    await database.pools.app`update lethe.settings set enabled = false`;
    expect(await kindOf(await exports.download(token))).toEqual([403, 'personal_data_management_off']);
    await database.pools.app`update lethe.settings set enabled = true`;
    await database.pools.app`
      update lethe.sessions set confirmed_at = now() - interval '11 minutes' where token = ${token}`;
    expect(await kindOf(await exports.download(token))).toEqual([401, 'fresh_sign_in_required']);
    await database.pools.app`
      update lethe.sessions set confirmed_at = now() - interval '9 minutes' where token = ${token}`;
    expect(await (await exports.download(token)).text()).toContain('</personalData>');
  });

  test('is refused while the e-mail address is unconfirmed: it may be somebody else’s', async () => {
    const { token, customerId } = await newCustomer();
    await database.pools.app`update lethe.users set email_verified = false where id = ${customerId}`;
    expect(await kindOf(await exports.download(token))).toEqual([403, 'email_unverified']);
  });

  test('is refused after a block', async () => {
    const { token, customerId } = await newCustomer();
    await database.pools.app`update lethe.customers set state = 'blocked' where id = ${customerId}`;
    expect(await kindOf(await exports.download(token))).toEqual([401, 'sign_in_required']);
  });

  test('ends when a decision closes its customer, and is recorded as not whole', async () => {
    const { token, customerId } = await newCustomer();
    await addInvoices(database.pools.app, customerId, 1, 5_000);
    const reader = (await exports.download(token)).body!.getReader();
    await reader.read();
    await database.pools.app`update lethe.customers set state = 'blocked' where id = ${customerId}`;
    await expect(readAll(reader)).rejects.toThrow('customer closed');
    expect(await endOfLastDownload(database.pools.app)).toMatchObject({ outcome: 'aborted' });
  });

  test('ends when its reader goes away or stalls, and gives its connection back', async () => {
    const impatient = createExports(database, { stalledMs: 150 });
    const { token, customerId } = await newCustomer();
    await addInvoices(database.pools.app, customerId, 1, 5_000);
    for (let round = 0; round < 5; round++) {
      const reader = (await impatient.download(token)).body!.getReader();
      await reader.read();
      if (round % 2 === 0) await reader.cancel();
      expect(await endOfLastDownload(database.pools.app)).toMatchObject({ outcome: 'aborted' });
    }
    const whole = await impatient.download(token);
    expect(await whole.text()).toContain('</personalData>');
    const [held] = await database.pools.app`
      select count(*)::int as count from pg_stat_activity
      where datname = current_database() and state like 'idle in transaction%'`;
    expect(held?.count).toBe(0);
  });

  test('that gets no connection is refused and not recorded, and finds one when the database is back', async () => {
    const { token } = await newCustomer();
    const proxy = await startProxy(database.url);
    const single = connect(proxy.url, 1);
    const cut = createExports({ ...database, pools: { ...database.pools, exports: single } });
    const recorded = () => database.pools.app`select max(number)::int as number from lethe.exports`;
    const before = await recorded();
    proxy.down();
    for (let attempt = 0; attempt < 5; attempt++)
      expect(await kindOf(await cut.download(token))).toEqual([503, 'database_unavailable']);
    expect(await recorded()).toEqual(before);
    await proxy.up();
    expect(await (await cut.download(token)).text()).toContain('</personalData>');
    await single.end({ timeout: 0 });
    await proxy.stop();
  });

  test('waits for no silent database: it is refused in time, leaves nothing behind, and is there when the database is', async () => {
    const { token } = await newCustomer();
    const proxy = await startProxy(database.url);
    const single = connect(proxy.url, 1);
    const patience = { answerMs: 300 };
    const cut = createExports({ ...database, pools: { ...database.pools, exports: single } }, patience);
    const blind = createExports({ ...database, pools: { ...database.pools, app: single } }, patience);
    proxy.hush();
    const unavailable = [503, 'database_unavailable'];
    for (let place = 0; place < 4; place++)
      expect(await kindOf(await cut.download(token))).toEqual(unavailable);
    expect(await kindOf(await cut.download(token))).toEqual([503, 'export_busy']);
    expect(await kindOf(await blind.download(token))).toEqual(unavailable);
    proxy.speak();
    const whole = async () => {
      const response = await cut.download(token);
      return response.ok ? response.text() : '';
    };
    await expect.poll(whole, { timeout: 10_000 }).toContain('</personalData>');
    const running = () => database.pools.app`select 1 from lethe.exports where outcome = 'running'`;
    await expect.poll(async () => (await running()).length).toBe(0);
    await single.end({ timeout: 0 });
    await proxy.stop();
  });

  test('ends when its connection to the database breaks while its reader rests', async () => {
    const { token, customerId } = await newCustomer();
    // Connections of its own: what the server said last is told to the next statement on one (postgres.js 3.4.9).
    const pools = openPools(database.url);
    const cut = createExports({ ...database, pools });
    await addInvoices(database.pools.app, customerId, 1, 5_000);
    const reader = (await cut.download(token)).body!.getReader();
    await reader.read();
    await database.pools.app`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and state = 'idle in transaction'`;
    await expect(readAll(reader)).rejects.toThrow('database failed');
    expect(await endOfLastDownload(database.pools.app)).toMatchObject({ outcome: 'aborted' });
    const whole = async () => (await cut.download(token)).text();
    await expect.poll(whole).toContain('</personalData>');
    await pools.end();
  });

  test('names rows oldest first, earlier downloads too, but not itself, which has no end yet', async () => {
    const { token, customerId } = await newCustomer();
    const sql = database.pools.app;
    await (await exports.download(token)).text();
    const half = (await exports.download(token)).body!.getReader();
    await half.cancel();
    await endOfLastDownload(sql);
    await sql`
      insert into lethe.sign_ins (customer_id, user_agent, signed_in_at)
      select ${customerId}, 'sign-in ' || day, now() - make_interval(days => day) from unnest(array[2, 9, 5]) day`;
    await sql`
      insert into lethe.invoices (customer_id, number, status, currency, total, billed_to, issued_on, due_on)
      select ${customerId}, 'invoice ' || day, 'paid', 'EUR', 1, 'x', date '2024-01-01' - day, '2024-02-01'
      from unnest(array[2, 10, 5]) day`;
    await sql`
      with invoice as (select id from lethe.invoices where customer_id = ${customerId} and number = 'invoice 5')
      insert into lethe.invoice_lines (customer_id, invoice_id, position, description, quantity, unit_price, amount)
      select ${customerId}, id, n, 'line ' || n, 1, 1, 1 from invoice, unnest(array[10, 2, 1]) n`;
    await sql`
      insert into lethe.services (customer_id, name, status, started_on)
      select ${customerId}, 'service ' || day, 'active', date '2024-01-01' - day from unnest(array[2, 10, 5]) day`;
    for (const action of ['granted', 'withdrawn', 'granted'])
      await sql`insert into lethe.consents (customer_id, action, text_version) values (${customerId}, ${action}, 1)`;
    const xml = await (await exports.download(token)).text();
    const texts = (pattern: RegExp) => Array.from(xml.matchAll(pattern), (match) => match[1]);
    expect(texts(/<userAgent>(sign-in \d+)</gu)).toEqual(['sign-in 9', 'sign-in 5', 'sign-in 2']);
    expect(texts(/<number>(invoice \d+)</gu)).toEqual(['invoice 10', 'invoice 5', 'invoice 2']);
    expect(texts(/<description>(line \d+)</gu)).toEqual(['line 1', 'line 2', 'line 10']);
    expect(texts(/<name>(service \d+)</gu)).toEqual(['service 10', 'service 5', 'service 2']);
    expect(texts(/<action>(\w+)</gu)).toEqual(['granted', 'withdrawn', 'granted']);
    expect(texts(/<outcome>(\w+)</gu)).toEqual(['complete', 'aborted']);
  });

  test('holds each text that its customer agreed to or withdrew from, once, and no other', async () => {
    const { token, customerId } = await newCustomer();
    const other = await newCustomer();
    const sql = database.pools.app;
    const addText = async (text: string) => {
      const [row] = await sql<[{ version: number }]>`
        insert into lethe.consent_texts (text) values (${text}) returning version`;
      return row.version;
    };
    const newer = await addText('We keep <less> & tell more.\n\nYou agree freely.');
    const newest = await addText('A text that others read.');
    const record = (id: string, action: string, version: number) => sql`
      insert into lethe.consents (customer_id, action, text_version) values (${id}, ${action}, ${version})`;
    await record(customerId, 'granted', newer);
    await record(customerId, 'withdrawn', newer);
    await record(customerId, 'withdrawn', 1);
    await record(other.customerId, 'granted', newest);
    const xml = await (await exports.download(token)).text();
    const [section = ''] = /<consentTexts>.*<\/consentTexts>/su.exec(xml) ?? [];
    expect(section.match(/(?<=<version>)\d+/gu)).toEqual(['1', `${newer}`]);
    expect(section).toContain('<text>We keep and use the data you give us');
    expect(section).toContain('<purposes>services,billing,security</purposes>');
    expect(section).toContain('<text>We keep &lt;less&gt; &amp; tell more.\n\nYou agree freely.</text>');
    expect(xml).not.toContain('others read');
    expect((await validateXML({ xml, schema: [await exports.schema()] })).errors).toEqual([]);
    const [none = ''] =
      /<consentTexts>.*<\/consentTexts>/su.exec(
        await (await exports.download((await newCustomer()).token)).text(),
      ) ?? [];
    expect(none).toContain('<processing of="consentText">');
    expect(none).not.toContain('<consentText>');
  });

  test('runs four at a time, two for each customer, and tells the next to come back', async () => {
    const people = await Promise.all(Array.from({ length: 4 }, () => newCustomer()));
    await Promise.all(people.map(({ customerId }) => addInvoices(database.pools.app, customerId, 1, 3_000)));
    const [first, ...others] = people;
    const busy = [503, 'export_busy'];
    const started = [await exports.download(first!.token), await exports.download(first!.token)];
    expect(await kindOf(await exports.download(first!.token))).toEqual([429, 'export_running']);
    for (const { token } of others.slice(0, 2)) started.push(await exports.download(token));
    expect(started.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(await kindOf(await exports.download(others[2]!.token))).toEqual(busy);
    const texts = await Promise.all(started.map((response) => response.text()));
    expect(texts.every((text) => text.endsWith('</personalData>\n'))).toBe(true);
    const next = await exports.download(others[2]!.token);
    expect(await next.text()).toContain('</personalData>');
  });
});

async function kindOf(response: Response): Promise<[number, string]> {
  return [response.status, (await response.json()).error.data.kind];
}

async function readAll(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  while (!(await reader.read()).done);
}
