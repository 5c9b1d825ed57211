-- Before an admin lists a value, they see how many others share it. Coarse forms find who may; the server compares exactly.

create function lethe.mailbox_of(email text) returns text language sql immutable parallel safe
  return replace(regexp_replace(split_part(lower(email), '@', 1), '[+].*$', ''), '.', '');

create function lethe.phone_end(phone text) returns text language sql immutable parallel safe
  return right(regexp_replace(translate(normalize(phone, nfkc), '٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹', '01234567890123456789'), '[^0-9]', '', 'g'), 6);

create function lethe.number_signs(company_number text) returns text language sql immutable parallel safe
  return lower(regexp_replace(normalize(company_number, nfkc), '[^[:alnum:]]', '', 'g'));

create index customers_mailbox on lethe.customers ((lethe.mailbox_of(email))) where state = 'open';
create index customers_phone_end on lethe.customers ((lethe.phone_end(phone))) where state = 'open';
create index customers_number_signs on lethe.customers ((lethe.number_signs(company_number))) where state = 'open';
create index customers_birth_date on lethe.customers (birth_date) where state = 'open';

alter index lethe.customers_mailbox alter column 1 set statistics 0;
alter index lethe.customers_phone_end alter column 1 set statistics 0;
alter index lethe.customers_number_signs alter column 1 set statistics 0;
