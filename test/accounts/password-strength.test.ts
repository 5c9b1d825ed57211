import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isEasyToGuess } from '../../server/accounts/password-strength.ts';
import { lastMessage, PASSWORD, signedInCustomer, signIn } from '../support/accounts.ts';
import { createClient } from '../support/client.ts';
import { rounds } from '../support/depth.ts';
import { startServer, type TestServer } from '../support/server.ts';

const COMMON = [
  'password1234',
  'Password1234',
  'P@ssw0rd1234',
  ' '.repeat(12),
  'a'.repeat(12),
  'a'.repeat(128),
  'abcdefghijkl',
  '123456789012',
  '210987654321',
  'qwertyuiop[]',
  'asdfghjkl123',
  'abcabcabcabc',
  'iloveyouforever',
  'letmeinletmein',
  'administrator1',
  // Common, with what people add to it.
  'sunshine-2019',
  'football-1987',
  // The name of the product.
  'letheadmin12',
  'Lethepassword!',
  '🎉'.repeat(12),
];

describe('a password', () => {
  it.each(COMMON)('that is common is easy to guess: %j', (password) => {
    expect(isEasyToGuess(password, null)).toBe(true);
  });

  it('that repeats itself, counts on, or is made of its address is easy to guess, whatever it repeats', () => {
    // One sign may be several characters: what repeats is there three times at least.
    const whole = (text: string) => Array.from(text).slice(0, 128).join('');
    const unit = fc.constantFrom('grapheme' as const, 'binary-ascii' as const);
    const repeated = unit
      .chain((one) =>
        fc.tuple(fc.string({ unit: one, minLength: 1, maxLength: 3 }), fc.integer({ min: 12, max: 40 })),
      )
      .map(([word, times]) => whole(word.repeat(times)));
    const counted = fc
      .tuple(
        fc.constantFrom('abcdefghijklmnopqrstuvwxyz', '01234567890123456789'),
        fc.integer({ min: 0, max: 6 }),
      )
      .map(([alphabet, from]) => alphabet.slice(from, from + 12));
    fc.assert(
      fc.property(fc.oneof(repeated, counted), (password) => isEasyToGuess(password, null)),
      {
        numRuns: rounds(200, 1_000),
      },
    );
    const address = fc.emailAddress().filter((email) => email.length >= 12 && email.length <= 32);
    const own = fc
      .tuple(address, fc.constantFrom('', '1', '!', '12'), fc.boolean())
      .map(([email, end, loud]) => ({ email, password: (loud ? email.toUpperCase() : email) + end }));
    fc.assert(
      fc.property(own, ({ email, password }) => isEasyToGuess(password, email)),
      { numRuns: rounds(60, 300) },
    );
  });

  it('made by chance, or of a few unrelated words, is not', () => {
    const letters = fc.string({
      unit: fc.constantFrom(...Array.from('abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789')),
      minLength: 14,
      maxLength: 128,
    });
    fc.assert(
      fc.property(
        fc.noShrink(letters).filter((text) => new Set(text).size > 9),
        (text) => !isEasyToGuess(text, 'a@b.example'),
      ),
      { numRuns: rounds(100, 500) },
    );
    const twice = 'zebra lamp orbit '.repeat(2);
    for (const fine of [
      PASSWORD,
      'correct horse battery staple',
      'zebra lamp orbit',
      'Möhre-Kran-Wolke-7',
      twice,
    ])
      expect(isEasyToGuess(fine, 'nora@lethe.example'), fine).toBe(false);
  });

  it('is looked at in little time, however it is made', () => {
    for (const word of ['p4$$w0rd', '4(3[!|1!$5+7%2', 'a1', '1990', 's$5z2t7+1!il|', '19']) {
      const started = performance.now();
      isEasyToGuess(word.repeat(128).slice(0, 128), `${'long.name-'.repeat(6)}@some.long.host.example`);
      expect(performance.now() - started, word).toBeLessThan(500);
    }
  });
});

describe('a new password that is easy to guess', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.stop());

  it('is refused wherever one is set, in words of its own, and changes nothing', async () => {
    const { client, email, customerId } = await signedInCustomer(server);
    const stranger = createClient(server.url);
    await stranger.post('/api/auth/request-password-reset', { email });
    const token = /#([\w-]+)/u.exec((await lastMessage(server, email))?.body ?? '')?.[1];
    const newcomer = 'somebody-new@lethe.example';
    for (const [path, as, field, body] of [
      ['sign-up/email', stranger, 'password', { name: 'N', email: newcomer }],
      ['sign-up/email', stranger, 'password', { name: 'N', email }],
      ['reset-password', stranger, 'newPassword', { token }],
      ['change-password', client, 'newPassword', { currentPassword: PASSWORD }],
    ] as const) {
      const own = path === 'sign-up/email' && body.email === newcomer ? newcomer : email;
      for (const easy of ['password1234', ' '.repeat(12), 'zzzzzzzzzzzz', own, `${own.toUpperCase()}!`]) {
        const response = await as.post(`/api/auth/${path}`, { ...body, [field]: easy });
        expect([response.status, await response.json()], `${path} ${easy}`).toMatchObject([
          400,
          { error: { data: { kind: 'password_too_easy', field } } },
        ]);
      }
    }
    const [made] = await server.database.pools.app`select from lethe.users where email = ${newcomer}`;
    expect(made).toBeUndefined();
    const [{ count }] = await server.database.pools.app<[{ count: number }]>`
      select count(*)::int as count from lethe.verifications where value = ${customerId}`;
    expect(count, 'the link is still good').toBe(1);
    await signIn(server, email);
  });
});
