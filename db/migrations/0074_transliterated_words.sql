-- Müller is also written Mueller, Sørensen Soerensen, Åse Aase: whoever is written in one way is found in the other.

select set_config('lethe.guard', 'off', true);

-- As German and the Nordic languages write their letters without them; every other letter stays.
create function lethe.transliterated(value text) returns text language sql immutable parallel safe
  return case when value ~ '^[\u0020-\u007e]*$' then value else
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
      normalize(regexp_replace(value, '[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]', '', 'g'), NFC),
      'ä', 'ae'), 'Ä', 'Ae'), 'ö', 'oe'), 'Ö', 'Oe'), 'ü', 'ue'), 'Ü', 'Ue'), 'ø', 'oe'), 'Ø', 'Oe'), 'å', 'aa'), 'Å', 'Aa') end;

-- Both the letter without its marks and its transliteration are words of whoever has it: Muller and Mueller find Müller.
create or replace function lethe.words_of(value text) returns text[] language sql immutable parallel safe as $$
  select coalesce(array_agg(distinct left(word, 60)), '{}')
  from (select lethe.parts_of(value) union select lethe.parts_of(lethe.transliterated(value))) parts (part)
  cross join lateral (select replace(part, ' ', '') union all select regexp_split_to_table(part, ' +')) w (word)
  where word <> ''
$$;

-- Whoever looks for Müller may mean Mueller.
create or replace function lethe.search_readings(search text) returns setof text[] language sql immutable parallel safe as $$
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

insert into lethe.search_words (customer_id, word)
  select c.id, word from lethe.customers c, unnest(lethe.person_words(c.name, c.email, c.company, c.phone)) word
  where c.state <> 'starred' and concat_ws(' ', c.name, c.company) ~ '[^\u0001-\u007f]'
  on conflict do nothing;
