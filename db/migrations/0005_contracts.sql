-- What customers ordered and were billed. Systems hold money of three decimals, prices of a fraction of a cent, invoices without a number.
-- Lethe keeps what they say: its form keeps nobody out of download and erasure.

-- `external_id` is the name that the system has for a row it handed in; `source_*` say how new the row was there.
create table lethe.services (
  customer_id uuid not null,
  id uuid not null default gen_random_uuid(),
  name text not null,
  domain text,
  status text not null,
  started_on date not null,
  ended_on date,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  system_id uuid,
  external_id text,
  source_version bigint,
  source_updated_at timestamptz,
  constraint services_pkey primary key (customer_id, id),
  constraint services_status check (status in ('active', 'pending', 'suspended', 'cancelled', 'terminated')),
  constraint services_customer foreign key (customer_id) references lethe.customers (id) on delete cascade,
  constraint services_system foreign key (system_id) references lethe.systems (id) on delete restrict
);
create index services_domain on lethe.services (lethe.plain_domain(domain) collate "C") where domain is not null;
create unique index services_external on lethe.services (customer_id, system_id, external_id);
-- Whether a system has used an id for two people: its rows by that id are then not this customer's alone.
create index services_handed_in on lethe.services (system_id, external_id) where external_id is not null;
create index services_in_order on lethe.services (customer_id, (status = 'active'), started_on, id);
alter table lethe.services alter name set statistics 0, alter domain set statistics 0, alter external_id set statistics 0;
alter index lethe.services_domain alter column 1 set statistics 0;
alter index lethe.services_in_order alter column 2 set statistics 0;

create table lethe.invoices (
  customer_id uuid not null,
  id uuid not null default gen_random_uuid(),
  number text,
  status text not null,
  currency text not null,
  total numeric not null,
  billed_to text,
  issued_on date not null,
  due_on date,
  paid_on date,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  system_id uuid,
  external_id text,
  source_version bigint,
  source_updated_at timestamptz,
  constraint invoices_pkey primary key (customer_id, id),
  constraint invoices_status check (status in ('paid', 'unpaid', 'refunded', 'cancelled')),
  constraint invoices_customer foreign key (customer_id) references lethe.customers (id) on delete cascade,
  constraint invoices_system foreign key (system_id) references lethe.systems (id) on delete restrict
);
create unique index invoices_external on lethe.invoices (customer_id, system_id, external_id);
create index invoices_handed_in on lethe.invoices (system_id, external_id) where external_id is not null;
create index invoices_in_order on lethe.invoices (customer_id, issued_on, id);
alter table lethe.invoices alter number set statistics 0, alter billed_to set statistics 0, alter external_id set statistics 0;

-- A line may be a remark without any number. When two customers are joined, the lines follow their invoice (`on update cascade`).
create table lethe.invoice_lines (
  customer_id uuid not null,
  invoice_id uuid not null,
  position integer not null,
  description text,
  quantity numeric,
  unit_price numeric,
  amount numeric,
  constraint invoice_lines_pkey primary key (customer_id, invoice_id, position),
  constraint invoice_lines_invoice foreign key (customer_id, invoice_id)
    references lethe.invoices (customer_id, id) on update cascade on delete cascade
);
alter table lethe.invoice_lines alter description set statistics 0;
