-- Nobody has an account who never could sign in. Whoever is closed keeps the row: it keeps their address from a new sign-up.
select set_config('lethe.guard', 'off', true);
delete from lethe.users u using lethe.customers c
where c.id = u.id and c.state = 'open' and not exists (select from lethe.accounts a where a.customer_id = u.id);

-- A person who was handed in gets an account for the address of now, never for one that moved meanwhile.
create or replace function lethe.user_becomes_customer() returns trigger language plpgsql as $$
begin
  insert into lethe.customers (id, name, email) values (new.id, new.name, new.email) on conflict (id) do nothing;
  if not found then
    perform 1 from lethe.customers where id = new.id and state = 'open' and email = new.email for key share;
    if not found then raise exception using errcode = 'LE001', message = 'customer_closed'; end if;
  end if;
  update lethe.users set name = null where id = new.id;
  return null;
end $$;

-- Two customers who are one person are joined: the lines of an invoice follow it, and systems may go on to name who was joined.
alter table lethe.invoice_lines drop constraint invoice_lines_invoice,
  add constraint invoice_lines_invoice foreign key (customer_id, invoice_id)
    references lethe.invoices (customer_id, id) on delete cascade on update cascade;
alter table lethe.joined_numbers add joined_id uuid not null constraint joined_numbers_id_unique unique;
