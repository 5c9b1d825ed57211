import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lastMessage, PASSWORD, signedInAdmin, signedInCustomer, signIn } from '../support/accounts.ts';
import { type Client, createClient } from '../support/client.ts';
import { customerOf, decided } from '../support/intake.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { billFor, registerSystem, type System } from '../support/systems.ts';
import { codeOf, giveCode, giveRecoveryCode, letCodesPass, setUpTwoFactor } from '../support/two-factor.ts';

/* What people reported of comparable software, tried here: whose account it is, and what they type to prove it. */

let server: TestServer;
let admin: Client;
let shop: System;
let n = 0;
beforeAll(async () => {
  server = await startServer();
  admin = (await signedInAdmin(server)).client;
});
afterAll(() => server.stop());
beforeEach(async () => {
  await sql()`update lethe.system_keys set revoked_at = now() where revoked_at is null`;
  shop = await registerSystem(server, admin, `Shop ${++n}`);
});

const sql = () => server.database.pools.app;

describe('an account that moves to an address which a system handed in', () => {
  async function moved(handedIn: object) {
    const email = `family-${n}@lethe.example`;
    const person = await customerOf(shop, { externalId: 'there', email, ...handedIn });
    await shop.call('system.invoices.upsert', { items: [billFor({ externalId: 'there' }, 'secret')] });
    const { client, customerId } = await signedInCustomer(server, 'Bert Example');
    await client.call('customer.profile.update', { birthDate: '1982-01-01' });
    await client.call('customer.email.change', { newEmail: email });
    const token = /#([\w-]+)/u.exec((await lastMessage(server, email))?.body ?? '')?.[1];
    await client.call('account.confirmEmailChange', { token });
    const { items } = await (await signIn(server, email)).call<{ items: object[] }>('customer.invoices.list');
    return { email, person, customerId, seen: items.length };
  }

  it.each([
    ['of another name and birth date', { fullName: 'Anna Example', birthDate: '1980-01-01' }, false],
    ['of another name', { fullName: 'Anna Example' }, true],
    ['of its name and another birth date', { fullName: 'Bert Example', birthDate: '1950-01-01' }, true],
  ])(
    'for somebody %s sees nothing of them, and its erasure names nothing of them',
    async (_, handedIn, isUnclear) => {
      const { email, person, customerId, seen } = await moved(handedIn);
      expect(seen).toBe(0);
      const noted =
        await sql()`select other_id from lethe.possible_matches where customer_id = ${customerId}`;
      expect(noted, 'an admin is shown both').toEqual(isUnclear ? [{ other_id: person }] : []);
      await decided(admin, customerId, 'destroy');
      expect(await shop.call('system.erasures.feed')).toMatchObject({
        items: [{ externalIds: [], records: [] }],
      });
      expect(await sql()`select id from lethe.customers where email = ${email}`).toEqual([{ id: person }]);
    },
  );

  it.each([
    ['of its name', { fullName: 'EXAMPLE, Bert' }],
    ['without a name', {}],
  ])('for somebody %s is that person', async (_, handedIn) => {
    const { customerId, seen } = await moved(handedIn);
    expect(seen).toBe(1);
    await decided(admin, customerId, 'destroy');
    expect(await shop.call('system.erasures.feed')).toMatchObject({ items: [{ externalIds: ['there'] }] });
  });
});

it('a link to set a password goes to the mailbox of the account alone, whatever look-alike was typed', async () => {
  const email = `kiss-${n}@lethe.example`;
  await customerOf(shop, { externalId: 'kiss', email, fullName: 'Kim' });
  const alike: Record<string, string[]> = {
    k: ['K', '\u212a', 'ｋ'],
    i: ['I', 'ı', 'İ'],
    s: ['S', 'ſ', 'ｓ'],
    l: ['ℓ'],
    e: ['е'],
  };
  const typed = fc
    .tuple(...Array.from(email, (letter) => fc.constantFrom(letter, ...(alike[letter] ?? []))))
    .map((letters) => letters.join(''));
  await sql()`delete from lethe.outbox`;
  await fc.assert(
    fc.asyncProperty(typed, async (address) => {
      await createClient(server.url).post('/api/auth/request-password-reset', { email: address });
      const sent = await sql()`select distinct to_address from lethe.outbox`;
      expect(sent, address).toEqual([{ to_address: email }]);
    }),
    { numRuns: 20, examples: [[email]] },
  );
});

/* Digits as a keyboard in Japanese (https://github.com/longbridge/gpui-kit/pull/2261) or Arabic types them, groups as apps and papers show them
   (https://github.com/hitobito/hitobito/issues/2874, https://github.com/silverstripe/silverstripe-mfa/issues/435). */
describe('a code of the second factor', () => {
  const inDigitsFrom = (zero: string) => (code: string) =>
    code.replaceAll(/\d/gu, (digit) => String.fromCodePoint(zero.codePointAt(0)! + Number(digit)));
  const inGroups = (between: string) => (code: string) => `${code.slice(0, 3)}${between}${code.slice(3)}`;
  const beginSignIn = async (email: string) => {
    const client = createClient(server.url);
    await client.post('/api/auth/sign-in/email', { email, password: PASSWORD });
    return client;
  };

  it('is the same in the digits of any keyboard, and however it is grouped', async () => {
    const { client, email } = await signedInCustomer(server);
    const { totpURI } = await setUpTwoFactor(client, sql());
    const spellings = [
      ...['０', '٠', '۰', '०', '𝟎'].map(inDigitsFrom),
      ...['-', '\u2013', '\u00a0', '\u3000', '\u200b'].map(inGroups),
    ];
    for (const spelled of spellings) {
      await letCodesPass(sql());
      const typed = spelled(codeOf(totpURI));
      expect((await giveCode(await beginSignIn(email), typed)).status, typed).toBe(200);
    }
    for (const typed of ['１２３４５', '一二三四五六', '½½½½½½', '1e4567', '']) {
      expect((await giveCode(await beginSignIn(email), typed)).status, typed).toBe(400);
    }
  });

  it('for recovery counts with another dash, without one, and with blanks; its letters stay as they are', async () => {
    const { client, email } = await signedInCustomer(server);
    const { backupCodes } = await setUpTwoFactor(client, sql());
    const spellings: ((code: string) => string)[] = [
      (code) => code.replace('-', ''),
      (code) => code.replace('-', ' '),
      (code) => code.replace('-', '\u2013'),
      (code) => code.replace('-', '\u2011'),
      (code) => `\ufeff${code.replace('-', ' - ')}\u200b\n`,
      (code) => code.replaceAll(/[!-~]/gu, (sign) => String.fromCodePoint(sign.codePointAt(0)! + 0xfee0)),
    ];
    for (const [at, spelled] of spellings.entries()) {
      const typed = spelled(backupCodes[at]!);
      expect((await giveRecoveryCode(await beginSignIn(email), typed)).status, typed).toBe(200);
    }
    const other = backupCodes[9]!.replaceAll(/[a-z]/giu, (letter) =>
      letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
    );
    expect((await giveRecoveryCode(await beginSignIn(email), other)).status).toBe(401);
  });
});
