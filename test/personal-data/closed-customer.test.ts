import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeForCustomer } from '../../server/customers/lock.ts';
import { AppError } from '../../server/errors.ts';
import { mapHash } from '../../server/personal-data/install.ts';
import { findEverywhere } from '../../server/personal-data/scan.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { rounds } from '../support/depth.ts';
import { insertAdmin, insertPerson, insertRequest, type Person } from '../support/people.ts';
import { untilSomebodyWaits } from '../support/waiting.ts';

let database: TestDatabase;
let admin: string;
beforeAll(async () => {
  database = await createDatabase();
  admin = await insertAdmin(database.pools.app);
});
afterAll(() => database.drop());

/** As requests/decide.ts does: again as a whole where a lock or a deadlock got in the way. */
async function decide(requestId: string, customerId: string, outcome: string): Promise<string> {
  const { app, decisions } = database.pools;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const [{ identity }] = await app<[{ identity: string | null }]>`
        select lethe.identity_of(${customerId}) as identity`;
      await decisions`select * from lethe.decide_request(${requestId}, ${outcome}, ${admin}, null, null, ${identity},
        null, null, ${await mapHash()}, p_seen => lethe.preview_hash(${customerId}, ${outcome}))`;
      return 'won';
    } catch (error) {
      const code = (error as { code?: string }).code ?? '';
      const { message } = error as Error;
      // An admin looks again where something has come since the preview.
      const isPassing = ['40P01', '40001', '55P03'].includes(code) || message === 'preview_outdated';
      if (attempt === 5 || !isPassing) return message;
    }
  }
}

type Writer = (person: Person, text: string) => Promise<unknown>;
const raw: Record<string, Writer> = {
  'an insert': ({ customerId }, text) =>
    database.pools.app`insert into lethe.addresses (customer_id, line1, city, country)
      values (${customerId}, ${text}, 'X', 'DE')`,
  'an update': ({ customerId }, text) =>
    database.pools.app`update lethe.invoices set billed_to = ${text} where customer_id = ${customerId}`,
  'an update of the user': ({ customerId }, text) =>
    database.pools.app`update lethe.customers set name = ${text} where id = ${customerId}`,
  'an update of the customer': ({ customerId }, text) =>
    database.pools.app`update lethe.customers set phone = ${text} where id = ${customerId}`,
  'a reset link': ({ customerId }, text) =>
    database.pools.app`insert into lethe.verifications (identifier, value, expires_at)
      values (${text}, ${customerId}, now() + interval '1 hour')`,
  'a session': ({ customerId }, text) =>
    database.pools.app`insert into lethe.sessions (customer_id, token, expires_at)
      values (${customerId}, ${text}, now() + interval '1 day')`,
};
const locked: Writer = ({ customerId }, text) =>
  writeForCustomer(database.pools.app, customerId, async (tx) => {
    await tx`insert into lethe.services (customer_id, name, status, started_on)
      values (${customerId}, ${text}, 'active', '2026-01-01')`;
    await tx`update lethe.invoices set billed_to = ${text} where customer_id = ${customerId}`;
  });

const RACES = rounds(40, 200);

describe('a closed customer', () => {
  it.each(['block', 'star', 'destroy'])(
    'accepts no personal data after %s, by any statement',
    async (outcome) => {
      const sql = database.pools.app;
      const person = await insertPerson(sql);
      const requestId = await insertRequest(sql, person);
      expect(await decide(requestId, person.customerId, outcome)).toBe('won');
      for (const [what, write] of Object.entries(raw)) {
        await write(person, 'brought-back').catch((error: Error) => {
          expect(error.message, what).toMatch(/customer_closed|violates foreign key/u);
        });
      }
      await expect(locked(person, 'brought-back')).rejects.toThrow(AppError);
      expect(await findEverywhere(sql, 'brought-back')).toEqual([]);
    },
  );

  it('keeps the states of services and invoices of a blocked customer up to date', async () => {
    const sql = database.pools.app;
    const person = await insertPerson(sql);
    await decide(await insertRequest(sql, person), person.customerId, 'block');
    const { count } = await sql`
      update lethe.services set status = 'cancelled', ended_on = now() where customer_id = ${person.customerId}`;
    expect(count).toBe(1);
  });

  it.each(Object.entries(raw))(
    'lets %s wait for a decision under way, and then refuses it',
    async (_, write) => {
      const { app, decisions } = database.pools;
      const person = await insertPerson(app);
      const requestId = await insertRequest(app, person);
      const [{ identity }] = await app<[{ identity: string }]>`
      select lethe.identity_of(${person.customerId}) as identity`;
      const hash = await mapHash();
      let written: Promise<unknown> = Promise.resolve();
      await decisions.begin(async (tx) => {
        await tx`select lethe.decide_request(${requestId}, 'star', ${admin}, null, null, ${identity}, null, null, ${hash},
          p_seen => lethe.preview_hash(${person.customerId}, 'star'))`;
        written = write(person, 'too-late').catch((error: Error) => error.message);
        await untilSomebodyWaits(app);
      });
      expect(await written).toBe('customer_closed');
      expect(await findEverywhere(app, 'too-late')).toEqual([]);
    },
  );

  it(`survives ${RACES} interleavings of a decision and writers: no survivor, no lost decision`, async () => {
    const sql = database.pools.app;
    const writers = [...Object.values(raw), locked];
    const outcomes = ['star', 'destroy'];
    const lost: string[] = [];
    for (let round = 0; round < RACES; round += 8) {
      await Promise.all(
        Array.from({ length: 8 }, async (_, lane) => {
          const person = await insertPerson(sql);
          const requestId = await insertRequest(sql, person);
          const text = `survivor-${round + lane}-${person.canaries[0]}`;
          const writes = writers.map((write) => write(person, text).catch(() => undefined));
          const decided = await decide(requestId, person.customerId, outcomes[lane % 2] ?? 'star');
          if (decided !== 'won') lost.push(decided);
          await Promise.all(writes);
        }),
      );
    }
    expect(lost).toEqual([]);
    expect(await findEverywhere(sql, 'survivor-')).toEqual([]);
  }, 120_000);

  it(`is decided exactly once in ${RACES} races of four`, async () => {
    const sql = database.pools.app;
    for (let round = 0; round < RACES; round += 1) {
      const person = await insertPerson(sql);
      const requestId = await insertRequest(sql, person);
      const answers = await Promise.all(
        ['block', 'star', 'destroy', 'refuse'].map((outcome) =>
          decide(requestId, person.customerId, outcome),
        ),
      );
      expect(answers.filter((answer) => answer === 'won')).toHaveLength(1);
      expect(new Set(answers)).toEqual(new Set(['won', 'request_already_decided']));
      const [{ entries }] = await sql<[{ entries: number }]>`
        select count(*)::int as entries from lethe.audit where request_id = ${requestId}`;
      expect(entries).toBe(1);
    }
  }, 120_000);
});
