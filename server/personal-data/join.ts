import { REFUSED_BY_FUNCTION } from '../../db/errors.ts';
import { compileCoverageCheck } from './closed-customer.ts';
import type { CustomerTable, PersonalDataMap } from './shape.ts';
import { customerTables, type Entry, literal, name, qualifiedTable } from './sql-text.ts';

/**
 * `lethe.join_customers(keep, join, actor, map hash)`: makes one customer of two who are the same person, whole or not at all. Every row
 * of `join` moves to `keep`, in every table of the map; number and id of `join` stay known as earlier ones. Where both have a value, the
 * profile keeps that of `keep` and the other becomes a statement of its system. An account never changes its id, so `keep` must be the one with the account.
 * Errors: `customer_closed`, `two_accounts` (also where only `join` has one), `two_requests`, `server_outdated`, `map_incomplete`.
 */
// oxlint-disable-next-line max-lines-per-function -- one function of the database is one text
export const compileJoin = (map: PersonalDataMap, hash: string): string => `
create or replace function lethe.join_customers(p_keep uuid, p_join uuid, p_actor uuid, p_map_hash text)
  returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $join$
#variable_conflict use_column
declare
  v_keep lethe.customers;
  v_join lethe.customers;
  v_system uuid;
begin
  if p_map_hash <> ${literal(hash)} then raise exception using errcode = '${REFUSED_BY_FUNCTION}', message = 'server_outdated'; end if;
  ${compileCoverageCheck(map)}
  perform 1 from lethe.customers where id in (p_keep, p_join) order by id for update;
  select * into v_keep from lethe.customers where id = p_keep and state = 'open';
  select * into v_join from lethe.customers where id = p_join and state = 'open';
  if p_keep = p_join or v_keep.id is null or v_join.id is null then
    raise exception using errcode = '${REFUSED_BY_FUNCTION}', message = 'customer_closed'; end if;
  -- A link to set a password only offers an account. Until somebody uses it, there is none.
  delete from lethe.users u where u.id = p_join and not u.email_verified
    and not exists (select from lethe.accounts a where a.customer_id = u.id);
  delete from lethe.verifications where value = p_join::text;
  if exists (select from lethe.users where id = p_join) then
    raise exception using errcode = '${REFUSED_BY_FUNCTION}', message = 'two_accounts'; end if;
  if (select count(*) from lethe.data_requests where customer_id in (p_keep, p_join) and status = 'pending') = 2 then
    raise exception using errcode = '${REFUSED_BY_FUNCTION}', message = 'two_requests'; end if;

  v_system := coalesce(v_join.sole_system_id,
    (select system_id from lethe.external_ids where customer_id = p_join order by created_at, external_id limit 1));
  insert into lethe.statements (customer_id, system_id, field, value)
    select p_join, v_system, field, joined from (values ('fullName', v_keep.name, v_join.name),
      ('email', v_keep.email, v_join.email), ('phone', v_keep.phone, v_join.phone), ('company', v_keep.company, v_join.company),
      ('companyNumber', v_keep.company_number, v_join.company_number),
      ('birthDate', v_keep.birth_date::text, v_join.birth_date::text)) as v (field, kept, joined)
    where v_system is not null and kept <> joined
    on conflict do nothing;

  update lethe.customers set name = coalesce(v_keep.name, v_join.name), email = coalesce(v_keep.email, v_join.email),
    phone = coalesce(v_keep.phone, v_join.phone), company = coalesce(v_keep.company, v_join.company),
    company_number = coalesce(v_keep.company_number, v_join.company_number),
    birth_date = coalesce(v_keep.birth_date, v_join.birth_date), language = coalesce(v_keep.language, v_join.language),
    set_by_hand = array(select distinct unnest(v_keep.set_by_hand || v_join.set_by_hand) order by 1),
    sole_system_id = case when v_keep.sole_system_id = v_join.sole_system_id then v_keep.sole_system_id end,
    created_at = least(v_keep.created_at, v_join.created_at), updated_at = now()
  where id = p_keep;

  delete from lethe.possible_matches where customer_id = p_keep and other_id = p_join;
  delete from lethe.possible_matches m where m.other_id = p_join
    and exists (select from lethe.possible_matches k where k.customer_id = m.customer_id and k.other_id = p_keep);
  update lethe.possible_matches set other_id = p_keep where other_id = p_join;
  ${customerTables(map)
    .flatMap((entry) => moveRows(entry))
    .join('\n  ')}
  if exists (${selectRemaining(map)}) then raise exception using errcode = '${REFUSED_BY_FUNCTION}', message = 'map_incomplete'; end if;
  delete from lethe.customers where id = p_join;
  insert into lethe.joined_numbers (customer_id, number, joined_id) values (p_keep, v_join.number, p_join);
  insert into lethe.audit (actor, action, details) values (p_actor, 'customers_joined', '{}');
end $join$;`;

/** Where both have a row that a customer can have only once, that of `keep` stays and the other is deleted. */
function moveRows([table, entry]: Entry<CustomerTable>): string[] {
  if (entry.by === 'id') return [];
  const move = `update ${qualifiedTable(table)} set customer_id = p_keep where customer_id = p_join;`;
  if (entry.uniquePerCustomer === undefined) return [move];
  const same = entry.uniquePerCustomer.map((column) => ` and k.${name(column)} = j.${name(column)}`).join('');
  return [
    `delete from ${qualifiedTable(table)} j where j.customer_id = p_join
    and exists (select from ${qualifiedTable(table)} k where k.customer_id = p_keep${same});`,
    move,
  ];
}

const selectRemaining = (map: PersonalDataMap): string =>
  customerTables(map)
    .filter(([, entry]) => entry.by === 'customer_id')
    .map(([table]) => `select from ${qualifiedTable(table)} where customer_id = p_join`)
    .join('\n    union all ');
