/** `needs_approval`: whether the settings let an admin only propose this outcome, for another admin to approve. */
export const approvalSql = `
create or replace function lethe.needs_approval(p_outcome text) returns boolean language sql stable
  set search_path = pg_catalog, pg_temp as $approval$
  select s.second_approval = 'every' or (s.second_approval = 'destroy' and p_outcome = 'destroy') from lethe.settings s
$approval$;`;
