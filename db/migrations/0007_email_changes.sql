-- A new address somebody asked for, until its link is used or has run out: one for each customer, by a hashed token of our own.

create table lethe.email_changes (
  customer_id uuid primary key constraint email_changes_customer references lethe.customers (id) on delete cascade,
  new_email text not null,
  token_hash bytea not null constraint email_changes_hash_unique unique,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index email_changes_expiry on lethe.email_changes (expires_at);

alter table lethe.email_changes alter new_email set statistics 0, alter token_hash set statistics 0;
