import { lettersAndDigits, normalizePerson, withoutUmlauts } from './normalize.ts';

/** What people and programs write for an unknown value, by language. Only letters and digits count: `N/A`, `n. a.` and `na` are the same. */
const PLACEHOLDERS: Record<string, string> = {
  en: `n/a|na|none|null|nil|nan|unknown|not known|undefined|empty|blank|test|testing|tester|dummy|example|sample|tbd|tba|tbc|todo|
    anonymous|anon|no name|not given|not provided|not available|not applicable|not specified|unspecified|missing|no|nothing|void|
    default|deleted|removed|redacted|withheld|asdf|asdfgh|qwerty|qwertz|azerty|foo|bar|foo bar|john doe|jane doe`,
  de: `keine|kein|keiner|k. a.|keine angabe|unbekannt|nicht bekannt|nicht vorhanden|ohne|entfällt|leer|nichts|nein|muster|
    mustermann|max mustermann|erika mustermann|musterfrau|gelöscht`,
  fr: 'inconnu|inconnue|néant|aucun|aucune|sans|vide|non communiqué|non renseigné|nc|nr|rien|essai|non disponible|n/d',
  es: 'desconocido|desconocida|ninguno|ninguna|nada|no aplica|no disponible|sin datos|sin nombre|vacío|prueba|s/d',
  pt: 'desconhecido|desconhecida|nenhum|nenhuma|não informado|não aplicável|vazio|teste|sem nome',
  it: 'sconosciuto|sconosciuta|nessuno|nessuna|ignoto|vuoto|prova|non disponibile|n.p.|assente',
  nl: 'onbekend|geen|n.v.t.|niet bekend|leeg|niets',
  nordic: `okänd|okänt|ingen|inget|saknas|ej angivet|ukendt|ukjent|intet|mangler|ikke oppgitt|ikke oplyst|
    tuntematon|ei ole|ei tiedossa|tyhjä|testi|óþekkt|ekkert`,
  slavic: `brak|nieznany|nieznana|nie dotyczy|puste|neznámý|neznámá|není|žádný|neuvedeno|nepoznato|nema|неизвестно|неизвестный|
    неизвестная|нет|нету|отсутствует|не указано|пусто|тест|невідомо|невідомий|немає|не вказано|няма|неизвестен`,
  others: `ismeretlen|nincs|üres|necunoscut|niciunul|fără|nespecificat|bilinmiyor|bilinmeyen|yok|boş|deneme|
    άγνωστο|άγνωστος|κανένα|καμία|nežinoma|nėra|nezināms|nav|tundmatu|puudub|không|không có|không rõ|tidak ada|tidak diketahui|kosong`,
  scripts: `غير معروف|لا يوجد|مجهول|لا شيء|فارغ|غير متوفر|לא ידוע|אין|ריק|ندارد|نامشخص|अज्ञात|नहीं|कोई नहीं|ไม่มี|ไม่ทราบ|
    无|無|未知|不详|不詳|没有|沒有|空|测试|測試|なし|無し|不明|該当なし|未定|テスト|없음|미상|모름|해당없음|테스트`,
};

const placeholderTexts = Object.values(PLACEHOLDERS).flatMap((line) => line.split('|'));
const placeholderWords = new Set(placeholderTexts.map((word) => withoutUmlauts(lettersAndDigits(word))));

/** A name in its normal form with each part once: `Test Test` becomes `test`. */
const distinctParts = (name: string): string => [...new Set(name.split(' '))].join(' ');
const placeholderNames = new Set(
  placeholderTexts.map((word) => distinctParts(normalizePerson(word, '').slice(0, -1))),
);

/** Names of mailboxes that nobody reads, at any domain. */
const UNREAD_MAILBOXES = new Set(
  `noreply|donotreply|noemail|nomail|noaddress|keinemail|keineemail|ohnemail|sinemail|sincorreo|pasdemail|pasdemel|senzamail|
    geenemail|geenmail|ingenmail|ingenepost|brakmaila|nomailaddress`
    .split('|')
    .map(lettersAndDigits),
);
/** Made-up domains, and domains where anybody has an address. With a placeholder before the `@`, such an address names nobody. */
const COMMON_DOMAIN_NAMES = new Set(
  'mail|email|gmail|hotmail|outlook|yahoo|aol|icloud|gmx|web|proton|yandex|domain|company|firma|invalid|localhost|com'.split(
    '|',
  ),
);

const FORWARD = '01234567890123456789';
const BACKWARD = '98765432109876543210';
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz';

/** One Latin letter or digit, once or repeated; in other scripts at least three times, because 王 alone is a name. */
const isRepeated = (text: string): boolean => /^(?:([a-z\d])\1*|(.)\2{2,})$/u.test(text);
const isSequence = (digits: string, minimum: number): boolean =>
  digits.length >= minimum && (FORWARD.includes(digits) || BACKWARD.includes(digits));

/** Whether a text has no meaning: empty, a placeholder, one repeated character, or digits or letters in sequence. */
function isMeaningless(text: string): boolean {
  const plain = lettersAndDigits(text);
  if (plain === '' || placeholderWords.has(withoutUmlauts(plain)) || isRepeated(plain)) return true;
  return isSequence(plain, 5) || (plain.length >= 3 && ALPHABET.includes(plain));
}

/** The calling codes of ITU-T E.164: one digit, two, else three. */
const CALLING_CODE = /^\+(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})/u;

/** Too short to belong to one line, or filled with repeated or counted digits after the country code or 0: `+49 000000`, `0 123456789`. */
function isPlaceholderPhone(phone: string): boolean {
  const digits = phone.replace('+', '');
  const rests = [digits, phone.startsWith('+') ? phone.replace(CALLING_CODE, '') : digits.replace(/^0/u, '')];
  return (
    digits.length < 5 || rests.some((rest) => rest.length >= 4 && (isRepeated(rest) || isSequence(rest, 6)))
  );
}

/** A register's letters before meaningless digits: `HRB 0`, `DE 99999999`, `DE 123456789`. */
function isPlaceholderCompanyNumber(number: string): boolean {
  const digits = /^\p{L}{1,4}(\d+)$/u.exec(number)?.[1];
  if (digits === undefined) return isMeaningless(number);
  return /^0+$/u.test(digits) || (digits.length >= 5 && isRepeated(digits)) || isSequence(digits, 8);
}

function isPlaceholderEmail(email: string): boolean {
  const separator = email.lastIndexOf('@');
  const local = email.slice(0, separator);
  const name =
    email
      .slice(separator + 1)
      .split('.')
      .at(-2) ?? email.slice(separator + 1);
  if (UNREAD_MAILBOXES.has(lettersAndDigits(local))) return true;
  // A single letter can be a real mailbox at a person's own domain.
  if (/^\p{L}$/u.test(local)) return local === name;
  return (
    isMeaningless(local) &&
    (isMeaningless(name) || UNREAD_MAILBOXES.has(lettersAndDigits(name)) || COMMON_DOMAIN_NAMES.has(name))
  );
}

/** Dates that forms and databases fill in for an unknown one. They add nothing to a name, which strangers may share. */
const PLACEHOLDER_BIRTH_DATES = new Set(
  `0001-01-01|1111-11-11|1753-01-01|1800-01-01|1899-12-30|1899-12-31|1900-01-01|1901-01-01|1970-01-01|9999-12-31`.split(
    '|',
  ),
);

function isPlaceholderPerson(person: string): boolean {
  const [name = '', birthDate = ''] = person.split('|');
  if (
    PLACEHOLDER_BIRTH_DATES.has(birthDate) ||
    isMeaningless(name) ||
    placeholderNames.has(distinctParts(name))
  )
    return true;
  return name.split(' ').every((part) => isMeaningless(part));
}

const RULES = {
  email: isPlaceholderEmail,
  phone: isPlaceholderPhone,
  person: isPlaceholderPerson,
  company_number: isPlaceholderCompanyNumber,
  domain: (domain: string) => isMeaningless(domain.split('.').at(-2) ?? domain),
};

/** Whether a value in its normal form is a placeholder. On the blacklist it would refuse strangers and report them as erased. */
export const isPlaceholder = (kind: keyof typeof RULES, normalized: string): boolean =>
  normalized === '' || RULES[kind](normalized);
