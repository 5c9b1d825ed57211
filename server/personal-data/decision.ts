import { REFUSED_BY_FUNCTION, SERIALIZATION_FAILURE } from '../../db/errors.ts';
import { LETTER_HOURS, PROPOSAL_DAYS } from '../values/limits-and-periods.ts';
import { compileCoverageCheck } from './closed-customer.ts';
import type { CustomerTable, PersonalDataMap } from './shape.ts';
import {
  credentialTables,
  customerTables,
  type Entry,
  literal,
  ofCustomer,
  qualifiedTable,
  readableCondition,
  starAssignments,
} from './sql-text.ts';

/**
 * `lethe.decide_request(…)`: one call that decides a request and carries the decision out, whole or not at all.
 * - `p_rule` is set where Lethe decides; the function checks the rule's conditions again under the lock.
 * - `p_identity`: the fingerprint from which the caller prepared letter and blacklist. If it changed, the caller starts again (40001).
 * - `p_blacklist`: kind `external_id` goes to `erased_external_ids`. Kind `erased_address` goes to `erased_addresses`, while a notified
 *   system has yet to answer. All other kinds go to the blacklist.
 * - `p_proposal`: the open proposal that the admin approves; null where the admin decides alone.
 * - `p_seen`: the hash of the preview that the admin saw; null where Lethe decides, and where the proposal holds it.
 */
// oxlint-disable-next-line max-lines-per-function -- one function of the database is one text
export const compileDecision = (map: PersonalDataMap, hash: string): string => `
drop function if exists lethe.decide_request(uuid, text, uuid, text, text, text, jsonb, jsonb, text);
drop function if exists lethe.decide_request(uuid, text, uuid, text, text, text, jsonb, jsonb, text, uuid);
create or replace function lethe.decide_request(
  p_request uuid, p_outcome text, p_actor uuid, p_rule text, p_reason text,
  p_identity text, p_blacklist jsonb, p_letter jsonb, p_map_hash text, p_proposal uuid default null,
  p_seen text default null,
  out number bigint, out status text, out rows int, out remaining int
) language plpgsql security definer set search_path = pg_catalog, pg_temp as $decide$
#variable_conflict use_column
declare
  v_customer uuid;
  v_status text := case p_outcome when 'block' then 'blocked' when 'star' then 'starred'
    when 'destroy' then 'destroyed' when 'refuse' then 'refused' end;
  v_request lethe.data_requests;
  v_done jsonb := '{}';
  v_count int;
  v_names jsonb;
begin
  if p_map_hash <> ${literal(hash)} then raise exception using errcode = '${REFUSED_BY_FUNCTION}', message = 'server_outdated'; end if;
  ${compileCoverageCheck(map)}
  perform set_config('lethe.guard', 'off', true);
  select r.customer_id into v_customer from lethe.data_requests r where r.id = p_request;
  if not found then raise exception using errcode = '${REFUSED_BY_FUNCTION}', message = 'request_not_found'; end if;
  perform 1 from lethe.customers c where c.id = v_customer for update;
  if not found then raise exception using errcode = '${REFUSED_BY_FUNCTION}', message = 'request_already_decided'; end if;
  if lethe.identity_of(v_customer) is distinct from p_identity then
    raise exception using errcode = '${SERIALIZATION_FAILURE}', message = 'identity changed'; end if;
  if p_rule is not null and not coalesce(lethe.automatic_at(p_request) <= now(), false) then
    raise exception using errcode = '${REFUSED_BY_FUNCTION}', message = 'automatic_not_due'; end if;
  update lethe.data_requests r set status = v_status, reason = p_reason, decided_at = now(), decided_by = p_actor,
    decided_by_rule = p_rule where r.id = p_request and r.status = 'pending' returning r.* into v_request;
  if not found then raise exception using errcode = '${REFUSED_BY_FUNCTION}', message = 'request_already_decided'; end if;
  decide_request.number := v_request.number;${requireApproval}
  v_names := lethe.external_ids_of(v_customer);
  if p_outcome <> 'refuse' then
    ${statements(credentialTables(map).map(deleteRows))}
    update lethe.customers c set state = case p_outcome when 'star' then 'starred' else 'blocked' end, closed_at = now()
      where c.id = v_customer;
  end if;
  if p_outcome = 'star' then
    ${statements(customerTables(map).map(starRows))}
  elsif p_outcome = 'destroy' then
    ${statements(customerTables(map).toReversed().map(destroyRows))}
  end if;
  select coalesce(sum(value::int), 0)::int into decide_request.rows from jsonb_each_text(v_done);
  decide_request.status := v_status;
  decide_request.remaining := case p_outcome when 'refuse' then 0
    when 'block' then ${remaining(credentialTables(map).map(countRows))}
    when 'star' then ${remaining([...credentialTables(map).map(countRows), ...customerTables(map).map(countReadableRows)])}
    else ${remaining(
      Object.entries(map)
        .filter(([, table]) => table.rows === 'customer' || table.rows === 'matched by')
        .map(countRows),
    )} end;
  if decide_request.remaining > 0 then
    raise exception using errcode = '${REFUSED_BY_FUNCTION}', message = 'erasure_incomplete'; end if;
  insert into lethe.blacklist as l (kind, hmac, ends_at)
    select b->>'kind', decode(b->>'hmac', 'hex'), (b->>'endsAt')::timestamptz
    from jsonb_array_elements(coalesce(p_blacklist, '[]')) b where b->>'kind' not in ('external_id', 'erased_address')
    -- Always in the same order: two decisions about the same values must not wait for each other (deadlock).
    order by 1, 2
    on conflict (kind, hmac) do update set ends_at = greatest(l.ends_at, excluded.ends_at),
      created_at = case when l.ends_at <= now() then now() else l.created_at end;
  insert into lethe.blacklist_claims as c (entry_id, reason, erased, request_id, created_by, ends_at)
    select l.id, case p_outcome when 'block' then 'block' else 'erasure' end, (b->>'erased')::boolean, p_request, p_actor,
      (b->>'endsAt')::timestamptz
    from jsonb_array_elements(coalesce(p_blacklist, '[]')) b
    join lethe.blacklist l on l.kind = b->>'kind' and l.hmac = decode(b->>'hmac', 'hex');
  insert into lethe.audit (actor, action, request_id, details)
    values (p_actor, 'request_decided', p_request, jsonb_build_object('outcome', p_outcome, 'rule', p_rule, 'rows', v_done,
      'blacklisted', (select count(*) from lethe.blacklist_claims c where c.request_id = p_request)));
  if p_letter is not null then
    insert into lethe.outbox (customer_id, request_id, template, to_address, subject, body, deadline_at)
      select case when p_outcome = 'destroy' then null else v_customer end, p_request,
        p_letter->>'template', p_letter->>'to', p_letter->>'subject', p_letter->>'body',
        now() + interval '${LETTER_HOURS} hours';
    perform pg_notify('lethe_outbox', '');
  end if;
  insert into lethe.erased_external_ids (system_id, hmac, ends_at)
    select (e->>'systemId')::uuid, decode(e->>'hmac', 'hex'), (e->>'endsAt')::timestamptz
    from jsonb_array_elements(coalesce(p_blacklist, '[]')) e where e->>'kind' = 'external_id'
    on conflict (system_id, hmac) do update set ends_at = greatest(erased_external_ids.ends_at, excluded.ends_at);
  if p_outcome <> 'refuse' then${notifySystems} end if;
  perform set_config('lethe.guard', '', true);
end $decide$;`;

/**
 * Checked under the locks of customer and request, so nothing changes any more and of many approvals one wins. A decision without approval
 * ends a proposal that stood; an approved one keeps who proposed it.
 */
const requireApproval = `
  if p_proposal is null then
    if p_actor is not null and lethe.needs_approval(p_outcome) then
      raise exception using errcode = '${REFUSED_BY_FUNCTION}', message = 'approval_required'; end if;
    if p_actor is not null and p_seen is distinct from lethe.preview_hash(v_customer, p_outcome) then
      raise exception using errcode = '${REFUSED_BY_FUNCTION}', message = 'preview_outdated'; end if;
  elsif v_request.proposal_id is distinct from p_proposal or v_request.proposed_at <= now() - interval '${PROPOSAL_DAYS} days' then
    raise exception using errcode = '${REFUSED_BY_FUNCTION}', message = 'proposal_lapsed';
  elsif v_request.proposed_by is not distinct from p_actor then
    raise exception using errcode = '${REFUSED_BY_FUNCTION}', message = 'own_proposal';
  elsif v_request.proposed_outcome <> p_outcome
    or v_request.proposed_hash is distinct from lethe.preview_hash(v_customer, p_outcome) then
    raise exception using errcode = '${REFUSED_BY_FUNCTION}', message = 'proposal_outdated';
  end if;
  if v_request.proposal_id is not null then
    insert into lethe.audit (actor, action, request_id, details)
      select p_actor, case when p_proposal is null then 'proposal_lapsed' else 'proposal_approved' end, p_request,
        jsonb_strip_nulls(jsonb_build_object('outcome', v_request.proposed_outcome, 'proposedBy', v_request.proposed_by,
          'why', case when p_proposal is null then 'decided' end));
    update lethe.data_requests r set proposal_id = null, proposed_outcome = null, proposed_blacklist = null, proposed_notify = null,
      proposed_reason = null, proposed_hash = null, proposed_by = case when p_proposal is not null then r.proposed_by end,
      proposed_at = case when p_proposal is not null then r.proposed_at end
      where r.id = p_request;
  end if;`;

/**
 * The decision takes this lock last. It makes the numbers of notices rise in the order of commits, so that a system that has read one
 * has missed none before it.
 */
const notifySystems = `
    perform pg_advisory_xact_lock(hashtext('lethe_erasures'));
    insert into lethe.erasure_notices (system_id, request_id, customer_id, external_ids, linked, records, handed_in, outcome, due_at)
      select r.system_id, p_request, case when p_outcome = 'destroy' then null else v_customer end,
        r.external_ids, r.linked, r.records, r.handed_in, p_outcome, now() + make_interval(days => s.acknowledgement_days)
      from lethe.systems_to_notify(v_names) r cross join lethe.settings s
      order by r.system_id;
    insert into lethe.erased_addresses (request_id, hmac, address_hmac)
      select p_request, decode(e->>'hmac', 'hex'), decode(e->>'addressHmac', 'hex')
      from jsonb_array_elements(coalesce(p_blacklist, '[]')) e
      where e->>'kind' = 'erased_address' and exists (select from lethe.erasure_notices n where n.request_id = p_request)
      on conflict do nothing;
    perform pg_notify('lethe_erasures', '');
 `;

const statements = (parts: string[]): string => parts.filter((part) => part !== '').join('\n    ');
const recordCount = (table: string): string => `
    get diagnostics v_count = row_count;
    v_done := v_done || jsonb_build_object(${literal(table)}, coalesce((v_done->>${literal(table)})::int, 0) + v_count);`;

const deleteRows = ([table, entry]: Entry): string =>
  `delete from ${qualifiedTable(table)} where ${ofCustomer(entry, 'v_customer')};${recordCount(table)}`;

function starRows([table, entry]: Entry<CustomerTable>): string {
  if (entry.star === 'delete') return entry.credential ? '' : deleteRows([table, entry]);
  const assignments = starAssignments(entry);
  if (assignments === '') return '';
  return `update ${qualifiedTable(table)} set ${assignments} where ${ofCustomer(entry, 'v_customer')};${recordCount(table)}`;
}

function destroyRows([table, entry]: Entry<CustomerTable>): string {
  if (entry.destroy === 'delete') return entry.credential ? '' : deleteRows([table, entry]);
  const assignments = ['customer_id = null', nullAssignments(entry)].filter((part) => part !== '').join(', ');
  return `update ${qualifiedTable(table)} set ${assignments} where ${ofCustomer(entry, 'v_customer')};${recordCount(table)}`;
}

/** An unlinked row is set to null rather than starred: stars would only show that a value was there. */
const nullAssignments = (entry: CustomerTable): string =>
  Object.entries(entry.columns)
    .flatMap(([column, what]) =>
      what.is === 'personal' || what.is === 'withheld' ? [`"${column}" = null`] : [],
    )
    .join(', ');

const remaining = (counts: string[]): string => `(${counts.join('\n      + ')})`;
const countRows = ([table, entry]: Entry): string =>
  `(select count(*)::int from ${qualifiedTable(table)} where ${ofCustomer(entry, 'v_customer')})`;
const countReadableRows = ([table, entry]: Entry<CustomerTable>): string =>
  entry.star === 'delete'
    ? countRows([table, entry])
    : `(select count(*)::int from ${qualifiedTable(table)} where ${ofCustomer(entry, 'v_customer')} and (${readableCondition(entry)}))`;
