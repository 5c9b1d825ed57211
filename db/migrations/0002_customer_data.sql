-- What a hosting company holds about a customer. `customer_id` leads every key: a person is one range, and could be one shard.

create table lethe.addresses (
  customer_id uuid not null constraint addresses_customer references lethe.customers (id) on delete cascade,
  id uuid not null default gen_random_uuid(),
  label text not null default '',
  line1 text not null,
  line2 text,
  city text not null,
  region text,
  postal_code text,
  country text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (customer_id, id)
);

create table lethe.services (
  customer_id uuid not null constraint services_customer references lethe.customers (id) on delete cascade,
  id uuid not null default gen_random_uuid(),
  name text not null,
  domain text,
  status text not null constraint services_status
    check (status in ('active', 'pending', 'suspended', 'cancelled', 'terminated')),
  started_on date not null,
  ended_on date,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (customer_id, id)
);

create table lethe.invoices (
  customer_id uuid not null constraint invoices_customer references lethe.customers (id) on delete cascade,
  id uuid not null default gen_random_uuid(),
  number text not null,
  status text not null constraint invoices_status check (status in ('paid', 'unpaid', 'refunded', 'cancelled')),
  currency text not null constraint invoices_currency check (currency ~ '^[A-Z]{3}$'),
  total numeric(14, 2) not null,
  billed_to text not null,
  issued_on date not null,
  due_on date not null,
  paid_on date,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (customer_id, id)
);

create table lethe.invoice_lines (
  customer_id uuid not null,
  invoice_id uuid not null,
  position integer not null,
  description text not null,
  quantity numeric(12, 3) not null,
  unit_price numeric(14, 2) not null,
  amount numeric(14, 2) not null,
  primary key (customer_id, invoice_id, position),
  constraint invoice_lines_invoice foreign key (customer_id, invoice_id)
    references lethe.invoices (customer_id, id) on delete cascade
);

alter table lethe.addresses alter label set statistics 0, alter line1 set statistics 0, alter line2 set statistics 0,
  alter city set statistics 0, alter region set statistics 0, alter postal_code set statistics 0, alter country set statistics 0;
alter table lethe.services alter name set statistics 0, alter domain set statistics 0;
alter table lethe.invoices alter number set statistics 0, alter billed_to set statistics 0;
alter table lethe.invoice_lines alter description set statistics 0;
