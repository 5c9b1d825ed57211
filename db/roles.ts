import { randomBytes } from 'node:crypto';
import { connect } from './connect.ts';

/** Addresses of the embedded database for its two plain roles. */
export interface Roles {
  /** Owns the schema `lethe` and migrates it. */
  owner: string;
  /** The role of the server. */
  server: string;
}

/** Neither role may touch the database's machine or create another role. */
const PLAIN = 'login nosuperuser nocreatedb nocreaterole noreplication nobypassrls inherit';

/**
 * Creates or corrects the two roles of the embedded database. Each start sets new passwords, so nobody has to store them. Tables that the
 * superuser created in earlier releases go to the owner. `url`: the superuser's.
 */
export async function makeRoles(url: string): Promise<Roles> {
  const passwords = { lethe_owner: randomBytes(24).toString('hex'), lethe: randomBytes(24).toString('hex') };
  const sql = connect(url, 1);
  try {
    // PostgreSQL runs one message as one transaction.
    await sql
      .unsafe([...Object.entries(passwords).map(roleText), rightsText, ownershipText].join('\n'))
      .simple();
  } finally {
    await sql.end({ timeout: 5 });
  }
  const urlOf = (role: keyof typeof passwords) => {
    const changed = new URL(url);
    changed.username = role;
    changed.password = passwords[role];
    return changed.href;
  };
  return { owner: urlOf('lethe_owner'), server: urlOf('lethe') };
}

/** Revokes memberships too: one of them could be `pg_execute_server_program`. */
const roleText = ([role, password]: [string, string]): string => `
do $role$ declare membership record; begin
  if not exists (select from pg_roles where rolname = '${role}') then create role ${role}; end if;
  for membership in select m.roleid::regrole as role from pg_auth_members m where m.member = '${role}'::regrole loop
    execute format('revoke %s from ${role}', membership.role);
  end loop;
end $role$;
alter role ${role} with ${PLAIN} password '${password}';`;

/** Revokes what every role may do by default, such as creating temporary tables and functions. */
const rightsText = `
do $rights$ begin
  execute format('revoke all on database %I from public, lethe', current_database());
  execute format('grant connect, create on database %I to lethe_owner', current_database());
  execute format('grant connect on database %I to lethe', current_database());
end $rights$;
revoke create on schema public from public;`;

/** Leaves out what follows its table (indexes, identity sequences, row types) and what belongs to an extension. */
const ownershipText = `
do $ownership$ declare object record; begin
  for object in
    select format('alter schema %I', nspname) as statement from pg_namespace where nspname = 'lethe'
      and nspowner <> 'lethe_owner'::regrole
    union all
    select format('alter %s %s', case c.relkind when 'S' then 'sequence' else 'table' end, c.oid::regclass) from pg_class c
    where c.relnamespace = to_regnamespace('lethe') and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
      and c.relowner <> 'lethe_owner'::regrole
      and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype in ('a', 'i', 'e'))
    union all
    select format('alter routine %s', p.oid::regprocedure) from pg_proc p
    where p.pronamespace = to_regnamespace('lethe') and p.proowner <> 'lethe_owner'::regrole
      and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
    union all
    select format('alter type %s', t.oid::regtype) from pg_type t
    where t.typnamespace = to_regnamespace('lethe') and t.typtype in ('d', 'e', 'r') and t.typowner <> 'lethe_owner'::regrole
      and not exists (select from pg_depend d where d.classid = 'pg_type'::regclass and d.objid = t.oid and d.deptype = 'e')
  loop
    execute object.statement || ' owner to lethe_owner';
  end loop;
end $ownership$;`;
