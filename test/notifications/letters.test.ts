import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PersonalKind } from '../../server/blacklist/schema.ts';
import { defaults } from '../../server/notifications/defaults.ts';
import { type NotificationFacts, render } from '../../server/notifications/rules.ts';
import { RequestLetter } from '../../server/notifications/schema.ts';
import { awkward } from '../support/awkward.ts';

/* Every letter in its default words, for every state of its reader: what it must say, and what it must not ask for. */

const URL = 'https://lethe.example';
const access = fc.constantFrom('account', 'password', 'shared', 'listed', 'blocked' as const);
const day = fc.constantFrom('2026-12-01', '2027-02-28', '2034-12-31', '9999-12-31');
const system = fc.constantFrom('Billing', 'R&D; Ltd', 'Newsletter of 1999', 'ß');
/** Three line breaks become two in a letter. The quotation marks tell what was typed from what we say. */
const typed = awkward.filter((text) => !/\n{3}/u.test(text)).map((text) => `«${text}»`);
const reason = fc.option(typed, { nil: null });
const facts: fc.Arbitrary<NotificationFacts> = fc.record({
  fullName: fc.constantFrom(null, 'Ines Example', ' '),
  requestNumber: fc.integer({ min: 1, max: 1_000_000 }),
  requestType: fc.constantFrom('removal', 'anonymization'),
  answerBy: day,
  automaticOn: day,
  url: fc.constant(URL),
  access,
  reason,
  automatic: fc.boolean(),
  blacklisted: fc.uniqueArray(fc.constantFrom(...PersonalKind.options)),
  notified: fc.uniqueArray(system),
  replaces: fc.option(fc.integer({ min: 1_000_001, max: 1_000_009 }), { nil: undefined }),
  kept: fc.record({ system, reason, until: fc.option(day, { nil: null }) }),
});
type Letter = { name: RequestLetter; facts: NotificationFacts; text: string };
const letters = fc
  .tuple(fc.constantFrom(...RequestLetter.options.filter((name) => name !== 'new_request')), facts)
  .map(([name, given]): Letter => {
    const { subject, body } = render(name, defaults[name], given);
    return { name, facts: given, text: `${subject}\n\n${body}` };
  });
const everyLetter = (holds: (letter: Letter) => void) =>
  fc.assert(fc.property(letters, holds), { numRuns: 10_000 });

const SIGN_IN =
  /\/sign-in|\/account|(?<!cannot |can )\bsign in\b(?! with it| to see)|your Personal Data page/u;
const SET_PASSWORD = /\/forgot-password|set a (?:new )?password/u;
/** What the person wrote or another system said is nobody's request to do something. */
const withoutQuoted = ({ text, facts: given }: Letter) =>
  [given.reason, given.kept?.reason].reduce<string>(
    (left, said) => (said ? left.replaceAll(said, '') : left),
    text,
  );

/** Those that say how the reader goes on. */
const WAYS: RequestLetter[] = ['request_received', 'outcome_blocked', 'outcome_refused', 'account_unblocked'];

describe('a letter', () => {
  it('asks whoever cannot sign in neither to do so nor to set a password, and says whom to write to', () =>
    everyLetter((letter) => {
      if (letter.facts.access === 'account' || letter.facts.access === 'password') return;
      const said = withoutQuoted(letter).replaceAll('cancelled on your Personal Data page', '');
      expect(said).not.toMatch(SIGN_IN);
      expect(said).not.toMatch(SET_PASSWORD);
      if (WAYS.includes(letter.name))
        expect(said).toContain(`write to the operator of ${URL} and give the number`);
    }));

  it('sends whoever has no password to set one first, and nowhere else', () =>
    everyLetter((letter) => {
      if (letter.facts.access !== 'password') return;
      const said = withoutQuoted(letter);
      expect(said).not.toMatch(/\/account|\/sign-in/u);
      if (WAYS.includes(letter.name)) expect(said).toContain(`${URL}/forgot-password`);
    }));

  it('says why, and where to complain, wherever less was done than asked; never where all was', () =>
    everyLetter(({ name, facts: given, text }) => {
      const inFull =
        name === 'outcome_destroyed' || (name === 'outcome_starred' && given.requestType === 'anonymization');
      if (
        !['outcome_blocked', 'outcome_refused', 'outcome_starred', 'system_keeps'].includes(name) ||
        inFull
      ) {
        expect(text).not.toMatch(/data protection authority/u);
        return;
      }
      expect(text).toMatch(/data protection authority.*court/u);
      const why = name === 'system_keeps' ? given.kept?.reason : given.reason;
      if (why) expect(text).toContain(why);
      if (name === 'outcome_blocked' && !why) expect(text).not.toContain('Our reasons');
    }));

  it('tells an automatic decision, and of exactly the listed identifiers that a fingerprint is kept', () =>
    everyLetter(({ name, facts: given, text }) => {
      const decided = ['outcome_blocked', 'outcome_starred', 'outcome_destroyed'].includes(name);
      const lists = decided || name === 'account_unblocked';
      expect(/decided automatically.*reviewed by a person/u.test(text)).toBe(
        decided && given.automatic === true,
      );
      const notice =
        /fingerprint, a code made with a secret key, of (.*) for \d+ years/u.exec(text)?.[1] ?? '';
      const listed = {
        email: 'e-mail',
        phone: 'phone',
        person: 'birth date',
        company_number: 'company number',
      };
      for (const kind of PersonalKind.options)
        expect(notice.includes(listed[kind])).toBe(lists && given.blacklisted?.includes(kind) === true);
    }));

  it('names every system that is notified, and says how the person learns what one keeps', () =>
    everyLetter(({ name, facts: given, text }) => {
      const notified = given.notified ?? [];
      if (
        !['outcome_blocked', 'outcome_starred', 'outcome_destroyed'].includes(name) ||
        notified.length === 0
      ) {
        expect(text).not.toContain('We have notified');
        return;
      }
      const told = /We have notified .*/u.exec(text)?.[0] ?? '';
      for (const one of notified) expect(told).toContain(one);
      expect(told).toMatch(name === 'outcome_blocked' ? /in another message/u : /write to the operator of/u);
    }));

  it('says which request of a system the person’s own one ends', () =>
    everyLetter(({ name, facts: given, text }) => {
      const replaced = /replaces request no. (\d+).*That one is cancelled/u.exec(text)?.[1];
      const expected = name === 'request_received' ? given.replaces : undefined;
      expect(replaced).toBe(expected?.toString());
    }));

  it('says which system keeps something, why and until when', () =>
    everyLetter(({ name, facts: given, text }) => {
      if (name !== 'system_keeps' || !given.kept) return;
      expect(text).toContain(`${given.kept.system} has informed us that it keeps data about you.`);
      expect(text).toContain(given.kept.reason ?? 'It gave no reason.');
      if (given.kept.until === null) expect(text).toContain('It named no date');
      else expect(text).toContain(`until ${Number(given.kept.until.slice(8))} `);
    }));

  it('carries its number, is spelt in one way and leaves no gap where it has nothing to say', () =>
    everyLetter(({ facts: given, text }) => {
      expect(text).toContain(String(given.requestNumber));
      expect(withoutQuoted({ name: 'new_request', facts: given, text })).not.toMatch(
        /anonymis|pseudonymis|\{\{|null|undefined/iu,
      );
    }));
});
