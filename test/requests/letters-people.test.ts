import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lastMessage, PASSWORD, signedInCustomer, signIn } from '../support/accounts.ts';
import { type Client, createClient } from '../support/client.ts';
import { lookAndDecide } from '../support/decisions.ts';
import { customerOf } from '../support/intake.ts';
import { insertAdmin } from '../support/people.ts';
import type { TestServer } from '../support/server.ts';
import { registerSystem, type System, startWithSystems } from '../support/systems.ts';
import { untilSomebodyWaits } from '../support/waiting.ts';

/* The letters of real people in every state, through the doors: what a letter asks for is then done. */

let server: TestServer;
let admin: Client;
let crm: System;
beforeAll(async () => {
  ({ server, admin, crm } = await startWithSystems({ crm: 'CRM' }));
});
afterAll(() => server.stop());

const sql = () => server.database.pools.app;

interface Reader {
  customerId: string;
  /** Null where they have none. */
  email: string | null;
  /** Whether a letter may say whose it is. */
  name: string | null;
  /** What they can do. */
  can: 'sign in' | 'set a password' | 'write';
}

let next = 1;
/** Names that stand nowhere else. */
const fresh = () => ({
  name: `Zoe${next} Quill${next}`,
  email: `reader-${next}@lethe.example`,
  id: `r-${next++}`,
});

async function handedIn(
  facts: { name?: string | null; email?: string | null; phone?: string } = {},
): Promise<Reader> {
  const made = { ...fresh(), ...facts };
  const row = {
    externalId: made.id,
    fullName: made.name,
    email: made.email,
    phone: facts.phone,
    birthDate: `19${10 + (next % 80)}-01-02`,
  };
  const customerId = await customerOf(crm, row);
  return { customerId, email: made.email, name: made.name, can: 'set a password' };
}
async function withAccount(): Promise<Reader> {
  const { name } = fresh();
  const { customerId, email } = await signedInCustomer(server, name);
  return { customerId, email, name, can: 'sign in' };
}
async function neighborOf({ email }: Reader): Promise<void> {
  await handedIn({ email });
}
async function entered(customerId: string, type = 'removal'): Promise<string> {
  const { requestId } = await admin.call<{ requestId: string }>('admin.requests.create', {
    customerId,
    type,
  });
  return requestId;
}
const decide = (requestId: string, outcome: string, blacklist: string[] = []) =>
  lookAndDecide(admin, {
    requestId,
    outcome,
    blacklist,
    notify: true,
    reason: 'A court asks us to keep it.',
  });
async function blocked(reader: Reader): Promise<Reader> {
  await decide(await entered(reader.customerId), 'block');
  return { ...reader, can: 'write' };
}

const states: Record<string, () => Promise<Reader>> = {
  'with an account': withAccount,
  'handed in': handedIn,
  'who signed up and never confirmed the address': async () => {
    const { name, email } = fresh();
    await createClient(server.url).post('/api/auth/sign-up/email', { name, email, password: PASSWORD });
    const [made] = await sql()<[{ id: string }]>`select id from lethe.customers where email = ${email}`;
    return { customerId: made.id, email, name, can: 'set a password' };
  },
  'handed in without a name': () => handedIn({ name: null }),
  'handed in without an address': () => handedIn({ email: null }),
  'handed in, with a shared address': async () => {
    const reader = await handedIn();
    await neighborOf(reader);
    return { ...reader, name: null, can: 'write' };
  },
  'handed in, with the address of an account': async () => {
    const { email } = await withAccount();
    return { ...(await handedIn({ email })), name: null, can: 'write' };
  },
  'handed in, with the address of an admin': async () => {
    const { email } = fresh();
    await insertAdmin(sql(), email);
    return { ...(await handedIn({ email })), name: null, can: 'write' };
  },
  'with an account whose address others share': async () => {
    const reader = await withAccount();
    await neighborOf(reader);
    return { ...reader, name: null };
  },
  'with an account that was blocked': async () => blocked(await withAccount()),
  'handed in and blocked': async () => blocked(await handedIn()),
  'unblocked, whose password the block deleted': async () => {
    const reader = await blocked(await withAccount());
    await admin.call('admin.customers.unblock', { customerId: reader.customerId });
    return { ...reader, can: 'set a password' };
  },
};

/** The letters to this person's address since the call, and nothing else of the outbox. */
async function lettersOf(requestId: string): Promise<{ template: string; to: string; text: string }[]> {
  return sql()`
    select template, to_address as "to", subject || ' ' || body as text from lethe.outbox
    where request_id = ${requestId} and template not in ('new_request', 'admin_alert')`;
}

/** Does what the letter asks for, as its reader would. */
async function follow({ email, can }: Reader, text: string): Promise<void> {
  const links = [...text.matchAll(/http:\/\/127\S*\/[a-z-]\S*/gu)].map(([link]) =>
    link.replace(server.url, ''),
  );
  if (can === 'write') expect(links).toEqual([]);
  if (can === 'set a password') {
    expect([...new Set(links)]).toEqual(['/forgot-password']);
    await createClient(server.url).post('/api/auth/request-password-reset', { email });
    expect((await lastMessage(server, email!))?.subject).toBe('Set a new password');
  }
  if (can === 'sign in') {
    expect(links).toContain('/account/personal-data');
    await signIn(server, email!);
  }
}

async function expectOwnNameOnly({ name, customerId }: Reader, text: string): Promise<void> {
  const others = await sql()<{ name: string }[]>`
    select name from lethe.customers where name like 'Zoe%' and (id <> ${customerId} or ${name === null})`;
  for (const other of others) expect(text).not.toMatch(new RegExp(`${other.name}\\b`, 'u'));
  expect(text).toContain(`Dear ${name ?? 'customer'},`);
}

describe.each(Object.entries(states))('somebody %s', (state, made) => {
  it.each([null, 'block', 'star', 'destroy', 'refuse'])(
    'reads nothing that they cannot do, and no other name, in the letters of a request (%s)',
    async (outcome) => {
      const reader = await made();
      const requestId = await entered(reader.customerId);
      const canBlock = !state.endsWith('blocked');
      if (outcome !== null && (outcome !== 'block' || canBlock)) await decide(requestId, outcome);
      const letters = await lettersOf(requestId);
      if (reader.email === null) return expect(letters).toEqual([]);
      const received = letters.find(({ template }) => template === 'request_received');
      // A star or a destroy deletes what was still to be sent.
      if (outcome === null || outcome === 'refuse') await follow(reader, received?.text ?? '');
      for (const letter of letters) {
        expect(letter.to).toBe(reader.email);
        await expectOwnNameOnly(reader, letter.text);
      }
      const told = letters.find(({ template }) => template.startsWith('outcome'));
      if (outcome === 'refuse') await follow(reader, told?.text ?? '');
      if (outcome === 'block' && canBlock) await follow({ ...reader, can: 'write' }, told?.text ?? '');
      if (told !== undefined && outcome !== 'destroy')
        expect(told.text).toContain('A court asks us to keep it.');
      return undefined;
    },
  );
});

const lettersAs = async (requestId: string, template: string) =>
  (await lettersOf(requestId)).filter((letter) => letter.template === template);

it('a request that its customer cancelled is confirmed once, however often they press', async () => {
  const reader = await signedInCustomer(server, 'Zoe Cancels');
  const ask = () =>
    reader.client.call<{ requestId: string }>('customer.requests.create', { type: 'removal' });
  const { requestId } = await ask();
  const cancel = () => reader.client.call('customer.requests.cancel', { requestId });
  await Promise.allSettled([cancel(), cancel(), cancel()]);
  const [letter, ...more] = await lettersAs(requestId, 'request_cancelled');
  expect(more).toEqual([]);
  expect(letter).toMatchObject({ to: reader.email });
  expect(letter?.text).toMatch(
    /is cancelled.*Zoe Cancels.*You can make a new request.*If you did not cancel it/su,
  );
  const other = await signedInCustomer(server);
  const foreign = await ask();
  await expect(
    other.client.call('customer.requests.cancel', { requestId: foreign.requestId }),
  ).rejects.toMatchObject({
    kind: 'request_not_found',
  });
  expect(await lettersAs(foreign.requestId, 'request_cancelled')).toEqual([]);
});

describe('what a system keeps', () => {
  async function answered(outcome: string, answers: Record<string, unknown>[]): Promise<string> {
    const reader = await handedIn();
    const requestId = await entered(reader.customerId);
    await decide(requestId, outcome);
    const [notice] = await sql()<[{ id: string }]>`
      select n.id from lethe.erasure_notices n where n.request_id = ${requestId} and n.system_id in (
        select id from lethe.systems where name = 'CRM')`;
    for (const answer of answers)
      await crm.call('system.erasures.acknowledge', { erasureId: notice.id, ...answer });
    return requestId;
  }
  it('waits for a decision that erases them in this moment, and is then told to nobody', async () => {
    const reader = await handedIn();
    const requestId = await entered(reader.customerId);
    await decide(requestId, 'block');
    const [notice] = await sql()<[{ id: string }]>`
      select n.id from lethe.erasure_notices n join lethe.systems r on r.id = n.system_id
      where n.request_id = ${requestId} and r.name = 'CRM'`;
    let answer: Promise<unknown> = Promise.resolve();
    await server.database.pools.decisions.begin(async (tx) => {
      await tx`select from lethe.customers where id = ${reader.customerId} for update`;
      answer = crm.call('system.erasures.acknowledge', { erasureId: notice.id, ...RETAINED });
      await untilSomebodyWaits(sql());
      await tx`select set_config('lethe.guard', 'off', true)`;
      await tx`update lethe.customers set state = 'starred', email = null where id = ${reader.customerId}`;
    });
    expect(await answer).toMatchObject({ result: 'retained' });
    expect(await lettersAs(requestId, 'system_keeps')).toEqual([]);
  });

  it('is told to nobody where another system answers', async () => {
    const reader = await handedIn();
    const requestId = await entered(reader.customerId);
    await decide(requestId, 'block');
    const [notice] = await sql()<[{ id: string }]>`
      select n.id from lethe.erasure_notices n join lethe.systems r on r.id = n.system_id
      where n.request_id = ${requestId} and r.name = 'CRM'`;
    const other = await registerSystem(server, admin, `Other ${next++}`);
    await expect(
      other.call('system.erasures.acknowledge', { erasureId: notice.id, ...RETAINED }),
    ).rejects.toMatchObject({ kind: 'erasure_not_found' });
    expect(await lettersAs(requestId, 'system_keeps')).toEqual([]);
  });

  const RETAINED = { result: 'retained', reason: 'Tax law.', until: '2034-12-31' };

  it('is told to the person once: which system, why and until when', async () => {
    const requestId = await answered('block', [RETAINED, RETAINED, { ...RETAINED, reason: 'Other law.' }]);
    const letters = await lettersAs(requestId, 'system_keeps');
    expect(letters).toHaveLength(1);
    expect(letters[0]?.text).toMatch(
      /CRM has informed us.*Tax law\..*until 31 December 2034.*authority.*court/su,
    );
  });

  it('is not told where nothing is kept', async () => {
    const requestId = await answered('block', [{ result: 'done' }]);
    expect(await lettersAs(requestId, 'system_keeps')).toEqual([]);
  });

  it.each(['star', 'destroy'])(
    'after a %s cannot be: the letter said whom to ask, and no address is kept',
    async (outcome) => {
      const requestId = await answered(outcome, [RETAINED]);
      const [letter] = await lettersAs(
        requestId,
        outcome === 'star' ? 'outcome_starred' : 'outcome_destroyed',
      );
      expect(letter?.text).toMatch(/We have notified these systems.*CRM.*write to the operator of/su);
      expect(await lettersAs(requestId, 'system_keeps')).toEqual([]);
    },
  );
});

describe('that a block is lifted', () => {
  async function lifted(reader: Reader, blacklist: string[] = [], removeFromBlacklist = false) {
    const requestId = await entered(reader.customerId);
    await decide(requestId, 'block', blacklist);
    const { customerId } = reader;
    await admin.call('admin.customers.unblock', { customerId, removeFromBlacklist });
    return lettersAs(requestId, 'account_unblocked');
  }
  async function comesBack({ email }: Reader): Promise<void> {
    await createClient(server.url).post('/api/auth/request-password-reset', { email });
    const token = /#([\w-]+)/u.exec((await lastMessage(server, email!))?.body ?? '')?.[1];
    await createClient(server.url).post('/api/auth/reset-password', { token, newPassword: PASSWORD });
    await signIn(server, email!);
  }

  it.each([
    ['with an account', withAccount, []],
    ['with an account, whose address stays on the blacklist', withAccount, ['email']],
    ['handed in', handedIn, []],
    ['handed in, whose phone stays on the blacklist', () => handedIn({ phone: '+49 30 1234599' }), ['phone']],
  ] as const)('is told to somebody %s, who sets a password and comes back', async (_, made, listed) => {
    const reader = { ...(await made()), can: 'set a password' } as const;
    const [letter, ...more] = await lifted(reader, [...listed]);
    expect(more).toEqual([]);
    expect(letter?.to).toBe(reader.email);
    expect(letter?.text).toMatch(/no longer blocked.*We have lifted this block.*see, correct and download/su);
    expect(/a fingerprint/u.test(letter?.text ?? '')).toBe(listed.length > 0);
    await expectOwnNameOnly(reader, letter?.text ?? '');
    await follow(reader, letter?.text ?? '');
    await comesBack(reader);
  });

  it('is told without a name where others read the mailbox', async () => {
    const reader = { ...(await handedIn()), name: null, can: 'write' } as const;
    await neighborOf(reader);
    const [letter] = await lifted(reader);
    expect(letter?.text).toMatch(/Several people may use.*write to the operator of http/su);
    await expectOwnNameOnly(reader, letter?.text ?? '');
    await follow(reader, letter?.text ?? '');
  });

  it('promises no sign-in with an address that stays on the blacklist and was never proved', async () => {
    const reader = { ...(await handedIn()), can: 'write' } as const;
    const [letter] = await lifted(reader, ['email']);
    expect(letter?.text).toMatch(/is on our blacklist.*write to the operator.*a fingerprint/su);
    await follow(reader, letter?.text ?? '');
    await expect(comesBack(reader), 'as the letter has it').rejects.toThrow('401');
    const other = { ...(await handedIn()), can: 'set a password' } as const;
    const [freed] = await lifted(other, ['email'], true);
    expect(freed?.text).not.toMatch(/blacklist|a fingerprint/u);
    await comesBack(other);
  });

  it('is told to nobody whose address we do not know, and to nobody whose block stays', async () => {
    expect(await lifted(await handedIn({ email: null }))).toEqual([]);
    const reader = await withAccount();
    const requestId = await entered(reader.customerId);
    await decide(requestId, 'block');
    await sql()`alter table lethe.outbox add constraint refuses check (template <> 'account_unblocked') not valid`;
    const { customerId } = reader;
    await expect(
      admin.call('admin.customers.unblock', { customerId }),
      'the letter is part of it',
    ).rejects.toMatchObject({ kind: 'internal_error' });
    await sql()`alter table lethe.outbox drop constraint refuses`;
    expect(await sql()`select state from lethe.customers where id = ${customerId}`).toEqual([
      { state: 'blocked' },
    ]);
  });

  it('is told in the words that an admin saved, which leave out no hash that is kept', async () => {
    const words = { subject: 'No. {{requestNumber}}', body: 'Welcome back, {{fullName}}.' };
    await admin.call('admin.templates.update', { name: 'account_unblocked', ...words });
    const reader = await withAccount();
    const [letter] = await lifted(reader, ['email']);
    expect(letter?.text).toMatch(
      new RegExp(`^No. \\d+ Welcome back, ${reader.name}\\.\n\n.*a fingerprint`, 'u'),
    );
    await admin.call('admin.templates.reset', { name: 'account_unblocked' });
  });
});
