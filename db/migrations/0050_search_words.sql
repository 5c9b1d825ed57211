-- How admins find people: by the words of whoever is found, folded alike when they are written and when they are asked for.

-- Case, accents, widths, invisible marks and other digits do not matter. Marks go where names are written without them; in Indic scripts they
-- are vowels, and stay.
create function lethe.folded(value text) returns text language sql immutable parallel safe
  return case when value ~ '^[\u0020-\u007e]*$' then lower(value) else
    replace(replace(replace(replace(translate(
      lower(regexp_replace(normalize(translate(value, '´', ''''), NFKD), '[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061c\u064b-\u065f\u0670\u06d6-\u06ed\u115f\u1160\u17b4\u17b5\u180b-\u180f\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20ff\u3099\u309a\ufe00-\ufe0f\ufe20-\ufe2f\ufeff\U000e0000-\U000e0fff]', '', 'g')),
      'ØŁĐÐĦŦøłđðħŧıς٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९০১২৩৪৫৬৭৮৯๐๑๒๓๔๕๖๗๘๙',
      'olddhtolddhtiσ01234567890123456789012345678901234567890123456789'),
      'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th') end;

-- The parts of a text between blanks, each sign in a part a blank.
create function lethe.parts_of(value text) returns setof text language sql immutable parallel safe as $$
  select regexp_replace(part, '[^a-z0-9\u0080-\U0010ffff]|[\u0080-\u00bf\u00d7\u00f7\u02b9-\u02ff\u055a-\u055f\u0589\u058a\u05be\u05c0\u05c3\u05f3\u05f4\u060c\u061b\u061f\u066a-\u066d\u06d4\u0964\u0965\u2010-\u2027\u2030-\u205e\u2190-\u2bff\u2e00-\u2e7f\u3001-\u3004\u3008-\u3020\u30fb]', ' ', 'g')
  from regexp_split_to_table(lethe.folded(value), '[\u0009-\u000d\u0020\u0085\u1680\u2028\u2029]+') part
$$;

-- The words of a text: each part without its signs, and what stands between these. O'Hara is o, hara and ohara. A word counts by its first 60
-- letters, so that any text fits into an index.
create function lethe.words_of(value text) returns text[] language sql immutable parallel safe as $$
  select coalesce(array_agg(distinct left(word, 60)), '{}') from lethe.parts_of(value) part
  cross join lateral (select replace(part, ' ', '') union all select regexp_split_to_table(part, ' +')) w (word)
  where word <> ''
$$;

-- A telephone number as its digits: from the first that is one, without what follows as words (`ext. 12`).
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
-- What a number is found by, each behind a sign that no word has: `+` with its country, `~` its national part, `=` a national number, `-` the
-- digits from the last to the first.
create function lethe.phone_words(phone text) returns text[] language sql immutable parallel safe as $$
  select case when length(digits) < 3 then '{}'
    when lethe.is_with_country(phone) then array['+' || number, '~' || lethe.without_country(number), '-' || reverse(digits)]
    else array['=' || number, '-' || reverse(digits)] end
  from left(lethe.digits_of(phone), 60) digits, ltrim(digits, '0') number
$$;

-- How a search may be read: every word of one reading is to begin a word of whoever is found.
create function lethe.search_readings(search text) returns setof text[] language sql immutable parallel safe as $$
  select array_agg(distinct left(word, 60)) from lethe.parts_of(search) part, regexp_split_to_table(part, ' +') word where word <> ''
  union
  select array_agg(distinct left(replace(part, ' ', ''), 60)) from lethe.parts_of(search) part where replace(part, ' ', '') <> ''
  union
  select array[word] from left(lethe.digits_of(search), 60) digits, ltrim(digits, '0') number, unnest(
    case when lethe.is_with_country(search) then array['+' || number, '=' || lethe.without_country(number)]
      else array['+' || number, '=' || number, '~' || number, '-' || reverse(number)] end
    || case when lethe.folded(search) !~ '^[^0-9]*[+]' then '-' || reverse(digits) end) word
  where length(word) > 3 and lethe.folded(search) !~ '[a-z@]'
$$;

create table lethe.search_words (
  customer_id uuid not null constraint search_words_customer references lethe.customers (id) on delete cascade,
  word text collate "C" not null,
  primary key (customer_id, word)
);
alter table lethe.search_words alter word set statistics 0;

-- Of name and company every word; of an address itself and its domain.
create function lethe.person_words(name text, email text, company text, phone text) returns text[]
  language sql immutable parallel safe as $$
  select array(select distinct word from (
    select unnest(lethe.words_of(concat_ws(' ', name, company)) || lethe.phone_words(phone))
    union all select left(replace(part, ' ', ''), 60) from lethe.parts_of(email) part
    union all select left(replace(part, ' ', ''), 60) from lethe.parts_of(split_part(email, '@', 2)) part) w (word)
  where word <> '')
$$;

insert into lethe.search_words (customer_id, word)
  select c.id, word from lethe.customers c, unnest(lethe.person_words(c.name, c.email, c.company, c.phone)) word;
-- B-trees only: VACUUM takes dead entries out of them, while a GIN index keeps the words of the erased.
create index search_words_word on lethe.search_words (word, customer_id);

-- What is starred is the decision's to take away, as the personal data map says.
create function lethe.customer_is_found_by_its_words() returns trigger language plpgsql as $$
declare
  v_words text[] := lethe.person_words(new.name, new.email, new.company, new.phone);
begin
  if tg_op = 'UPDATE' then
    delete from lethe.search_words w where w.customer_id = new.id and w.word <> all (v_words);
  end if;
  insert into lethe.search_words (customer_id, word) select new.id, word from unnest(v_words) word on conflict do nothing;
  return null;
end $$;
create trigger customer_is_found after insert on lethe.customers
  for each row execute function lethe.customer_is_found_by_its_words();
create trigger customer_is_found_again after update of name, email, company, phone on lethe.customers
  for each row when (new.state <> 'starred' and (old.name, old.email, old.company, old.phone)
    is distinct from (new.name, new.email, new.company, new.phone))
  execute function lethe.customer_is_found_by_its_words();

drop index lethe.customers_name_1, lethe.customers_name_2, lethe.customers_name_3, lethe.customers_name_4,
  lethe.customers_email_start, lethe.customers_email_domain, lethe.customers_company_start;
drop function lethe.from_word(text, integer);

-- Domains of services, by their beginnings.
create function lethe.plain_domain(domain text) returns text language sql immutable parallel safe
  return regexp_replace(lower(domain), '^www[.]', '');
create index services_domain on lethe.services ((lethe.plain_domain(domain) collate "C")) where domain is not null;
alter index lethe.services_domain alter column 1 set statistics 0;
