import type { Sql } from 'postgres';

/**
 * Rows of so many customers in every table that grows with them, so that a plan is one for full tables. Written past
 * triggers and foreign keys, in the one connection given: they would take minutes, and the rows are right as they are.
 * The commits wait for the disk: before that VACUUM marks no page as visible to all, and plans would depend on its pace.
 */
export async function insertCrowd(sql: Sql, customers: number): Promise<void> {
  const each = `select ('00000000-0000-4000-9000-' || lpad(n::text, 12, '0'))::uuid as id, n from generate_series(1, ${customers}) n`;
  const twice = `(${each}) c cross join generate_series(1, 2) m`;
  const numbered = '(select id, row_number() over () - 1 as number from systems) r';
  await sql`set synchronous_commit = on`;
  await sql
    .unsafe(`begin; set local session_replication_role = 'replica'; set local search_path = lethe;
    insert into users (id, email, email_verified) select id, 'p' || n || '@crowd.example', true from (${each}) c;
    insert into customers (id, name, email) select id, 'Person ' || n, 'p' || n || '@crowd.example' from (${each}) c;
    insert into search_words (customer_id, word) select c.id, word from (${each}) e
      join customers c using (id) cross join unnest(person_words(c.name, c.email, c.company, c.phone)) word;
    insert into sessions (customer_id, token, expires_at) select id, 'crowd' || n, now() + interval '1 day' from (${each}) c;
    insert into accounts (customer_id, account_id, provider_id, password) select id, id, 'credential', 'hash' from (${each}) c;
    insert into sign_ins (customer_id) select id from ${twice};
    insert into addresses (customer_id, line1, city, country) select id, 'x', 'x', 'DE' from ${twice};
    insert into services (customer_id, name, status, started_on) select id, 'x', 'terminated', '2020-01-01' from ${twice};
    insert into invoices (customer_id, id, number, status, currency, total, billed_to, issued_on, due_on)
      select id, id, n, 'paid', 'EUR', 1, 'x', '2020-01-01', '2020-01-01' from (${each}) c;
    insert into invoice_lines (customer_id, invoice_id, position, description, quantity, unit_price, amount)
      select id, id, m, 'x', 1, 1, 1 from ${twice};
    insert into consents (customer_id, action, text_version) select id, case m when 1 then 'granted' else 'withdrawn' end, 1 from ${twice};
    insert into data_requests (customer_id, type, status, answer_by)
      select id, case m when 1 then 'removal' else 'anonymization' end, case when n % 50 = 0 and m = 1 then 'pending' else 'refused' end, now() from ${twice};
    insert into exports (customer_id, outcome) select id, 'complete' from (${each}) c;
    insert into outbox (customer_id, request_id, template, status) select id, id, 'outcome_refused', 'sent' from (${each}) c;
    insert into blacklist (id, kind, hmac, ends_at) select id, 'email', sha256(n::text::bytea), now() + interval '1 year' from (${each}) c;
    insert into blacklist_claims (entry_id, reason, request_id, ends_at)
      select id, 'erasure', id, now() + interval '1 year' from (${each}) c;
    insert into audit (action, request_id) select 'request_decided', id from (${each}) c;
    insert into rate_limits (key, count, expires_at) select sha256(n::text::bytea), 1, now() + interval '1 minute' from (${each}) c;
    insert into systems (name) select 'System ' || n from generate_series(1, 9) n;
    insert into external_ids (customer_id, system_id, external_id)
      select c.id, r.id, n from (${each}) c join ${numbered} on r.number = n % 10;
    insert into possible_matches (customer_id, other_id, reason) select case m when 1 then a.id else b.id end,
      case m when 1 then b.id else a.id end, 'name_differs' from (${each}) a join (${each}) b on b.n = a.n + 1
      cross join generate_series(1, 2) m where a.n % 10 = 0;
    insert into erased_external_ids (system_id, hmac, ends_at)
      select r.id, sha256(n::text::bytea), now() + interval '1 year' from (${each}) c join ${numbered} on r.number = n % 10;
    insert into erased_addresses (request_id, hmac, address_hmac) select r.id, sha256(c.n::text::bytea), sha256(c.n::text::bytea)
      from (${each}) c join data_requests r on r.customer_id = c.id;
    insert into erasure_notices (system_id, request_id, linked, outcome, due_at, result, acknowledged_at)
      select r.id, c.id, false, 'destroy', now(), 'done', now() from (${each}) c join ${numbered} on r.number = n % 10;
    commit;`)
    .simple();
  await sql.unsafe('vacuum analyze');
  await sql`reset synchronous_commit`;
}
