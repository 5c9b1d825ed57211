-- What the migrations make, written by `npm run db:schema`. Read it; change it by a migration.
create schema if not exists lethe;
set check_function_bodies = off;

CREATE OR REPLACE FUNCTION lethe.contact_address_follows()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  update lethe.customers set email = new.email, updated_at = now() where id = new.id and email is distinct from new.email;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION lethe.customer_is_found_by_its_words()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  v_words text[] := lethe.person_words(new.name, new.email, new.company, new.phone);
begin
  if tg_op = 'UPDATE' then
    delete from lethe.search_words w where w.customer_id = new.id and w.word <> all (v_words);
  end if;
  insert into lethe.search_words (customer_id, word) select new.id, word from unnest(v_words) word on conflict do nothing;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION lethe.decimal_text(value numeric, places integer)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN (round(value, GREATEST(scale(trim_scale(value)), places)))::text;

CREATE OR REPLACE FUNCTION lethe.digits_of(phone text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select regexp_replace(regexp_replace(replace(plain, '(0)', case when plain ~ '^[ (]*([+]|00)' then '' else '0' end),
    '[a-z#;,].*$', ''), '[^0-9]', '', 'g')
  from substring(lethe.folded(phone) from '[+(0-9].*') plain
$function$;

CREATE OR REPLACE FUNCTION lethe.end_old_audit_entries(most integer)
 RETURNS integer
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  with ended as (
    delete from lethe.audit where number in (
      select number from lethe.audit where created_at < now() - interval '3 years' order by created_at limit most)
    returning number)
  select count(*)::int from ended
$function$;

CREATE OR REPLACE FUNCTION lethe.folded(value text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN (value ~ '^[\u0020-\u007e]*$'::text) THEN lower(value) ELSE replace(replace(replace(replace(translate(lower(regexp_replace(NORMALIZE(translate(value, '´'::text, ''''::text), NFKD), '[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061c\u064b-\u065f\u0670\u06d6-\u06ed\u115f\u1160\u17b4\u17b5\u180b-\u180f\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20ff\u3099\u309a\ufe00-\ufe0f\ufe20-\ufe2f\ufeff\U000e0000-\U000e0fff]'::text, ''::text, 'g'::text)), 'ØŁĐÐĦŦøłđðħŧıς٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९০১২৩৪৫৬৭৮৯๐๑๒๓๔๕๖๗๘๙'::text, 'olddhtolddhtiσ01234567890123456789012345678901234567890123456789'::text), 'ß'::text, 'ss'::text), 'æ'::text, 'ae'::text), 'œ'::text, 'oe'::text), 'þ'::text, 'th'::text) END;

CREATE OR REPLACE FUNCTION lethe.is_with_country(phone text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select lethe.folded(phone) ~ '^[^0-9+]*([+]|00)'
$function$;

CREATE OR REPLACE FUNCTION lethe.mailbox_of(email text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN replace(regexp_replace(split_part(lower(email), '@'::text, 1), '[+].*$'::text, ''::text), '.'::text, ''::text);

CREATE OR REPLACE FUNCTION lethe.number_signs(company_number text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN lower(regexp_replace(NORMALIZE(company_number, NFKC), '[^[:alnum:]]'::text, ''::text, 'g'::text));

CREATE OR REPLACE FUNCTION lethe.parts_of(value text)
 RETURNS SETOF text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select regexp_replace(part, '[^a-z0-9\u0080-\U0010ffff]|[\u0080-\u00bf\u00d7\u00f7\u02b9-\u02ff\u055a-\u055f\u0589\u058a\u05be\u05c0\u05c3\u05f3\u05f4\u060c\u061b\u061f\u066a-\u066d\u06d4\u0964\u0965\u2010-\u2027\u2030-\u205e\u2190-\u2bff\u2e00-\u2e7f\u3001-\u3004\u3008-\u3020\u30fb]', ' ', 'g')
  from regexp_split_to_table(lethe.folded(value), '[\u0009-\u000d\u0020\u0085\u1680\u2028\u2029]+') part
$function$;

CREATE OR REPLACE FUNCTION lethe.person_words(name text, email text, company text, phone text)
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select array(select distinct word from (
    select unnest(lethe.words_of(concat_ws(' ', name, company)) || lethe.phone_words(phone))
    union all select left(replace(part, ' ', ''), 60) from lethe.parts_of(email) part
    union all select left(replace(part, ' ', ''), 60) from lethe.parts_of(split_part(email, '@', 2)) part) w (word)
  where word <> '')
$function$;

CREATE OR REPLACE FUNCTION lethe.phone_end(phone text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN "right"(regexp_replace(translate(NORMALIZE(phone, NFKC), '٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹'::text, '01234567890123456789'::text), '[^0-9]'::text, ''::text, 'g'::text), 6);

CREATE OR REPLACE FUNCTION lethe.phone_words(phone text)
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select case when length(digits) < 3 then '{}'
    when lethe.is_with_country(phone) then array['+' || number, '~' || lethe.without_country(number), '-' || reverse(digits)]
    else array['=' || number, '-' || reverse(digits)] end
  from left(lethe.digits_of(phone), 60) digits, ltrim(digits, '0') number
$function$;

CREATE OR REPLACE FUNCTION lethe.plain_domain(domain text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN regexp_replace(lower(domain), '^www[.]'::text, ''::text);

CREATE OR REPLACE FUNCTION lethe.possible_matches_go_as_pairs()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  delete from lethe.possible_matches where customer_id = old.other_id and other_id = old.customer_id;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION lethe.refused_ids_not_of_the_erased()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  perform 1 from lethe.customers where id = new.customer_id and state <> 'starred' for key share;
  return case when found then new end;
end $function$;

CREATE OR REPLACE FUNCTION lethe.request_is_told()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  happened text := case when tg_op = 'INSERT' then 'request.created' else 'request.decided' end;
begin
  insert into lethe.webhook_deliveries (webhook_id, event, subject_id, request_id)
  select id, happened, new.id, new.id from lethe.webhooks where state = 'active' and happened = any(events) for key share
  on conflict do nothing;
  if found then perform pg_notify('lethe_webhooks', ''); end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION lethe.search_readings(search text)
 RETURNS SETOF text[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION lethe.transliterated(value text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN (value ~ '^[\u0020-\u007e]*$'::text) THEN value ELSE replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(NORMALIZE(regexp_replace(value, '[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]'::text, ''::text, 'g'::text), NFC), 'ä'::text, 'ae'::text), 'Ä'::text, 'Ae'::text), 'ö'::text, 'oe'::text), 'Ö'::text, 'Oe'::text), 'ü'::text, 'ue'::text), 'Ü'::text, 'Ue'::text), 'ø'::text, 'oe'::text), 'Ø'::text, 'Oe'::text), 'å'::text, 'aa'::text), 'Å'::text, 'Aa'::text) END;

CREATE OR REPLACE FUNCTION lethe.two_factor_ends()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  update lethe.users set two_factor_enabled = false where id = old.customer_id and two_factor_enabled;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION lethe.user_becomes_customer()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  insert into lethe.customers (id, name, email) values (new.id, new.name, new.email) on conflict (id) do nothing;
  if not found then
    perform 1 from lethe.customers where id = new.id and state = 'open' and email = new.email for key share;
    if not found then raise exception using errcode = 'LE001', message = 'customer_closed'; end if;
  end if;
  update lethe.users set name = null where id = new.id;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION lethe.without_country(digits text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select regexp_replace(digits, '^(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|(2[1-689]|3[578]|42|5[09]|6[7-9]|8[035789]|9[679])[0-9])', '')
$function$;

CREATE OR REPLACE FUNCTION lethe.words_beginning_with(start text, bound integer)
 RETURNS bigint
 LANGUAGE sql
 STABLE PARALLEL SAFE
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET enable_bitmapscan TO 'off'
 SET enable_seqscan TO 'off'
AS $function$
  select count(*) from (
    select from lethe.search_words w where w.word >= start and w.word < start || U&'\+10FFFF' limit bound
  ) w
$function$;

CREATE OR REPLACE FUNCTION lethe.words_of(value text)
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select coalesce(array_agg(distinct left(word, 60)), '{}')
  from (select lethe.parts_of(value) union select lethe.parts_of(lethe.transliterated(value))) parts (part)
  cross join lateral (select replace(part, ' ', '') union all select regexp_split_to_table(part, ' +')) w (word)
  where word <> ''
$function$;

create table lethe.accounts (
  id uuid not null default gen_random_uuid(),
  customer_id uuid not null,
  account_id text not null,
  provider_id text not null,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamp with time zone,
  refresh_token_expires_at timestamp with time zone,
  scope text,
  password text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint accounts_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX accounts_at_provider ON lethe.accounts USING btree (provider_id, account_id);
CREATE INDEX accounts_customer ON lethe.accounts USING btree (customer_id);
alter table lethe.accounts alter column account_id set statistics 0, alter column access_token set statistics 0, alter column refresh_token set statistics 0, alter column id_token set statistics 0, alter column password set statistics 0;

create table lethe.address_turns (
  number integer not null,
  constraint address_turns_pkey PRIMARY KEY (number)
);

create table lethe.addresses (
  customer_id uuid not null,
  id uuid not null default gen_random_uuid(),
  label text not null default ''::text,
  line1 text,
  line2 text,
  city text,
  region text,
  postal_code text,
  country text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint addresses_pkey PRIMARY KEY (customer_id, id)
);
alter table lethe.addresses alter column label set statistics 0, alter column line1 set statistics 0, alter column line2 set statistics 0, alter column city set statistics 0, alter column region set statistics 0, alter column postal_code set statistics 0, alter column country set statistics 0;

create table lethe.admins (
  id uuid not null,
  created_at timestamp with time zone not null default now(),
  role text not null,
  last_seen_at timestamp with time zone,
  alerted_at timestamp with time zone,
  constraint admins_pkey PRIMARY KEY (id),
  constraint admins_role CHECK ((role = ANY (ARRAY['owner'::text, 'officer'::text, 'support'::text, 'auditor'::text])))
);

create table lethe.audit (
  number bigint not null generated always as identity,
  actor uuid,
  action text not null,
  request_id uuid,
  details jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null default now(),
  system_key_id uuid,
  constraint audit_pkey PRIMARY KEY (number)
);
CREATE INDEX audit_of_action ON lethe.audit USING btree (action, number);
CREATE INDEX audit_of_actor ON lethe.audit USING btree (actor, number);
CREATE INDEX audit_of_key ON lethe.audit USING btree (number) WHERE (system_key_id IS NOT NULL);
CREATE UNIQUE INDEX audit_of_reading ON lethe.audit USING btree (system_key_id, ((details ->> 'customerId'::text)), date_trunc('hour'::text, (created_at AT TIME ZONE 'UTC'::text))) WHERE (action = 'customer_read'::text);
CREATE INDEX audit_of_request ON lethe.audit USING btree (request_id, number);
CREATE UNIQUE INDEX audit_of_sending ON lethe.audit USING btree (system_key_id, date_trunc('hour'::text, (created_at AT TIME ZONE 'UTC'::text))) WHERE (action = 'data_sent'::text);
CREATE INDEX audit_of_time ON lethe.audit USING btree (created_at);
CREATE UNIQUE INDEX audit_of_view ON lethe.audit USING btree (actor, ((details ->> 'customerId'::text)), date_trunc('hour'::text, (created_at AT TIME ZONE 'UTC'::text))) WHERE (action = 'customer_viewed'::text);
alter index lethe.audit_of_reading alter column 2 set statistics 0, alter column 3 set statistics 0;
alter index lethe.audit_of_sending alter column 2 set statistics 0;
alter index lethe.audit_of_view alter column 2 set statistics 0, alter column 3 set statistics 0;

create table lethe.barred_members (
  subject_hash bytea not null,
  barred_at timestamp with time zone not null default now(),
  constraint barred_members_pkey PRIMARY KEY (subject_hash)
);
alter table lethe.barred_members alter column subject_hash set statistics 0;

create table lethe.blacklist (
  id uuid not null default gen_random_uuid(),
  number bigint not null generated always as identity,
  kind text not null,
  hmac bytea not null,
  created_at timestamp with time zone not null default now(),
  ends_at timestamp with time zone not null,
  constraint blacklist_pkey PRIMARY KEY (id),
  constraint blacklist_number_unique UNIQUE (number),
  constraint blacklist_value_unique UNIQUE (kind, hmac),
  constraint blacklist_kind CHECK ((kind = ANY (ARRAY['email'::text, 'phone'::text, 'person'::text, 'company_number'::text, 'domain'::text])))
);
CREATE INDEX blacklist_end ON lethe.blacklist USING btree (ends_at);
alter table lethe.blacklist alter column hmac set statistics 0;

create table lethe.blacklist_claims (
  id uuid not null default gen_random_uuid(),
  entry_id uuid not null,
  reason text not null,
  erased boolean not null default false,
  request_id uuid,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  ends_at timestamp with time zone not null,
  constraint blacklist_claims_pkey PRIMARY KEY (id),
  constraint blacklist_claims_reason CHECK ((reason = ANY (ARRAY['erasure'::text, 'block'::text, 'fraud'::text, 'abuse'::text, 'other'::text])))
);
CREATE UNIQUE INDEX blacklist_claims_by_hand ON lethe.blacklist_claims USING btree (entry_id, created_by) WHERE (request_id IS NULL);
CREATE UNIQUE INDEX blacklist_claims_by_request ON lethe.blacklist_claims USING btree (entry_id, request_id) WHERE (request_id IS NOT NULL);
CREATE INDEX blacklist_claims_end ON lethe.blacklist_claims USING btree (ends_at);
CREATE INDEX blacklist_claims_of_entry ON lethe.blacklist_claims USING btree (entry_id);
CREATE INDEX blacklist_claims_of_request ON lethe.blacklist_claims USING btree (request_id);

create table lethe.consent_texts (
  version integer not null generated always as identity,
  text text not null,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  purposes text[] not null default '{}'::text[],
  constraint consent_texts_pkey PRIMARY KEY (version)
);

create table lethe.consents (
  number bigint not null generated always as identity,
  customer_id uuid,
  action text not null,
  text_version integer not null,
  ip_address text,
  user_agent text,
  created_at timestamp with time zone not null default now(),
  constraint consents_pkey PRIMARY KEY (number),
  constraint consents_action CHECK ((action = ANY (ARRAY['granted'::text, 'withdrawn'::text]))),
  constraint consents_user_agent CHECK ((char_length(user_agent) <= 512))
);
CREATE INDEX consents_of_action ON lethe.consents USING btree (action, number DESC);
CREATE INDEX consents_of_customer ON lethe.consents USING btree (customer_id, number DESC);
CREATE INDEX consents_of_text ON lethe.consents USING btree (text_version, action);
alter table lethe.consents alter column ip_address set statistics 0, alter column user_agent set statistics 0;

create table lethe.customers (
  id uuid not null default gen_random_uuid(),
  number bigint not null generated always as identity,
  state text not null default 'open'::text,
  phone text,
  company text,
  company_number text,
  birth_date date,
  language text default 'en'::text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  closed_at timestamp with time zone,
  sole_system_id uuid,
  name text,
  email text,
  set_by_hand text[] not null default '{}'::text[],
  constraint customers_pkey PRIMARY KEY (id),
  constraint customers_number_unique UNIQUE (number),
  constraint customers_state CHECK ((state = ANY (ARRAY['open'::text, 'blocked'::text, 'starred'::text])))
);
CREATE INDEX customers_birth_date ON lethe.customers USING btree (birth_date) WHERE (state = 'open'::text);
CREATE INDEX customers_email ON lethe.customers USING btree (email);
CREATE INDEX customers_mailbox ON lethe.customers USING btree (lethe.mailbox_of(email)) WHERE (state = 'open'::text);
CREATE INDEX customers_number_signs ON lethe.customers USING btree (lethe.number_signs(company_number)) WHERE (state = 'open'::text);
CREATE INDEX customers_phone_end ON lethe.customers USING btree (lethe.phone_end(phone)) WHERE (state = 'open'::text);
alter table lethe.customers alter column phone set statistics 0, alter column company set statistics 0, alter column company_number set statistics 0, alter column birth_date set statistics 0, alter column language set statistics 0, alter column name set statistics 0, alter column email set statistics 0;
alter index lethe.customers_mailbox alter column 1 set statistics 0;
alter index lethe.customers_number_signs alter column 1 set statistics 0;
alter index lethe.customers_phone_end alter column 1 set statistics 0;
CREATE TRIGGER customer_is_found AFTER INSERT ON lethe.customers FOR EACH ROW EXECUTE FUNCTION lethe.customer_is_found_by_its_words();
CREATE TRIGGER customer_is_found_again AFTER UPDATE OF name, email, company, phone ON lethe.customers FOR EACH ROW WHEN (((new.state <> 'starred'::text) AND ((((old.name IS DISTINCT FROM new.name) OR (old.email IS DISTINCT FROM new.email)) OR (old.company IS DISTINCT FROM new.company)) OR (old.phone IS DISTINCT FROM new.phone)))) EXECUTE FUNCTION lethe.customer_is_found_by_its_words();

create table lethe.data_requests (
  id uuid not null default gen_random_uuid(),
  number bigint not null generated always as identity,
  customer_id uuid,
  type text not null,
  status text not null default 'pending'::text,
  note text,
  reason text,
  entered_by uuid,
  created_at timestamp with time zone not null default now(),
  answer_by date not null,
  decided_at timestamp with time zone,
  decided_by uuid,
  decided_by_rule text,
  system_id uuid,
  received_by text,
  idempotency_key uuid,
  received_on date,
  minutes_ahead smallint not null default 0,
  waiting_days integer,
  lifted_at timestamp with time zone,
  lifted_by uuid,
  replaced_by bigint,
  announced_at timestamp with time zone,
  proposal_id uuid,
  proposed_outcome text,
  proposed_blacklist text[],
  proposed_notify boolean,
  proposed_reason text,
  proposed_hash text,
  proposed_by uuid,
  proposed_at timestamp with time zone,
  assigned_to uuid,
  constraint data_requests_pkey PRIMARY KEY (id),
  constraint data_requests_number_unique UNIQUE (number),
  constraint data_requests_announced CHECK (((announced_at IS NULL) OR (waiting_days IS NOT NULL))),
  constraint data_requests_lifted CHECK (((lifted_at IS NULL) OR (status = 'blocked'::text))),
  constraint data_requests_minutes_ahead CHECK (((minutes_ahead >= '-1440'::integer) AND (minutes_ahead <= 1440))),
  constraint data_requests_proposal CHECK (((num_nulls(proposal_id, proposed_outcome, proposed_blacklist, proposed_notify) = ANY (ARRAY[0, 4])) AND (num_nulls(proposed_by, proposed_at) = ANY (ARRAY[0, 2])) AND ((proposal_id IS NULL) OR (proposed_by IS NOT NULL)))),
  constraint data_requests_proposed_outcome CHECK ((proposed_outcome = ANY (ARRAY['block'::text, 'star'::text, 'destroy'::text, 'refuse'::text]))),
  constraint data_requests_received_by CHECK ((received_by = ANY (ARRAY['phone'::text, 'letter'::text, 'email'::text, 'in_person'::text]))),
  constraint data_requests_replaced CHECK (((replaced_by IS NULL) OR (status = 'cancelled'::text))),
  constraint data_requests_status CHECK ((status = ANY (ARRAY['pending'::text, 'cancelled'::text, 'blocked'::text, 'starred'::text, 'destroyed'::text, 'refused'::text]))),
  constraint data_requests_type CHECK ((type = ANY (ARRAY['removal'::text, 'anonymization'::text]))),
  constraint data_requests_waiting_days CHECK (((waiting_days >= 1) AND (waiting_days <= 27)))
);
CREATE INDEX data_requests_assigned_to ON lethe.data_requests USING btree (assigned_to, number) WHERE (assigned_to IS NOT NULL);
CREATE INDEX data_requests_automatic ON lethe.data_requests USING btree ((((announced_at AT TIME ZONE 'UTC'::text) + make_interval(hours => (24 * waiting_days)))), number) WHERE ((status = 'pending'::text) AND (system_id IS NULL) AND (announced_at IS NOT NULL));
CREATE INDEX data_requests_by_status ON lethe.data_requests USING btree (status, number DESC);
CREATE INDEX data_requests_by_type ON lethe.data_requests USING btree (type, number DESC);
CREATE INDEX data_requests_decided ON lethe.data_requests USING btree (decided_at) WHERE (decided_at IS NOT NULL);
CREATE INDEX data_requests_decided_by ON lethe.data_requests USING btree (decided_by, decided_at) WHERE (decided_by IS NOT NULL);
CREATE INDEX data_requests_due ON lethe.data_requests USING btree (answer_by, number) WHERE (status = 'pending'::text);
CREATE UNIQUE INDEX data_requests_idempotency ON lethe.data_requests USING btree (system_id, idempotency_key);
CREATE INDEX data_requests_of_customer ON lethe.data_requests USING btree (customer_id, number DESC);
CREATE UNIQUE INDEX data_requests_one_pending ON lethe.data_requests USING btree (customer_id) WHERE (status = 'pending'::text);
CREATE INDEX data_requests_pending_of_system ON lethe.data_requests USING btree (system_id) WHERE ((status = 'pending'::text) AND (system_id IS NOT NULL));
CREATE INDEX data_requests_proposed ON lethe.data_requests USING btree (number) WHERE (proposal_id IS NOT NULL);
CREATE INDEX data_requests_replaced ON lethe.data_requests USING btree (replaced_by) WHERE (replaced_by IS NOT NULL);
CREATE INDEX data_requests_to_announce ON lethe.data_requests USING btree (COALESCE(announced_at, '-infinity'::timestamp with time zone), number) WHERE ((status = 'pending'::text) AND (system_id IS NULL));
alter table lethe.data_requests alter column note set statistics 0, alter column reason set statistics 0, alter column proposed_reason set statistics 0, alter column proposed_hash set statistics 0;
alter index lethe.data_requests_automatic alter column 1 set statistics 0;
alter index lethe.data_requests_to_announce alter column 1 set statistics 0;
CREATE TRIGGER created_request_is_told AFTER INSERT ON lethe.data_requests FOR EACH ROW WHEN ((new.status = 'pending'::text)) EXECUTE FUNCTION lethe.request_is_told();
CREATE TRIGGER decided_request_is_told AFTER UPDATE OF status ON lethe.data_requests FOR EACH ROW WHEN (((old.status = 'pending'::text) AND (new.status = ANY (ARRAY['blocked'::text, 'starred'::text, 'destroyed'::text, 'refused'::text])))) EXECUTE FUNCTION lethe.request_is_told();

create table lethe.email_changes (
  customer_id uuid not null,
  new_email text not null,
  token_hash bytea not null,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  constraint email_changes_pkey PRIMARY KEY (customer_id),
  constraint email_changes_hash_unique UNIQUE (token_hash)
);
CREATE INDEX email_changes_expiry ON lethe.email_changes USING btree (expires_at);
alter table lethe.email_changes alter column new_email set statistics 0, alter column token_hash set statistics 0;

create table lethe.email_tokens (
  customer_id uuid not null,
  token_hash bytea not null,
  expires_at timestamp with time zone not null,
  constraint email_tokens_pkey PRIMARY KEY (customer_id, token_hash),
  constraint email_tokens_hash_unique UNIQUE (token_hash)
);
alter table lethe.email_tokens alter column token_hash set statistics 0;

create table lethe.erased_addresses (
  request_id uuid not null,
  hmac bytea not null,
  address_hmac bytea not null,
  constraint erased_addresses_pkey PRIMARY KEY (request_id, hmac)
);
CREATE INDEX erased_addresses_address ON lethe.erased_addresses USING btree (address_hmac);
CREATE INDEX erased_addresses_hmac ON lethe.erased_addresses USING btree (hmac);
alter table lethe.erased_addresses alter column hmac set statistics 0, alter column address_hmac set statistics 0;

create table lethe.erased_external_ids (
  system_id uuid not null,
  hmac bytea not null,
  created_at timestamp with time zone not null default now(),
  ends_at timestamp with time zone not null,
  constraint erased_external_ids_pkey PRIMARY KEY (system_id, hmac)
);
CREATE INDEX erased_external_ids_end ON lethe.erased_external_ids USING btree (ends_at);
alter table lethe.erased_external_ids alter column hmac set statistics 0;

create table lethe.erasure_notices (
  id uuid not null default gen_random_uuid(),
  number bigint not null generated always as identity,
  system_id uuid not null,
  request_id uuid not null,
  customer_id uuid,
  linked boolean not null,
  outcome text not null,
  created_at timestamp with time zone not null default now(),
  due_at timestamp with time zone not null,
  result text,
  reason text,
  retained_until date,
  acknowledged_at timestamp with time zone,
  records jsonb not null default '[]'::jsonb,
  notified_at timestamp with time zone,
  handed_in boolean not null default false,
  external_ids text[] not null default '{}'::text[],
  constraint erasure_notices_pkey PRIMARY KEY (id),
  constraint erasure_notices_number_unique UNIQUE (number),
  constraint erasure_notices_once UNIQUE (request_id, system_id),
  constraint erasure_notices_acknowledged CHECK ((((result IS NULL) = (acknowledged_at IS NULL)) AND ((result IS NULL) OR ((external_ids = '{}'::text[]) AND (records = '[]'::jsonb))))),
  constraint erasure_notices_outcome CHECK ((outcome = ANY (ARRAY['block'::text, 'star'::text, 'destroy'::text]))),
  constraint erasure_notices_result CHECK ((result = ANY (ARRAY['done'::text, 'nothing_held'::text, 'retained'::text, 'marked_notified'::text])))
);
CREATE INDEX erasure_notices_feed ON lethe.erasure_notices USING btree (system_id, number);
CREATE INDEX erasure_notices_of_customer ON lethe.erasure_notices USING btree (customer_id);
CREATE INDEX erasure_notices_reason_until ON lethe.erasure_notices USING btree (retained_until) WHERE (reason IS NOT NULL);
CREATE INDEX erasure_notices_to_scrub ON lethe.erasure_notices USING btree (due_at) WHERE ((external_ids <> '{}'::text[]) OR (records <> '[]'::jsonb));
CREATE INDEX erasure_notices_waiting ON lethe.erasure_notices USING btree (system_id, number) WHERE (result IS NULL);
CREATE INDEX erasure_notices_waiting_of_request ON lethe.erasure_notices USING btree (request_id) WHERE (result IS NULL);
CREATE INDEX erasure_notices_with_reason ON lethe.erasure_notices USING btree (acknowledged_at) WHERE (reason IS NOT NULL);
alter table lethe.erasure_notices alter column reason set statistics 0, alter column records set statistics 0, alter column external_ids set statistics 0;

create table lethe.exports (
  number bigint not null generated always as identity,
  customer_id uuid,
  started_at timestamp with time zone not null default now(),
  finished_at timestamp with time zone,
  bytes bigint not null default 0,
  outcome text not null default 'running'::text,
  constraint exports_pkey PRIMARY KEY (number),
  constraint exports_outcome CHECK ((outcome = ANY (ARRAY['running'::text, 'complete'::text, 'aborted'::text])))
);
CREATE INDEX exports_of_customer ON lethe.exports USING btree (customer_id, number DESC);
CREATE INDEX exports_running ON lethe.exports USING btree (started_at) WHERE (outcome = 'running'::text);

create table lethe.external_ids (
  customer_id uuid not null,
  system_id uuid not null,
  external_id text not null,
  created_at timestamp with time zone not null default now(),
  source_version bigint,
  source_updated_at timestamp with time zone,
  fields_by_id text[],
  reported_fields text[] not null default '{}'::text[],
  corrected text[] not null default '{}'::text[],
  constraint external_ids_pkey PRIMARY KEY (customer_id, system_id, external_id),
  constraint external_ids_unique UNIQUE (system_id, external_id)
);
alter table lethe.external_ids alter column external_id set statistics 0;

create table lethe.invitations (
  id uuid not null default gen_random_uuid(),
  email text not null,
  role text not null,
  token_hash bytea not null,
  invited_by uuid not null,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  constraint invitations_pkey PRIMARY KEY (id),
  constraint invitations_email_unique UNIQUE (email),
  constraint invitations_hash_unique UNIQUE (token_hash),
  constraint invitations_role CHECK ((role = ANY (ARRAY['owner'::text, 'officer'::text, 'support'::text, 'auditor'::text])))
);
CREATE INDEX invitations_expiry ON lethe.invitations USING btree (expires_at);
alter table lethe.invitations alter column email set statistics 0, alter column token_hash set statistics 0;

create table lethe.invoice_lines (
  customer_id uuid not null,
  invoice_id uuid not null,
  position integer not null,
  description text,
  quantity numeric,
  unit_price numeric,
  amount numeric,
  constraint invoice_lines_pkey PRIMARY KEY (customer_id, invoice_id, "position")
);
alter table lethe.invoice_lines alter column description set statistics 0;

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
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  system_id uuid,
  external_id text,
  source_version bigint,
  source_updated_at timestamp with time zone,
  constraint invoices_pkey PRIMARY KEY (customer_id, id),
  constraint invoices_status CHECK ((status = ANY (ARRAY['paid'::text, 'unpaid'::text, 'refunded'::text, 'cancelled'::text])))
);
CREATE UNIQUE INDEX invoices_external ON lethe.invoices USING btree (customer_id, system_id, external_id);
CREATE INDEX invoices_handed_in ON lethe.invoices USING btree (system_id, external_id) WHERE (external_id IS NOT NULL);
CREATE INDEX invoices_in_order ON lethe.invoices USING btree (customer_id, issued_on, id);
alter table lethe.invoices alter column number set statistics 0, alter column billed_to set statistics 0, alter column external_id set statistics 0;

create table lethe.joined_numbers (
  customer_id uuid not null,
  number bigint not null,
  joined_at timestamp with time zone not null default now(),
  joined_id uuid not null,
  constraint joined_numbers_pkey PRIMARY KEY (customer_id, number),
  constraint joined_numbers_id_unique UNIQUE (joined_id),
  constraint joined_numbers_unique UNIQUE (number)
);

create table lethe.logos (
  only_row boolean not null default true,
  content_hash text not null generated always as (encode(sha256(image), 'hex'::text)) stored,
  type text not null,
  width integer not null,
  height integer not null,
  image bytea not null,
  saved_at timestamp with time zone not null default now(),
  constraint logos_pkey PRIMARY KEY (only_row),
  constraint logos_image CHECK (((octet_length(image) >= 1) AND (octet_length(image) <= 262144))),
  constraint logos_only_row CHECK (only_row),
  constraint logos_size CHECK ((((width >= 1) AND (width <= 1024)) AND ((height >= 1) AND (height <= 1024)))),
  constraint logos_type CHECK ((type = ANY (ARRAY['image/png'::text, 'image/jpeg'::text, 'image/webp'::text])))
);

create table lethe.migrations (
  name text not null,
  checksum text not null,
  applied_at timestamp with time zone not null default now(),
  constraint migrations_pkey PRIMARY KEY (name)
);

create table lethe.notification_templates (
  name text not null,
  subject text not null,
  body text not null,
  updated_by uuid,
  updated_at timestamp with time zone not null default now(),
  constraint notification_templates_pkey PRIMARY KEY (name)
);

create table lethe.outbox (
  id uuid not null default gen_random_uuid(),
  customer_id uuid,
  request_id uuid,
  template text not null,
  to_address text,
  subject text,
  body text,
  status text not null default 'queued'::text,
  attempts integer not null default 0,
  next_attempt_at timestamp with time zone not null default now(),
  deadline_at timestamp with time zone not null default (now() + '24:00:00'::interval),
  last_error text,
  created_at timestamp with time zone not null default now(),
  finished_at timestamp with time zone,
  number bigint not null generated always as identity,
  attempted_at timestamp with time zone,
  constraint outbox_pkey PRIMARY KEY (id),
  constraint outbox_number_unique UNIQUE (number),
  constraint outbox_scrubbed CHECK (((status <> 'sent'::text) OR ((to_address IS NULL) AND (subject IS NULL) AND (body IS NULL)))),
  constraint outbox_status CHECK ((status = ANY (ARRAY['queued'::text, 'sent'::text, 'failed'::text])))
);
CREATE INDEX outbox_due ON lethe.outbox USING btree (next_attempt_at) WHERE (status = 'queued'::text);
CREATE INDEX outbox_kept ON lethe.outbox USING btree (deadline_at) WHERE ((status = 'failed'::text) AND (to_address IS NOT NULL));
CREATE INDEX outbox_of_customer ON lethe.outbox USING btree (customer_id, created_at DESC);
CREATE INDEX outbox_of_request ON lethe.outbox USING btree (request_id);
CREATE INDEX outbox_undelivered ON lethe.outbox USING btree (number DESC) WHERE (last_error IS NOT NULL);
alter table lethe.outbox alter column to_address set statistics 0, alter column subject set statistics 0, alter column body set statistics 0;

create table lethe.personal_data_functions (
  only_row boolean not null default true,
  map_version integer not null,
  map_hash text not null,
  installed_at timestamp with time zone not null default now(),
  constraint personal_data_functions_pkey PRIMARY KEY (only_row),
  constraint personal_data_functions_only_row CHECK (only_row)
);

create table lethe.possible_matches (
  customer_id uuid not null,
  other_id uuid not null,
  reason text not null,
  found_at timestamp with time zone not null default now(),
  kept_apart_at timestamp with time zone,
  kept_apart_by uuid,
  constraint possible_matches_pkey PRIMARY KEY (customer_id, other_id),
  constraint possible_matches_reason CHECK ((reason = ANY (ARRAY['name_differs'::text, 'shared_address'::text, 'signed_up'::text]))),
  constraint possible_matches_two CHECK ((customer_id <> other_id))
);
CREATE INDEX possible_matches_of_other ON lethe.possible_matches USING btree (other_id);
CREATE INDEX possible_matches_open ON lethe.possible_matches USING btree (found_at, customer_id, other_id) WHERE ((kept_apart_at IS NULL) AND (customer_id < other_id));
CREATE TRIGGER possible_matches_go_as_pairs AFTER DELETE ON lethe.possible_matches FOR EACH ROW EXECUTE FUNCTION lethe.possible_matches_go_as_pairs();

create unlogged table lethe.rate_limits (
  key bytea not null,
  count integer not null,
  window_started_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  constraint rate_limits_pkey PRIMARY KEY (key)
);
CREATE INDEX rate_limits_expiry ON lethe.rate_limits USING btree (expires_at);

create table lethe.refused_ids (
  customer_id uuid not null,
  system_id uuid not null,
  kind text not null,
  external_id text not null,
  reason text not null,
  refused_at timestamp with time zone not null default now(),
  constraint refused_ids_pkey PRIMARY KEY (customer_id, system_id, kind, external_id),
  constraint refused_ids_kind CHECK ((kind = ANY (ARRAY['customer'::text, 'service'::text, 'invoice'::text])))
);
CREATE INDEX refused_ids_handed_in ON lethe.refused_ids USING btree (system_id, external_id);
alter table lethe.refused_ids alter column external_id set statistics 0;
CREATE TRIGGER refused_ids_not_of_the_erased BEFORE INSERT OR UPDATE ON lethe.refused_ids FOR EACH ROW EXECUTE FUNCTION lethe.refused_ids_not_of_the_erased();

create table lethe.search_words (
  customer_id uuid not null,
  word text collate "C" not null,
  constraint search_words_pkey PRIMARY KEY (customer_id, word)
);
CREATE INDEX search_words_word ON lethe.search_words USING btree (word, customer_id);
alter table lethe.search_words alter column word set statistics 0;

create table lethe.services (
  customer_id uuid not null,
  id uuid not null default gen_random_uuid(),
  name text not null,
  domain text,
  status text not null,
  started_on date not null,
  ended_on date,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  system_id uuid,
  external_id text,
  source_version bigint,
  source_updated_at timestamp with time zone,
  constraint services_pkey PRIMARY KEY (customer_id, id),
  constraint services_status CHECK ((status = ANY (ARRAY['active'::text, 'pending'::text, 'suspended'::text, 'cancelled'::text, 'terminated'::text])))
);
CREATE INDEX services_domain ON lethe.services USING btree (lethe.plain_domain(domain) COLLATE "C") WHERE (domain IS NOT NULL);
CREATE UNIQUE INDEX services_external ON lethe.services USING btree (customer_id, system_id, external_id);
CREATE INDEX services_handed_in ON lethe.services USING btree (system_id, external_id) WHERE (external_id IS NOT NULL);
CREATE INDEX services_in_order ON lethe.services USING btree (customer_id, ((status = 'active'::text)), started_on, id);
alter table lethe.services alter column name set statistics 0, alter column domain set statistics 0, alter column external_id set statistics 0;
alter index lethe.services_domain alter column 1 set statistics 0;
alter index lethe.services_in_order alter column 2 set statistics 0;

create table lethe.sessions (
  id uuid not null default gen_random_uuid(),
  customer_id uuid not null,
  token text not null,
  expires_at timestamp with time zone not null,
  ip_address text,
  user_agent text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  confirmed_at timestamp with time zone not null default now(),
  last_seen_at timestamp with time zone not null default now(),
  constraint sessions_pkey PRIMARY KEY (id),
  constraint sessions_token_unique UNIQUE (token),
  constraint sessions_user_agent CHECK ((char_length(user_agent) <= 512))
);
CREATE INDEX sessions_customer ON lethe.sessions USING btree (customer_id);
CREATE INDEX sessions_expiry ON lethe.sessions USING btree (expires_at);
CREATE INDEX sessions_seen ON lethe.sessions USING btree (last_seen_at);
alter table lethe.sessions alter column token set statistics 0, alter column ip_address set statistics 0, alter column user_agent set statistics 0;

create table lethe.settings (
  only_row boolean not null default true,
  enabled boolean not null default false,
  authorization_required boolean not null default false,
  automatic_processing boolean not null default false,
  waiting_days integer not null default 14,
  secret_fingerprint bytea,
  blacklist_key_fingerprint bytea,
  updated_at timestamp with time zone not null default now(),
  acknowledgement_days integer not null default 7,
  demo_filled_at timestamp with time zone,
  time_zone text,
  automatic_since timestamp with time zone,
  decisions_per_hour_alert integer not null default 20,
  second_approval text not null default 'off'::text,
  operator_name text,
  operator_contact text,
  reply_address text,
  constraint settings_pkey PRIMARY KEY (only_row),
  constraint settings_acknowledgement_days CHECK (((acknowledgement_days >= 1) AND (acknowledgement_days <= 30))),
  constraint settings_decisions_per_hour_alert CHECK (((decisions_per_hour_alert >= 1) AND (decisions_per_hour_alert <= 1000))),
  constraint settings_only_row CHECK (only_row),
  constraint settings_operator_contact CHECK ((((length(operator_contact) >= 1) AND (length(operator_contact) <= 200)) AND (operator_contact !~ '[[:cntrl:]]'::text))),
  constraint settings_operator_name CHECK ((((length(operator_name) >= 1) AND (length(operator_name) <= 100)) AND (operator_name !~ '[[:cntrl:]]'::text))),
  constraint settings_reply_address CHECK ((((length(reply_address) >= 3) AND (length(reply_address) <= 254)) AND (reply_address ~ '^[^[:cntrl:][:space:],;<>]+@[^[:cntrl:][:space:],;<>@]+$'::text))),
  constraint settings_second_approval CHECK ((second_approval = ANY (ARRAY['off'::text, 'destroy'::text, 'every'::text]))),
  constraint settings_time_zone CHECK (((length(time_zone) >= 1) AND (length(time_zone) <= 64))),
  constraint settings_waiting_days CHECK (((waiting_days >= 1) AND (waiting_days <= 27)))
);

create table lethe.sign_ins (
  customer_id uuid not null,
  id bigint not null generated always as identity,
  signed_in_at timestamp with time zone not null default now(),
  ip_address text,
  user_agent text,
  constraint sign_ins_pkey PRIMARY KEY (customer_id, id),
  constraint sign_ins_user_agent CHECK ((char_length(user_agent) <= 512))
);
CREATE INDEX sign_ins_age ON lethe.sign_ins USING btree (signed_in_at);
alter table lethe.sign_ins alter column ip_address set statistics 0, alter column user_agent set statistics 0;

create table lethe.statements (
  customer_id uuid not null,
  system_id uuid not null,
  field text not null,
  value text not null,
  reported_at timestamp with time zone not null default now(),
  constraint statements_pkey PRIMARY KEY (customer_id, system_id, field),
  constraint statements_field CHECK ((field = ANY (ARRAY['fullName'::text, 'email'::text, 'phone'::text, 'company'::text, 'companyNumber'::text, 'birthDate'::text, 'language'::text, 'addresses'::text])))
);
alter table lethe.statements alter column value set statistics 0;

create table lethe.system_keys (
  id uuid not null default gen_random_uuid(),
  number bigint not null generated always as identity,
  system_id uuid not null,
  key_hash bytea not null,
  scopes text[] not null,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone,
  last_used_at timestamp with time zone,
  revoked_at timestamp with time zone,
  constraint system_keys_pkey PRIMARY KEY (id),
  constraint system_keys_hash_unique UNIQUE (key_hash),
  constraint system_keys_number_unique UNIQUE (number),
  constraint system_keys_scopes CHECK (((cardinality(scopes) > 0) AND ((scopes <@ ARRAY['customers:write'::text, 'consents:read'::text, 'requests:write'::text, 'erasures:read'::text]) OR (scopes <@ ARRAY['requests:read'::text, 'customers:read'::text]))))
);
CREATE INDEX system_keys_of_system ON lethe.system_keys USING btree (system_id);

create table lethe.systems (
  id uuid not null default gen_random_uuid(),
  name text not null,
  refused_people bigint not null default 0,
  created_at timestamp with time zone not null default now(),
  refused_values bigint not null default 0,
  constraint systems_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX systems_name_unique ON lethe.systems USING btree (lower(name));
alter index lethe.systems_name_unique alter column 1 set statistics 0;

create table lethe.two_factors (
  id uuid not null default gen_random_uuid(),
  customer_id uuid not null,
  secret text not null,
  backup_codes text not null,
  verified boolean not null default false,
  failed_verification_count integer not null default 0,
  locked_until timestamp with time zone,
  last_used_step integer,
  constraint two_factors_pkey PRIMARY KEY (id),
  constraint two_factors_customer_unique UNIQUE (customer_id)
);
alter table lethe.two_factors alter column secret set statistics 0, alter column backup_codes set statistics 0;
CREATE TRIGGER two_factor_ends AFTER DELETE ON lethe.two_factors FOR EACH ROW EXECUTE FUNCTION lethe.two_factor_ends();

create table lethe.users (
  id uuid not null default gen_random_uuid(),
  name text,
  email text,
  email_verified boolean not null default false,
  image text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  two_factor_enabled boolean not null default false,
  constraint users_pkey PRIMARY KEY (id),
  constraint users_email_unique UNIQUE (email)
);
CREATE INDEX users_unconfirmed ON lethe.users USING btree (created_at, id) WHERE (NOT email_verified);
alter table lethe.users alter column name set statistics 0, alter column email set statistics 0, alter column image set statistics 0;
CREATE TRIGGER contact_address_follows AFTER UPDATE OF email ON lethe.users FOR EACH ROW WHEN ((old.email IS DISTINCT FROM new.email)) EXECUTE FUNCTION lethe.contact_address_follows();
CREATE TRIGGER user_becomes_customer AFTER INSERT ON lethe.users FOR EACH ROW EXECUTE FUNCTION lethe.user_becomes_customer();

create table lethe.verifications (
  id uuid not null default gen_random_uuid(),
  identifier text not null,
  value text not null,
  expires_at timestamp with time zone not null,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint verifications_pkey PRIMARY KEY (id)
);
CREATE INDEX verifications_identifier ON lethe.verifications USING btree (identifier);
CREATE INDEX verifications_value ON lethe.verifications USING btree (value);
alter table lethe.verifications alter column identifier set statistics 0, alter column value set statistics 0;

create table lethe.webhook_deliveries (
  id uuid not null default gen_random_uuid(),
  number bigint not null generated always as identity,
  webhook_id uuid not null,
  event text not null,
  subject_id uuid not null,
  request_id uuid,
  created_at timestamp with time zone not null default now(),
  status text not null default 'queued'::text,
  attempts integer not null default 0,
  next_attempt_at timestamp with time zone not null default now(),
  deadline_at timestamp with time zone not null default (now() + '72:00:00'::interval),
  attempted_at timestamp with time zone,
  last_code text,
  constraint webhook_deliveries_pkey PRIMARY KEY (id),
  constraint webhook_deliveries_number_unique UNIQUE (number),
  constraint webhook_deliveries_once UNIQUE (webhook_id, event, subject_id),
  constraint webhook_deliveries_status CHECK ((status = ANY (ARRAY['queued'::text, 'delivered'::text, 'failed'::text])))
);
CREATE INDEX webhook_deliveries_attempted ON lethe.webhook_deliveries USING btree (webhook_id, attempted_at DESC) WHERE (attempted_at IS NOT NULL);
CREATE INDEX webhook_deliveries_created ON lethe.webhook_deliveries USING btree (created_at) WHERE (status <> 'queued'::text);
CREATE INDEX webhook_deliveries_due ON lethe.webhook_deliveries USING btree (webhook_id, next_attempt_at) WHERE (status = 'queued'::text);
CREATE INDEX webhook_deliveries_failed ON lethe.webhook_deliveries USING btree (webhook_id, number DESC) WHERE (status = 'failed'::text);

create table lethe.webhooks (
  id uuid not null default gen_random_uuid(),
  number bigint not null generated always as identity,
  url text not null,
  events text[] not null,
  secret text not null,
  former_secret text,
  former_until timestamp with time zone,
  state text not null default 'active'::text,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  constraint webhooks_pkey PRIMARY KEY (id),
  constraint webhooks_number_unique UNIQUE (number),
  constraint webhooks_events CHECK (((cardinality(events) > 0) AND (events <@ ARRAY['request.created'::text, 'request.decided'::text, 'request.overdue'::text, 'system.overdue'::text]))),
  constraint webhooks_former CHECK (((former_secret IS NULL) = (former_until IS NULL))),
  constraint webhooks_state CHECK ((state = ANY (ARRAY['active'::text, 'disabled'::text, 'gone'::text])))
);

-- Foreign keys.
alter table lethe.accounts add constraint accounts_user FOREIGN KEY (customer_id) REFERENCES lethe.users(id) ON DELETE CASCADE;
alter table lethe.addresses add constraint addresses_customer FOREIGN KEY (customer_id) REFERENCES lethe.customers(id) ON DELETE CASCADE;
alter table lethe.admins add constraint admins_user FOREIGN KEY (id) REFERENCES lethe.users(id) ON DELETE CASCADE;
alter table lethe.blacklist_claims add constraint blacklist_claims_entry FOREIGN KEY (entry_id) REFERENCES lethe.blacklist(id) ON DELETE CASCADE;
alter table lethe.blacklist_claims add constraint blacklist_claims_request FOREIGN KEY (request_id) REFERENCES lethe.data_requests(id) ON DELETE SET NULL;
alter table lethe.consents add constraint consents_customer FOREIGN KEY (customer_id) REFERENCES lethe.customers(id) ON DELETE SET NULL;
alter table lethe.consents add constraint consents_text FOREIGN KEY (text_version) REFERENCES lethe.consent_texts(version) ON DELETE RESTRICT;
alter table lethe.customers add constraint customers_sole_system FOREIGN KEY (sole_system_id) REFERENCES lethe.systems(id) ON DELETE SET NULL;
alter table lethe.data_requests add constraint data_requests_assigned_to FOREIGN KEY (assigned_to) REFERENCES lethe.admins(id) ON DELETE SET NULL;
alter table lethe.data_requests add constraint data_requests_customer FOREIGN KEY (customer_id) REFERENCES lethe.customers(id) ON DELETE SET NULL;
alter table lethe.data_requests add constraint data_requests_replaced_by FOREIGN KEY (replaced_by) REFERENCES lethe.data_requests(number) ON DELETE SET NULL;
alter table lethe.data_requests add constraint data_requests_system FOREIGN KEY (system_id) REFERENCES lethe.systems(id) ON DELETE RESTRICT;
alter table lethe.email_changes add constraint email_changes_user FOREIGN KEY (customer_id) REFERENCES lethe.users(id) ON DELETE CASCADE;
alter table lethe.email_tokens add constraint email_tokens_customer FOREIGN KEY (customer_id) REFERENCES lethe.customers(id) ON DELETE CASCADE;
alter table lethe.erased_addresses add constraint erased_addresses_request FOREIGN KEY (request_id) REFERENCES lethe.data_requests(id) ON DELETE CASCADE;
alter table lethe.erased_external_ids add constraint erased_external_ids_system FOREIGN KEY (system_id) REFERENCES lethe.systems(id) ON DELETE CASCADE;
alter table lethe.erasure_notices add constraint erasure_notices_customer FOREIGN KEY (customer_id) REFERENCES lethe.customers(id) ON DELETE SET NULL;
alter table lethe.erasure_notices add constraint erasure_notices_request FOREIGN KEY (request_id) REFERENCES lethe.data_requests(id) ON DELETE CASCADE;
alter table lethe.erasure_notices add constraint erasure_notices_system FOREIGN KEY (system_id) REFERENCES lethe.systems(id) ON DELETE RESTRICT;
alter table lethe.exports add constraint exports_customer FOREIGN KEY (customer_id) REFERENCES lethe.customers(id) ON DELETE SET NULL;
alter table lethe.external_ids add constraint external_ids_customer FOREIGN KEY (customer_id) REFERENCES lethe.customers(id) ON DELETE CASCADE;
alter table lethe.external_ids add constraint external_ids_system FOREIGN KEY (system_id) REFERENCES lethe.systems(id) ON DELETE RESTRICT;
alter table lethe.invoice_lines add constraint invoice_lines_invoice FOREIGN KEY (customer_id, invoice_id) REFERENCES lethe.invoices(customer_id, id) ON UPDATE CASCADE ON DELETE CASCADE;
alter table lethe.invoices add constraint invoices_customer FOREIGN KEY (customer_id) REFERENCES lethe.customers(id) ON DELETE CASCADE;
alter table lethe.invoices add constraint invoices_system FOREIGN KEY (system_id) REFERENCES lethe.systems(id) ON DELETE RESTRICT;
alter table lethe.joined_numbers add constraint joined_numbers_customer FOREIGN KEY (customer_id) REFERENCES lethe.customers(id) ON DELETE CASCADE;
alter table lethe.outbox add constraint outbox_customer FOREIGN KEY (customer_id) REFERENCES lethe.customers(id) ON DELETE SET NULL;
alter table lethe.outbox add constraint outbox_request FOREIGN KEY (request_id) REFERENCES lethe.data_requests(id) ON DELETE SET NULL;
alter table lethe.possible_matches add constraint possible_matches_customer FOREIGN KEY (customer_id) REFERENCES lethe.customers(id) ON DELETE CASCADE;
alter table lethe.possible_matches add constraint possible_matches_other FOREIGN KEY (other_id) REFERENCES lethe.customers(id) ON DELETE CASCADE;
alter table lethe.refused_ids add constraint refused_ids_customer FOREIGN KEY (customer_id) REFERENCES lethe.customers(id) ON DELETE CASCADE;
alter table lethe.refused_ids add constraint refused_ids_system FOREIGN KEY (system_id) REFERENCES lethe.systems(id) ON DELETE RESTRICT;
alter table lethe.search_words add constraint search_words_customer FOREIGN KEY (customer_id) REFERENCES lethe.customers(id) ON DELETE CASCADE;
alter table lethe.services add constraint services_customer FOREIGN KEY (customer_id) REFERENCES lethe.customers(id) ON DELETE CASCADE;
alter table lethe.services add constraint services_system FOREIGN KEY (system_id) REFERENCES lethe.systems(id) ON DELETE RESTRICT;
alter table lethe.sessions add constraint sessions_user FOREIGN KEY (customer_id) REFERENCES lethe.users(id) ON DELETE CASCADE;
alter table lethe.sign_ins add constraint sign_ins_customer FOREIGN KEY (customer_id) REFERENCES lethe.customers(id) ON DELETE CASCADE;
alter table lethe.statements add constraint statements_customer FOREIGN KEY (customer_id) REFERENCES lethe.customers(id) ON DELETE CASCADE;
alter table lethe.statements add constraint statements_system FOREIGN KEY (system_id) REFERENCES lethe.systems(id) ON DELETE RESTRICT;
alter table lethe.system_keys add constraint system_keys_system FOREIGN KEY (system_id) REFERENCES lethe.systems(id) ON DELETE RESTRICT;
alter table lethe.two_factors add constraint two_factors_user FOREIGN KEY (customer_id) REFERENCES lethe.users(id) ON DELETE CASCADE;
alter table lethe.webhook_deliveries add constraint webhook_deliveries_webhook FOREIGN KEY (webhook_id) REFERENCES lethe.webhooks(id) ON DELETE CASCADE;
