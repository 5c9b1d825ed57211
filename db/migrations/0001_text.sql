-- Functions on text: how a search, the blacklist and the lists compare what people and systems write.

create schema if not exists lethe;

-- Case, accents, widths, invisible marks and the script of digits do not matter to a search.
-- Marks go where names are also written without them; in Indic scripts marks are vowels, so they stay.
create function lethe.folded(value text) returns text language sql immutable parallel safe
  return case when value ~ '^[\u0020-\u007e]*$' then lower(value) else
    replace(replace(replace(replace(translate(
      lower(regexp_replace(normalize(translate(value, '´', ''''), NFKD),
        '[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5'
        '\u05c7\u0610-\u061c\u064b-\u065f\u0670\u06d6-\u06ed\u115f\u1160\u17b4\u17b5\u180b-\u180f\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f'
        '\u202a-\u202e\u2060-\u206f\u20d0-\u20ff\u3099\u309a\ufe00-\ufe0f\ufe20-\ufe2f\ufeff\U000e0000-\U000e0fff]', '', 'g')),
      'ØŁĐÐĦŦøłđðħŧıς٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९০১২৩৪৫৬৭৮৯๐๑๒๓๔๕๖๗๘๙',
      'olddhtolddhtiσ01234567890123456789012345678901234567890123456789'),
      'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th') end;

-- How German and the Nordic languages write their letters without them; every other letter stays.
create function lethe.transliterated(value text) returns text language sql immutable parallel safe
  return case when value ~ '^[\u0020-\u007e]*$' then value else
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
      normalize(regexp_replace(value, '[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]', '', 'g'), NFC),
      'ä', 'ae'), 'Ä', 'Ae'), 'ö', 'oe'), 'Ö', 'Oe'), 'ü', 'ue'), 'Ü', 'Ue'), 'ø', 'oe'), 'Ø', 'Oe'), 'å', 'aa'), 'Å', 'Aa') end;

-- The parts of a text between blanks, each sign in a part a blank.
create function lethe.parts_of(value text) returns setof text language sql immutable parallel safe as $$
  select regexp_replace(part, '[^a-z0-9\u0080-\U0010ffff]|[\u0080-\u00bf\u00d7\u00f7\u02b9-\u02ff\u055a-\u055f\u0589\u058a\u05be\u05c0\u05c3\u05f3\u05f4\u060c\u061b\u061f\u066a-\u066d\u06d4\u0964\u0965\u2010-\u2027\u2030-\u205e\u2190-\u2bff\u2e00-\u2e7f\u3001-\u3004\u3008-\u3020\u30fb]', ' ', 'g')
  from regexp_split_to_table(lethe.folded(value), '[\u0009-\u000d\u0020\u0085\u1680\u2028\u2029]+') part
$$;

-- The words of a text: each part without its signs, and what stands between these. O'Hara is o, hara and ohara.
-- Both Muller and Mueller find Müller. A word counts by its first 60 letters, so that any text fits into an index.
create function lethe.words_of(value text) returns text[] language sql immutable parallel safe as $$
  select coalesce(array_agg(distinct left(word, 60)), '{}')
  from (select lethe.parts_of(value) union select lethe.parts_of(lethe.transliterated(value))) parts (part)
  cross join lateral (select replace(part, ' ', '') union all select regexp_split_to_table(part, ' +')) w (word)
  where word <> ''
$$;

-- A telephone number as its digits: from the first digit on, without words that follow (`ext. 12`).
create function lethe.digits_of(phone text) returns text language sql immutable parallel safe as $$
  select regexp_replace(regexp_replace(replace(plain, '(0)', case when plain ~ '^[ (]*([+]|00)' then '' else '0' end),
    '[a-z#;,].*$', ''), '[^0-9]', '', 'g')
  from substring(lethe.folded(phone) from '[+(0-9].*') plain
$$;

create function lethe.is_with_country(phone text) returns boolean language sql immutable parallel safe as $$
  select lethe.folded(phone) ~ '^[^0-9+]*([+]|00)'
$$;

-- By the zones of ITU-T E.164.
create function lethe.without_country(digits text) returns text language sql immutable parallel safe as $$
  select regexp_replace(digits, '^(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|(2[1-689]|3[578]|42|5[09]|6[7-9]|8[035789]|9[679])[0-9])', '')
$$;

-- What finds a number, each behind a sign that no word has.
-- `+` with its country, `~` its national part, `=` a national number, `-` the digits from the last to the first.
create function lethe.phone_words(phone text) returns text[] language sql immutable parallel safe as $$
  select case when length(digits) < 3 then '{}'
    when lethe.is_with_country(phone) then array['+' || number, '~' || lethe.without_country(number), '-' || reverse(digits)]
    else array['=' || number, '-' || reverse(digits)] end
  from left(lethe.digits_of(phone), 60) digits, ltrim(digits, '0') number
$$;

-- What finds a customer: every word of name and company, the address itself, its domain, the phone.
create function lethe.person_words(name text, email text, company text, phone text) returns text[]
  language sql immutable parallel safe as $$
  select array(select distinct word from (
    select unnest(lethe.words_of(concat_ws(' ', name, company)) || lethe.phone_words(phone))
    union all select left(replace(part, ' ', ''), 60) from lethe.parts_of(email) part
    union all select left(replace(part, ' ', ''), 60) from lethe.parts_of(split_part(email, '@', 2)) part) w (word)
  where word <> '')
$$;

-- How a search may be read: a customer is found if every word of one reading begins a word of theirs.
-- Whoever looks for Müller may mean Mueller.
create function lethe.search_readings(search text) returns setof text[] language sql immutable parallel safe as $$
  select r.words from unnest(array[search, lethe.transliterated(search)]) t (text) cross join lateral (
    select array_agg(distinct left(word, 60)) from lethe.parts_of(t.text) part, regexp_split_to_table(part, ' +') word where word <> ''
    union
    select array_agg(distinct left(replace(part, ' ', ''), 60)) from lethe.parts_of(t.text) part where replace(part, ' ', '') <> ''
  ) r (words)
  union
  select array[word] from left(lethe.digits_of(search), 60) digits, ltrim(digits, '0') number, unnest(
    case when lethe.is_with_country(search) then array['+' || number, '=' || lethe.without_country(number)]
      else array['+' || number, '=' || number, '~' || number, '-' || reverse(number)] end
    || case when lethe.folded(search) !~ '^[^0-9]*[+]' then '-' || reverse(digits) end) word
  where length(word) > 3 and lethe.folded(search) !~ '[a-z@]'
$$;

-- Before an admin blacklists a value, Lethe says how many others share it.
-- The next three functions find who may share it, by coarse forms; the server then compares exactly.
create function lethe.mailbox_of(email text) returns text language sql immutable parallel safe
  return replace(regexp_replace(split_part(lower(email), '@', 1), '[+].*$', ''), '.', '');

create function lethe.phone_end(phone text) returns text language sql immutable parallel safe
  return right(regexp_replace(translate(normalize(phone, nfkc), '٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹', '01234567890123456789'), '[^0-9]', '', 'g'), 6);

create function lethe.number_signs(company_number text) returns text language sql immutable parallel safe
  return lower(regexp_replace(normalize(company_number, nfkc), '[^[:alnum:]]', '', 'g'));

-- Services are found by the beginning of their domain, whether or not somebody typed `www.`.
create function lethe.plain_domain(domain text) returns text language sql immutable parallel safe
  return regexp_replace(lower(domain), '^www[.]', '');

-- A decimal as it leaves Lethe: with every place it has, and at least as many as an amount is written with.
create function lethe.decimal_text(value numeric, places integer) returns text language sql immutable parallel safe
  return round(value, greatest(scale(trim_scale(value)), places))::text;
