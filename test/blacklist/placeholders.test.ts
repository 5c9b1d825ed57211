import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { importBlacklistKey } from '../../server/blacklist/hmac.ts';
import { identifiersOf } from '../../server/blacklist/rules.ts';

const RUNS = { numRuns: 2_000 };

const key = importBlacklistKey('a key that is only for tests');
const kindsOf = async (identity: Parameters<typeof identifiersOf>[0]) =>
  (await identifiersOf(identity, await key)).map(({ kind }) => kind);

const words =
  `n/a|N.A.|na|none|NULL|nil|unknown|Not known|undefined|test|tbd|anonymous|no name|keine Angabe|k. A.|unbekannt|
  entfällt|ENTFAELLT|inconnu|néant|non communiqué|desconocido|ninguno|vacío|desconhecido|sconosciuto|onbekend|n.v.t.|okänd|ukjent|tuntematon|
  brak|nieznany|neznámý|неизвестно|НЕТ|не указано|невідомо|ismeretlen|necunoscut|bilinmiyor|yok|άγνωστο|غير معروف|لا يوجد|לא ידוע|
  अज्ञात|无|未知|不详|なし|不明|없음|không có|tidak ada|-|--|.|?|***|#|x|XXX|xxxxxx|0|00000|1111111|９９９９９９|٠٠٠٠٠٠|123456789|
  1234567890|987654321|abc|xyz|asdf`
    .split('|')
    .map((word) => word.trim());

describe('what stands for nobody', () => {
  test.each(words)('%s is never listed, as company number or as a name', async (word) => {
    expect(await kindsOf({ companyNumber: word })).toEqual([]);
    expect(await kindsOf({ fullName: word, birthDate: '1980-02-29' })).toEqual([]);
    expect(await kindsOf({ fullName: `${word} ${word}`, birthDate: '1980-02-29' })).toEqual([]);
  });

  test('in whatever case, with whatever signs and invisible characters between', async () => {
    const sign = fc.constantFrom('', '', ' ', '-', '.', '/', '_', '\u200b', '\u00a0', '\u00ad', '\u202e');
    const placeholder = fc
      .constantFrom(...words)
      .chain((word) =>
        fc
          .tuple(
            ...Array.from(word, (letter) => fc.tuple(fc.constantFrom(letter, letter.toUpperCase()), sign)),
          )
          .map((letters) => letters.flat().join('')),
      );
    await fc.assert(
      fc.asyncProperty(placeholder, async (word) => {
        expect(await kindsOf({ companyNumber: word })).toEqual([]);
      }),
      RUNS,
    );
  });

  test.each(
    `0000000|000 000|n/a|none|-|x|1|112|+49 000000|+1 1111111|0049 0000000|0111111|123456789|+49 123456789|0123456789|987654321|٠٠٠٠٠٠٠`.split(
      '|',
    ),
  )('%s is no phone number to list', async (phone) => {
    expect(await kindsOf({ phone })).toEqual([]);
  });

  test.each(
    'none@none.com|n/a@n/a|x@x.xx|test@test.de|unknown@unknown.example|noreply@firm.example|no-reply@firm.example|no.email@gmail.com|none@gmail.com|keine@mail.de|@|-@-.-|null@domain.com'.split(
      '|',
    ),
  )('%s is no address to list', async (email) => {
    expect(await kindsOf({ email })).toEqual([]);
  });

  test.each(['HRB 0', 'HRB 00000', 'DE 999999999', 'DE123456789'])(
    '%s is no number of a company',
    async (companyNumber) => {
      expect(await kindsOf({ companyNumber })).toEqual([]);
    },
  );

  test.each(['1900-01-01', '1970-01-01', '0001-01-01', '9999-12-31'])(
    'a name with %s would be every namesake',
    async (birthDate) => {
      expect(await kindsOf({ fullName: 'Thomas Müller', birthDate })).toEqual([]);
    },
  );
});

test('what names somebody is listed', async () => {
  const who = {
    email: 'test@firm.example',
    phone: '+49 30 901820',
    fullName: 'Test Nobody',
    birthDate: '1970-01-02',
    companyNumber: 'HRB 12345',
  };
  expect(await kindsOf(who)).toEqual(['email', 'phone', 'person', 'company_number']);
  for (const email of [
    'none@firm.example',
    'x@firm.example',
    'anna@gmail.com',
    'info@firm.example',
    'a@b.example',
  ])
    expect(await kindsOf({ email }), email).toEqual(['email']);
  for (const phone of ['+47 22 11 00 11', '+49 30 1234567', '+1 212 555 0100', '030 123456'])
    expect(await kindsOf({ phone }), phone).toEqual(['phone']);
  for (const companyNumber of ['12', 'NO 444 555', 'FN 123456 x', '05-0001-00', 'ATU13585627'])
    expect(await kindsOf({ companyNumber }), companyNumber).toEqual(['company_number']);
  for (const fullName of ['Nil Şahin', 'Anna Test', 'Ng', 'Li Na', '王 芳', '王'])
    expect(await kindsOf({ fullName, birthDate: '1980-02-29' }), fullName).toEqual(['person']);
});
