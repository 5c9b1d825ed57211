-- Consent, access and erasure. Each row outlives its customer as a number, dates and an outcome: `customer_id` becomes null.

-- Each edit of the text becomes a version of its own.
create table lethe.consent_texts (
  version integer not null generated always as identity,
  text text not null,
  created_by uuid,
  created_at timestamptz not null default now(),
  -- What a consent to this text allows, in words that systems ask by.
  purposes text[] not null default '{}',
  constraint consent_texts_pkey primary key (version)
);
-- The text that customers agree to, until an admin writes a better one.
insert into lethe.consent_texts (purposes, text) values (array['services', 'billing', 'security'],
'We keep and use the data you give us, and the data that arises when you use our services, for these purposes only:

- to provide the services you order and to support you with them,
- to send you invoices and to keep the books the law asks for,
- to protect your account, for which we record when and from where it is used.

We do not sell your data. Companies that work for us, such as our mail provider, receive only what they need for their task.

You agree freely. You can withdraw your consent at any time on this page, as easily as you give it; what was done before stays lawful. You can also download all data we hold about you, ask us to correct it, and ask us to anonymize or remove it. You may complain to the data protection authority of the place where you live or work.'
);

create table lethe.consents (
  number bigint not null generated always as identity,
  customer_id uuid,
  action text not null,
  text_version integer not null,
  ip_address text,
  user_agent text,
  created_at timestamptz not null default now(),
  constraint consents_pkey primary key (number),
  constraint consents_action check (action in ('granted', 'withdrawn')),
  constraint consents_user_agent check (char_length(user_agent) <= 512),
  constraint consents_customer foreign key (customer_id) references lethe.customers (id) on delete set null,
  constraint consents_text foreign key (text_version) references lethe.consent_texts (version) on delete restrict
);
-- Those who withdrew are few among very many who agreed.
create index consents_of_action on lethe.consents (action, number desc);
create index consents_of_customer on lethe.consents (customer_id, number desc);
create index consents_of_text on lethe.consents (text_version, action);
alter table lethe.consents alter ip_address set statistics 0, alter user_agent set statistics 0;

create table lethe.data_requests (
  id uuid not null default gen_random_uuid(),
  number bigint not null generated always as identity,
  customer_id uuid,
  type text not null,
  status text not null default 'pending',
  note text,
  reason text,
  entered_by uuid,
  created_at timestamptz not null default now(),
  -- A deadline is a day of the operator's calendar.
  answer_by date not null,
  decided_at timestamptz,
  decided_by uuid,
  decided_by_rule text,
  -- The system that received the request by phone or letter and entered it on the customer's behalf.
  system_id uuid,
  received_by text,
  idempotency_key uuid,
  -- The day a system received the request, where that was earlier than its entry: the month for the answer runs from then.
  received_on date,
  -- How far the operator's clock was ahead of UTC when the request came in: which day it was there, whatever zone is chosen later.
  minutes_ahead smallint not null default 0,
  -- The waiting time that was announced. Null where no automatic decision was announced: then today's setting holds.
  waiting_days integer,
  -- A block is no end: an admin may lift it. The request stays as it was decided, with the day and the admin who lifted it.
  lifted_at timestamptz,
  lifted_by uuid,
  -- A request that a system entered never bars the customer's own: theirs takes its place, and the earlier row says which did.
  replaced_by bigint,
  constraint data_requests_pkey primary key (id),
  constraint data_requests_number_unique unique (number),
  constraint data_requests_lifted check (lifted_at is null or status = 'blocked'),
  constraint data_requests_minutes_ahead check (minutes_ahead between -1440 and 1440),
  constraint data_requests_received_by check (received_by in ('phone', 'letter', 'email', 'in_person')),
  constraint data_requests_replaced check (replaced_by is null or status = 'cancelled'),
  constraint data_requests_status check (status in ('pending', 'cancelled', 'blocked', 'starred', 'destroyed', 'refused')),
  constraint data_requests_type check (type in ('removal', 'anonymization')),
  constraint data_requests_waiting_days check (waiting_days between 1 and 27),
  constraint data_requests_customer foreign key (customer_id) references lethe.customers (id) on delete set null,
  constraint data_requests_replaced_by foreign key (replaced_by) references lethe.data_requests (number) on delete set null,
  constraint data_requests_system foreign key (system_id) references lethe.systems (id) on delete restrict
);
create index data_requests_by_status on lethe.data_requests (status, number desc);
create index data_requests_by_type on lethe.data_requests (type, number desc);
create index data_requests_due on lethe.data_requests (answer_by, number) where status = 'pending';
create unique index data_requests_idempotency on lethe.data_requests (system_id, idempotency_key);
create index data_requests_of_customer on lethe.data_requests (customer_id, number desc);
create unique index data_requests_one_pending on lethe.data_requests (customer_id) where status = 'pending';
create index data_requests_pending_of_system on lethe.data_requests (system_id) where status = 'pending' and system_id is not null;
create index data_requests_replaced on lethe.data_requests (replaced_by) where replaced_by is not null;
-- What automatic processing looks at, by the end of the waiting time: what was announced, and what waits by today's setting.
create index data_requests_automatic on lethe.data_requests
  (((created_at at time zone 'UTC') + make_interval(hours => 24 * waiting_days)), number)
  where status = 'pending' and system_id is null and waiting_days is not null;
create index data_requests_automatic_unannounced on lethe.data_requests ((created_at at time zone 'UTC'), number)
  where status = 'pending' and system_id is null and waiting_days is null;
alter table lethe.data_requests alter note set statistics 0, alter reason set statistics 0;
alter index lethe.data_requests_automatic alter column 1 set statistics 0;
alter index lethe.data_requests_automatic_unannounced alter column 1 set statistics 0;

create table lethe.exports (
  number bigint not null generated always as identity,
  customer_id uuid,
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  bytes bigint not null default 0,
  outcome text not null default 'running',
  constraint exports_pkey primary key (number),
  constraint exports_outcome check (outcome in ('running', 'complete', 'aborted')),
  constraint exports_customer foreign key (customer_id) references lethe.customers (id) on delete set null
);
create index exports_of_customer on lethe.exports (customer_id, number desc);
-- Downloads that run now are a handful among all that ever were.
create index exports_running on lethe.exports (started_at) where outcome = 'running';
