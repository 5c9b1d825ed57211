import * as fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { acceptEveryAddress } from '../../server/accounts/accept-every-address.ts';
import { normalizeEmail } from '../../server/blacklist/normalize.ts';
import { asciiDomain, emailAddress, senderAddress } from '../../server/values/email-address.ts';
import { Email } from '../../server/values/schema.ts';

const RUNS = { numRuns: 10_000 };

/** RFC 5321 `atext`, and letters beyond ASCII as RFC 6531 allows them. */
const atext = Array.from("abcxyzABCXYZ0189!#$%&'*+-/=?^_`{|}~äßéıøжש中あ한नि𝒩").concat('é'.normalize('NFD'));
const atom = fc
  .array(fc.constantFrom(...atext), { minLength: 1, maxLength: 10 })
  .map((parts) => parts.join(''));
const local = fc
  .array(atom, { minLength: 1, maxLength: 3 })
  .map((atoms) => atoms.join('.'))
  .filter((text) => !/^\p{M}|\.\p{M}/u.test(text));
const label = fc.constantFrom(
  'example',
  'a',
  'müller',
  'MÜLLER',
  'xn--mller-kva',
  'пример',
  'bücher-42',
  '例え',
);
const domain = fc
  .tuple(label, label, fc.constantFrom('example', 'com', 'рф', 'xn--p1ai', 'XN--P1AI', 'museum', 'co.uk'))
  .map((labels) => labels.join('.'));
const address = fc.tuple(local, domain).map(([name, at]) => `${name}@${at}`);
const marks = ['\u200b', '\u200e', '\u202a', '\u202c', '\u2068', '\ufeff', '\u00ad', ' ', '\t', '\n'];

describe('an e-mail address', () => {
  it('of whatever RFC 5321 and EAI allow is one, and has one form', () => {
    fc.assert(
      fc.property(address, (text) => {
        const form = emailAddress(text);
        expect(form, text).not.toBeNull();
        expect(emailAddress(form!)).toBe(form);
        expect(form!.toLowerCase(), 'better-auth writes it in lower case').toBe(form);
        expect(form!.split('@').at(-1)).toMatch(/^[a-z0-9.-]+$/u);
      }),
      RUNS,
    );
  });

  it('is the same with invisible marks and blanks around it, however its domain is written', () => {
    const around = fc.array(fc.constantFrom(...marks), { maxLength: 3 }).map((some) => some.join(''));
    fc.assert(
      fc.property(around, local, domain, around, (before, name, at, after) => {
        const form = emailAddress(`${name}@${at}`);
        expect(emailAddress(`${before}${name}@${at}${after}`)).toBe(form);
        expect(emailAddress(`${name}@${asciiDomain(at)}`)).toBe(form);
        expect(emailAddress(`${name}@${at.toUpperCase()}`)).toBe(form);
      }),
      RUNS,
    );
  });

  it('is never what a header, a list or a brackets could be broken by', () => {
    const alphabet = fc.constantFrom(
      ...Array.from('a@.,;:<>()[]"\\ \r\n\t\0'),
      '\u2028',
      '\ud800',
      '@x.example',
      '%2e',
    );
    fc.assert(
      fc.property(fc.array(alphabet, { maxLength: 12 }), (parts) => {
        const form = emailAddress(parts.join(''));
        if (form !== null) expect(form).toMatch(/^[^\s<>()[\]",;:\\\0@]+@[a-z0-9.-]+$/u);
      }),
      RUNS,
    );
  });

  it.each([
    ["Maeve.O'Neil@Lethe.example", "maeve.o'neil@lethe.example"],
    ['r&d@lethe.example', 'r&d@lethe.example'],
    ['x=y@lethe.example', 'x=y@lethe.example'],
    ['a/b@lethe.example', 'a/b@lethe.example'],
    ['kim@müller.example', 'kim@xn--mller-kva.example'],
    ['kim@xn--mller-kva.example', 'kim@xn--mller-kva.example'],
    ['почта@пример.рф', 'почта@xn--e1afmkfd.xn--p1ai'],
    ['kim@faß.example', 'kim@xn--fa-hia.example'],
    ['kim@例え。テスト', 'kim@xn--r8jz45g.xn--zckzah'],
  ])('%s is kept as %s', (text, form) => {
    expect(emailAddress(text)).toBe(form);
  });

  it.each([
    '',
    '@',
    'a',
    'a@',
    '@b.example',
    'a@b',
    '.a@b.example',
    'a.@b.example',
    'a..b@b.example',
    'a b@b.example',
    '"a b"@b.example',
    'a@[127.0.0.1]',
    'a@127.0.0.1',
    'a@-b.example',
    'a@b_c.example',
    'a@b..example',
    'a@b.example.',
    'a@b.example:80',
    'a@b.example/x',
    'a@b%2eexample.com',
    'a@b@c.example',
    `a@${'b'.repeat(64)}.example`,
    `${'a'.repeat(250)}@b.example`,
    'a\u2028b@b.example',
    'a\0@b.example',
    'Nora <nora@b.example>',
  ])('%j is none', (text) => {
    expect(emailAddress(text)).toBeNull();
  });

  it('is one to better-auth too: the pattern of the zod it shares with us asks our rule', () => {
    acceptEveryAddress();
    fc.assert(
      fc.property(address, (text) => {
        const form = v.parse(Email, text);
        expect(z.email().safeParse(form).success, form).toBe(true);
        expect(z.object({ email: z.email() }).safeParse({ email: form }).success).toBe(true);
      }),
      RUNS,
    );
    expect(z.email().safeParse('a b@b.example').success).toBe(false);
  });

  it('is one value on the blacklist, however its domain is written', () => {
    fc.assert(
      fc.property(local, domain, (name, at) => {
        expect(normalizeEmail(`${name}@${at}`)).toBe(normalizeEmail(emailAddress(`${name}@${at}`) ?? ''));
      }),
      RUNS,
    );
  });
});

describe('whom mails come from', () => {
  it.each([
    ['lethe@müller.example', 'lethe@xn--mller-kva.example'],
    ['Lethe & Söhne <Lethe@Müller.example>', 'Lethe & Söhne <lethe@xn--mller-kva.example>'],
    ['<lethe@lethe.example>', '<lethe@lethe.example>'],
    ['Lethe', null],
    ['Lethe <lethe>', null],
    ['Lethe <a@b.example> <c@d.example>', null],
    ['Lethe\r\nbcc: x <a@b.example>', null],
  ])('%j is sent as %j', (text, form) => {
    expect(senderAddress(text)).toBe(form);
  });
});
