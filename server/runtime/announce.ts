import type { Sql } from 'postgres';
import { DEMO_ADMIN, DEMO_PASSWORD } from '../../db/demo/accounts.ts';
import { type Env, isPublic } from '../env.ts';

/** Lines for the person who starts the server. */
export async function announcement(sql: Sql, env: Env): Promise<string[]> {
  const [database] = await sql<
    [{ admin: boolean; demo: boolean; enabled: boolean; superuser: boolean; owner: boolean }]
  >`
    select exists (select from lethe.admins) as admin, enabled,
      exists (select from lethe.admins a join lethe.users u on u.id = a.id where u.email = ${DEMO_ADMIN}) as demo,
      (select rolsuper from pg_roles where rolname = current_user) as superuser,
      (select pg_has_role(relowner, 'member') from pg_class where oid = 'lethe.customers'::regclass) as owner
    from lethe.settings`;
  return [
    ...lineIf(
      database.owner && !env.demo,
      'The role of DATABASE_URL also owns the tables; set LETHE_MIGRATION_URL to use two roles.',
    ),
    ...lineIf(
      database.superuser,
      'The role of DATABASE_URL is a superuser: an attacker who takes over the server can run programs on the database machine.',
    ),
    ...lineIf(
      !database.admin,
      env.singleSignOn === null
        ? 'There is no administrator yet: start once with LETHE_ADMIN_EMAIL and LETHE_ADMIN_PASSWORD.'
        : 'There is no administrator yet: sign in by single sign-on as an owner, or start once with LETHE_ADMIN_EMAIL and LETHE_ADMIN_PASSWORD.',
    ),
    ...lineIf(
      !env.mail && !env.demo,
      'Lethe sends no mail: without SMTP_URL or RESEND_API_KEY nobody can confirm an address, and messages expire after 24 hours.',
    ),
    ...lineIf(
      database.admin && !database.enabled,
      'Personal Data Management is off; an administrator can switch it on under Clients › Personal Data Management › Configuration.',
    ),
    ...lineIf(
      isPublic(env.url) && env.url.startsWith('http:'),
      'LETHE_URL is public and not https: everyone on the way can read passwords and personal data.',
    ),
    `Lethe is ready: ${env.url}`,
    ...lineIf(env.demo && database.demo, `  Demo accounts, password ${DEMO_PASSWORD}:`),
    ...lineIf(
      env.demo && database.demo,
      `  ${DEMO_ADMIN}, customer1@lethe.example, customer2@lethe.example, …`,
    ),
    ...lineIf(
      env.demo && !env.mail,
      '  The demo sends no mail: administrators read its messages under Mailbox.',
    ),
  ];
}

const lineIf = (condition: boolean, line: string): string[] => (condition ? [line] : []);
