import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaults } from '../../server/notifications/defaults.ts';
import { exampleFacts, renderExample } from '../../server/notifications/example.ts';
import { asHtml } from '../../server/notifications/html.ts';
import { placeholders, unknownPlaceholders } from '../../server/notifications/placeholders.ts';
import { enqueueForAdmins, enqueueLetter, renderNotification } from '../../server/notifications/queries.ts';
import { render, renderAccountLetter } from '../../server/notifications/rules.ts';
import { AccountLetter, TemplateName } from '../../server/notifications/schema.ts';
import { awkward } from '../support/awkward.ts';
import { addAdmin, callerFor } from '../support/caller.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

const reach = { operatorName: null, operatorContact: null, replyAddress: null };
const facts = exampleFacts('outcome_destroyed', 'http://localhost:3000');

describe('the words of notifications', () => {
  test.each(TemplateName.options)(
    '%s by default uses only its own placeholders and leaves none open',
    (name) => {
      const { subject, body } = defaults[name];
      expect(unknownPlaceholders(name, `${subject} ${body}`)).toEqual([]);
      const message = renderExample(name, defaults[name], 'http://localhost:3000', reach);
      expect(message.subject + message.body).not.toMatch(/[{}]|undefined|null|Invalid/);
    },
  );

  test('a block is never called anonymization, and says that nothing was deleted', () => {
    const { body } = render('outcome_blocked', defaults.outcome_blocked, facts);
    expect(body).toMatch(/neither deleted nor changed/);
    expect(body).not.toMatch(/anonymi[sz]|pseudonymi[sz]/i);
  });

  test('starring is called pseudonymized, and destroying says what is kept', () => {
    expect(render('outcome_starred', defaults.outcome_starred, facts).body).toMatch(/pseudonymized/);
    expect(render('outcome_destroyed', defaults.outcome_destroyed, facts).body).toMatch(
      /We keep.*because|We keep.*to be able/s,
    );
  });

  test('a refusal gives the reason, the authority and the court, even if an edit left the reason out', () => {
    const { body } = render('outcome_refused', defaults.outcome_refused, facts);
    expect(body).toContain('An invoice of yours is still unpaid.');
    expect(body).toMatch(/data protection authority/);
    expect(body).toMatch(/court/);
    expect(render('outcome_refused', { subject: 'No', body: 'No.' }, facts).body).toMatch(
      /^No\.\n\nAn invoice of yours is still unpaid\.\n\n.*data protection authority.*court/,
    );
  });

  test.each(['outcome_refused', 'outcome_blocked'] as const)(
    '%s says once where to complain and that a court is open, wherever an edit puts it or if it leaves it out',
    (name) => {
      for (const body of [defaults[name].body, 'No.', '{{remedies}}\n\nYours'])
        expect(render(name, { subject: 'No', body }, facts).body.match(/authority.*court/g)).toHaveLength(1);
    },
  );

  test('an outcome that did what was asked offers no remedies to fill in', () => {
    expect(unknownPlaceholders('outcome_destroyed', '{{remedies}}')).toEqual(['remedies']);
    expect(render('outcome_destroyed', { subject: 'Done', body: 'Done.' }, facts).body).not.toMatch(/court/);
  });

  test('starring names every kind of thing that stays', () => {
    const { body } = render('outcome_starred', defaults.outcome_starred, facts);
    for (const kept of ['invoices', 'requests', 'consents', 'downloads', 'sign-ins', 'customer number'])
      expect(body.split('We keep')[1]).toContain(kept);
  });

  test('an automatic decision and a blacklist entry are told, and not mentioned where there is none', () => {
    const edited = { subject: 'Done', body: 'Done.' };
    expect(render('outcome_starred', edited, facts).body).toMatch(
      /decided automatically.*reviewed by a person/s,
    );
    expect(render('outcome_starred', edited, facts).body).toMatch(/a fingerprint/);
    const bare = { ...facts, automatic: false, blacklisted: [], notified: [], reason: null };
    const asAsked = { ...bare, requestType: 'anonymization' } as const;
    expect(render('outcome_starred', edited, asAsked).body).toBe('Done.');
    expect(render('outcome_destroyed', edited, bare).body).toBe('Done.');
  });

  test('an admin’s message names the number and nobody', () => {
    expect(placeholders.new_request).toEqual(['requestNumber', 'link']);
  });

  test('what a template does not offer is not filled in, whatever words are kept from before', () => {
    const kept = { subject: '{{fullName}}', body: '{{ fullName }} {{reason}} {{constructor}}' };
    expect(render('new_request', kept, { ...facts, fullName: 'Ines', reason: 'why' })).toEqual({
      subject: '{{fullName}}',
      body: '{{ fullName }} {{reason}} {{constructor}}',
    });
  });

  test('values are filled in once, stay out of headers and are escaped in HTML', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.constant('{{reason}}\r\nBcc: x@y.example\0<b>')),
        (fullName) => {
          const content = { subject: 'For {{fullName}}', body: 'Dear {{ fullName }}, <&>' };
          const message = render(
            'outcome_refused',
            { ...content, body: `${content.body}{{reason}}` },
            { ...facts, fullName, reason: 'why' },
          );
          expect(message.subject).not.toMatch(/[\r\n\0]/);
          expect(message.body.split('why')).toHaveLength(fullName.split('why').length + 1);
          expect(asHtml(message.body).replaceAll(/<\/?p>|<br>/g, '')).not.toMatch(/[<>"']/);
        },
      ),
      { numRuns: 10_000 },
    );
  });

  test('a message in HTML says exactly the words of the text, whatever they look like', () => {
    const words: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
    fc.assert(
      fc.property(awkward, (text) => {
        const body = text.replaceAll(/\r\n?/gu, '\n').replaceAll(/\n{3,}/gu, '\n\n');
        const read = asHtml(text)
          .replaceAll('</p>\n<p>', '\n\n')
          .replaceAll('<br>', '\n')
          .replaceAll(/<\/?p>/gu, '')
          .replaceAll(/&([^;]*);/gu, (_, name: string) => words[name] ?? 'unknown');
        expect(read).toBe(body);
      }),
      { numRuns: 10_000 },
    );
  });

  test.each(AccountLetter.options)('%s by default carries the link, and no address or name', (name) => {
    const { subject, body } = renderAccountLetter(name, defaults[name], {
      link: 'https://x.example/v#token',
      reach,
    });
    expect(body).toContain('https://x.example/v#token');
    expect(subject + body).not.toMatch(/@|Dear/u);
    expect(placeholders[name]).not.toContain('fullName');
  });
});

const asAdmin = async ({ pools }: TestDatabase) => callerFor(pools, await addAdmin(pools.app));

describe('notification templates', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDatabase();
  });
  afterAll(() => database.drop());

  test('are edited, previewed, used and reset', async () => {
    const call = await asAdmin(database);
    const edited = {
      name: 'request_received',
      subject: 'No. {{requestNumber}}',
      body: 'Hello {{fullName}}',
    } as const;
    expect(await call.admin.templates.preview(edited)).toEqual({
      subject: 'No. 1042',
      body: 'Hello Maria Example',
    });
    expect(await call.admin.templates.update(edited)).toMatchObject({ ...edited, isDefault: false });
    expect((await call.admin.templates.list({})).items.filter((item) => !item.isDefault)).toHaveLength(1);
    const message = await renderNotification(database.pools.app, 'request_received', {
      ...facts,
      requestNumber: 7,
    });
    expect(message).toEqual({ subject: 'No. 7', body: 'Hello Maria Example' });
    expect(await call.admin.templates.reset({ name: 'request_received' })).toMatchObject({
      isDefault: true,
      updatedAt: null,
    });
    expect(await call.admin.templates.get({ name: 'request_received' })).toMatchObject(
      defaults.request_received,
    );
  });

  test('an unknown placeholder is refused on save and in the preview, with its field', async () => {
    const call = await asAdmin(database);
    const content = { name: 'new_request', subject: 'x', body: '{{ fullName }}' } as const;
    await expect(call.admin.templates.update(content)).rejects.toMatchObject({
      kind: 'unknown_placeholder',
      field: 'body',
    });
    await expect(
      call.admin.templates.preview({ ...content, subject: '{{constructor}}', body: 'x' }),
    ).rejects.toMatchObject({ kind: 'unknown_placeholder', field: 'subject' });
    await expect(
      call.admin.templates.update({ ...content, subject: 'a\r\nBcc: b@c.example', body: 'x' }),
    ).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });

  test.each([
    'Hi {{link',
    'Hi {{link}',
    'Hi link}}',
    '{{{link}}}',
    '{{{link}}',
    '{{link}}}',
    '{{ {link} }}',
    '{{',
  ])('half a placeholder is refused on save and in the preview, with its field: %s', async (half) => {
    const { admin } = await asAdmin(database);
    for (const field of ['subject', 'body'] as const) {
      const content = { name: 'new_request', subject: 'x', body: 'x', [field]: half } as const;
      const refusal = { kind: 'unfinished_placeholder', field };
      await expect(admin.templates.update(content)).rejects.toMatchObject(refusal);
      await expect(admin.templates.preview(content)).rejects.toMatchObject(refusal);
    }
    expect(await admin.templates.get({ name: 'new_request' })).toMatchObject({ isDefault: true });
  });

  test('single braces, and placeholders side by side, are words like others', async () => {
    const { admin } = await asAdmin(database);
    const body = '{1} } { {{link}}{{ requestNumber }}{}';
    expect(await admin.templates.preview({ name: 'new_request', subject: 'x', body })).toMatchObject({
      body: expect.stringMatching(/^\{1\} \} \{ http\S*1042\{\}$/),
    });
  });

  test.each(AccountLetter.options)(
    '%s is saved and previewed with its link in the message only',
    async (name) => {
      const { admin } = await asAdmin(database);
      const refused = async (subject: string, body: string, refusal: object) => {
        await expect(admin.templates.update({ name, subject, body })).rejects.toMatchObject(refusal);
        await expect(admin.templates.preview({ name, subject, body })).rejects.toMatchObject(refusal);
      };
      await refused('Hello', 'No link here.', { kind: 'missing_placeholder', field: 'body' });
      const inSubject = { kind: 'placeholder_in_subject', field: 'subject' };
      await refused('{{ link }}', '{{link}}', inSubject);
      await refused('Hello', 'Dear {{fullName}}, {{link}}', { kind: 'unknown_placeholder', field: 'body' });
      expect(await admin.templates.get({ name })).toMatchObject({ isDefault: true, required: ['link'] });
      const edited = { name, subject: 'Hello', body: 'Look: {{ link }}' };
      expect((await admin.templates.preview(edited)).body).toMatch(/^Look: http/u);
      expect(await admin.templates.update(edited)).toMatchObject({ ...edited, isDefault: false });
    },
  );

  test.each(AccountLetter.options)(
    '%s is saved with its link as a part of no other address',
    async (name) => {
      const { admin } = await asAdmin(database);
      const parts = [
        'https://elsewhere.example/?{{link}}',
        'https://elsewhere.example/#{{ link }}',
        '{{link}}@elsewhere.example',
        '{{link}}.',
        '{{link}}{{link}}',
        '\u200B{{link}}',
        'elsewhere.example/\u00A0{{link}}',
        'Here: {{link}}\nand here: x{{\tlink}}',
      ];
      for (const body of parts) {
        const refusal = { kind: 'link_not_alone', field: 'body' };
        const content = { name, subject: 'Hello', body };
        await expect(admin.templates.update(content), body).rejects.toMatchObject(refusal);
        await expect(admin.templates.preview(content), body).rejects.toMatchObject(refusal);
      }
      for (const body of [
        '{{link}}',
        'Go to {{link}} now',
        'Here:\n{{link}}\n\nBye',
        'Here:\r\n{{ link }}\r\nBye',
      ])
        await expect(admin.templates.preview({ name, subject: 'Hello', body })).resolves.toBeDefined();
    },
  );

  test('a message is queued in the transaction of what it tells of, and never with a broken header', async () => {
    const { app } = database.pools;
    const message = {
      customerId: null,
      requestId: null,
      template: 'verify_email',
      to: 'a@b.example',
      subject: 's',
      body: 'b',
    };
    await expect(
      app.begin(async (tx) => {
        await enqueueLetter(tx, message);
        throw new Error('rolled back');
      }),
    ).rejects.toThrow('rolled back');
    expect(await app`select from lethe.outbox`).toHaveLength(0);
    await expect(enqueueLetter(app, { ...message, to: 'a@b.example\r\nc@d.example' })).rejects.toMatchObject({
      field: 'to',
    });
    await expect(enqueueLetter(app, { ...message, subject: 'a\0b' })).rejects.toMatchObject({
      field: 'subject',
    });
    await enqueueForAdmins(
      app,
      { roles: ['owner', 'officer'] },
      {
        requestId: null,
        template: 'new_request',
        subject: 's',
        body: 'b',
      },
    );
    const [{ admins }] = await app<[{ admins: number }]>`select count(*)::int as admins from lethe.admins`;
    expect(await app`select from lethe.outbox where customer_id is null`).toHaveLength(admins);
  });
});
