import type { Sql } from 'postgres';
import { DEMO_ADMIN, DEMO_PASSWORD } from '../../db/demo/accounts.ts';
import { type Env, isPublic } from '../env.ts';

/** What whoever starts the server should know, a line each. */
export async function announcement(sql: Sql, env: Env): Promise<string[]> {
  const [known] = await sql<
    [{ admin: boolean; demo: boolean; enabled: boolean; superuser: boolean; owner: boolean }]
  >`
    select exists (select from lethe.admins) as admin, enabled,
      exists (select from lethe.admins a join lethe.users u on u.id = a.id where u.email = ${DEMO_ADMIN}) as demo,
      (select rolsuper from pg_roles where rolname = current_user) as superuser,
      (select pg_has_role(relowner, 'member') from pg_class where oid = 'lethe.customers'::regclass) as owner
    from lethe.settings`;
  return [
    ...lineIf(
      known.owner && !env.demo,
      'One database role both owns the tables and serves; LETHE_MIGRATION_URL makes them two.',
    ),
    ...lineIf(
      known.superuser,
      'The role of DATABASE_URL is a superuser: who breaks into the server may run programs where the database runs.',
    ),
    ...lineIf(
      !known.admin,
      'Nobody administers this database yet: start once with LETHE_ADMIN_EMAIL and LETHE_ADMIN_PASSWORD.',
    ),
    ...lineIf(
      !env.resend && !env.demo,
      'No mail is sent: without RESEND_API_KEY nobody can confirm an address, and messages end undelivered after 24 hours.',
    ),
    ...lineIf(
      known.admin && !known.enabled,
      'Personal Data Management is off; an admin switches it on in Clients › Personal Data Management › Configuration.',
    ),
    ...lineIf(
      isPublic(env.url) && env.url.startsWith('http:'),
      'LETHE_URL is public and not https: passwords and people’s data cross the network for everyone on the way to read.',
    ),
    `Lethe is ready: ${env.url}`,
    ...lineIf(env.demo && known.demo, `  Demo accounts, password ${DEMO_PASSWORD}:`),
    ...lineIf(env.demo && known.demo, `  ${DEMO_ADMIN}, customer1@lethe.example, customer2@lethe.example, …`),
  ];
}

const lineIf = (holds: boolean, line: string): string[] => (holds ? [line] : []);
