import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { startOutbox } from '../../server/notifications/outbox.ts';
import { enqueueForAdmins, enqueueLetter } from '../../server/notifications/queries.ts';
import type { Outgoing } from '../../server/notifications/send.ts';
import { addAdmin, type Caller, callerFor } from '../support/caller.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

/* What would end a header line stands in no subject and in no address, wherever it comes from. */

let database: TestDatabase;
let admin: Caller['admin'];
beforeAll(async () => {
  database = await createDatabase();
  ({ admin } = await callerFor(database.pools, await addAdmin(database.pools.app)));
});
afterAll(() => database.drop());

const message = {
  customerId: null,
  requestId: null,
  template: 'new_request',
  to: 'a@lethe.example',
  subject: 's',
  body: 'b',
};
const characters = [
  ['a carriage return', '\r'],
  ['a line feed', '\n'],
  ['a NUL', '\0'],
] as const;

describe.each(characters)('%s', (_, character) => {
  const broken = `a${character}Bcc: b@lethe.example`;

  it('is not queued, as part of a subject or of an address', async () => {
    const { app } = database.pools;
    for (const field of ['subject', 'to'] as const)
      await expect(enqueueLetter(app, { ...message, [field]: broken })).rejects.toMatchObject({
        kind: 'invalid_input',
        field,
      });
    await expect(
      enqueueForAdmins(app, { roles: ['owner'] }, { ...message, subject: broken }),
    ).rejects.toMatchObject({
      kind: 'invalid_input',
      field: 'subject',
    });
    expect(await app`select from lethe.outbox`).toEqual([]);
  });

  it('is no part of a template’s subject, on save and in the preview', async () => {
    const edited = { name: 'new_request', subject: broken, body: 'b' } as const;
    await expect(admin.templates.update(edited)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    await expect(admin.templates.preview(edited)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });
});

test.each(characters.filter(([, character]) => character !== '\0'))(
  '%s that was put into the outbox behind our back is not sent',
  async (_, character) => {
    const { app } = database.pools;
    await app`delete from lethe.outbox`;
    for (const change of [
      { to: `a@lethe.example${character}b@lethe.example` },
      { subject: `s${character}Bcc: b` },
    ]) {
      const { to, subject, body } = { ...message, ...change };
      await app`insert into lethe.outbox (template, to_address, subject, body)
        values ('new_request', ${to}, ${subject}, ${body})`;
    }
    await enqueueLetter(app, message);
    const sent: Outgoing[] = [];
    const ending = new AbortController();
    await startOutbox({
      sql: app,
      notifications: app,
      signal: ending.signal,
      // The good one is the last in the queue, and the end of the round.
      send: (outgoing) => {
        sent.push(outgoing);
        ending.abort();
        return Promise.resolve({ outcome: 'sent' });
      },
    });
    expect(sent).toMatchObject([{ to: message.to, subject: message.subject }]);
    const rows = await app`select status, last_error as error from lethe.outbox order by created_at`;
    expect(rows).toEqual([
      { status: 'failed', error: 'invalid_message' },
      { status: 'failed', error: 'invalid_message' },
      { status: 'sent', error: null },
    ]);
  },
);
