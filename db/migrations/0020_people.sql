-- A customer is a person in their own right: with an account or without, with an address of their own, a shared one or none.
-- Whoever can sign in also has a user of the same id, whose address is unique and is the customer's contact address too.

select set_config('lethe.guard', 'off', true);

alter table lethe.customers drop constraint customers_user;
alter table lethe.customers add name text, add email text;
alter table lethe.customers alter name set statistics 0, alter email set statistics 0;
update lethe.customers c set name = u.name, email = u.email from lethe.users u where u.id = c.id;

update lethe.users u set name = null from lethe.customers c where c.id = u.id;

-- A user who signs up is a customer from the same transaction on, and the customer's row holds the name from then on. A person who was handed
-- in before gets a user under their own id. Whoever makes an admin removes the customer again.
create or replace function lethe.user_becomes_customer() returns trigger language plpgsql as $$
begin
  insert into lethe.customers (id, name, email) values (new.id, new.name, new.email) on conflict (id) do nothing;
  if not found then
    perform 1 from lethe.customers where id = new.id and state = 'open' for key share;
    if not found then raise exception using errcode = 'LE001', message = 'customer_closed'; end if;
  end if;
  update lethe.users set name = null where id = new.id;
  return null;
end $$;

-- An account's sign-in address is the contact address of its customer.
create function lethe.contact_address_follows() returns trigger language plpgsql as $$
begin
  update lethe.customers set email = new.email, updated_at = now() where id = new.id and email is distinct from new.email;
  return null;
end $$;
create trigger contact_address_follows after update of email on lethe.users
  for each row when (old.email is distinct from new.email) execute function lethe.contact_address_follows();

-- Contact addresses are looked up, and several people may share one.
create index customers_email on lethe.customers (email);

drop index lethe.users_name_1, lethe.users_name_2, lethe.users_name_3, lethe.users_name_4, lethe.users_email_start, lethe.users_email_domain;
create index customers_name_1 on lethe.customers ((lethe.from_word(name, 1) collate "C"));
create index customers_name_2 on lethe.customers ((lethe.from_word(name, 2) collate "C"));
create index customers_name_3 on lethe.customers ((lethe.from_word(name, 3) collate "C"));
create index customers_name_4 on lethe.customers ((lethe.from_word(name, 4) collate "C"));
create index customers_email_start on lethe.customers ((lower(email) collate "C"));
create index customers_email_domain on lethe.customers ((lower(split_part(email, '@', 2)) collate "C"));
alter index lethe.customers_name_1 alter column 1 set statistics 0;
alter index lethe.customers_name_2 alter column 1 set statistics 0;
alter index lethe.customers_name_3 alter column 1 set statistics 0;
alter index lethe.customers_name_4 alter column 1 set statistics 0;
alter index lethe.customers_email_start alter column 1 set statistics 0;
alter index lethe.customers_email_domain alter column 1 set statistics 0;
