-- Admins change their own address as customers do: the account that waits for a new address belongs to a user, as its sessions do.
alter table lethe.email_changes drop constraint email_changes_customer;
alter table lethe.email_changes
  add constraint email_changes_user foreign key (customer_id) references lethe.users (id) on delete cascade;
