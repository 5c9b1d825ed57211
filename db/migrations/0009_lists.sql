-- What lists and the search of people read by. Expressions have `statistics 0` like the columns below them.

create index services_in_order on lethe.services (customer_id, (status = 'active'), started_on, id);
create index invoices_in_order on lethe.invoices (customer_id, issued_on, id);

-- The text from its n-th word on, in lower case; all of it where it has fewer words.
create function lethe.from_word(value text, word integer) returns text language sql immutable parallel safe
  return lower(regexp_replace(value, '^([^ ''’.-]*[ ''’.-]+){' || (word - 1)::text || '}', ''));

-- B-trees only: VACUUM takes dead entries out of them, while a GIN index keeps the words of the erased.
create index users_name_1 on lethe.users ((lethe.from_word(name, 1) collate "C"));
create index users_name_2 on lethe.users ((lethe.from_word(name, 2) collate "C"));
create index users_name_3 on lethe.users ((lethe.from_word(name, 3) collate "C"));
create index users_name_4 on lethe.users ((lethe.from_word(name, 4) collate "C"));
create index users_email_start on lethe.users ((lower(email) collate "C"));
create index users_email_domain on lethe.users ((lower(split_part(email, '@', 2)) collate "C"));
create index customers_company_start on lethe.customers ((lower(company) collate "C"));

alter index lethe.services_in_order alter column 2 set statistics 0;
alter index lethe.users_name_1 alter column 1 set statistics 0;
alter index lethe.users_name_2 alter column 1 set statistics 0;
alter index lethe.users_name_3 alter column 1 set statistics 0;
alter index lethe.users_name_4 alter column 1 set statistics 0;
alter index lethe.users_email_start alter column 1 set statistics 0;
alter index lethe.users_email_domain alter column 1 set statistics 0;
alter index lethe.customers_company_start alter column 1 set statistics 0;
