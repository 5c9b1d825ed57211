import type { Sql, TransactionSql } from 'postgres';
import { auditEntryFragment } from '../audit/queries.ts';

/** The encrypted secret of somebody's authenticator app, also while it is being set up. */
export async function findTwoFactorSecret(sql: Sql, userId: string): Promise<string | null> {
  const [row] = await sql<{ secret: string }[]>`
    select secret from lethe.two_factors where customer_id = ${userId}`;
  return row?.secret ?? null;
}

/** Accepts the code of a half minute once, and none of an earlier one after it. False if another call was faster. */
export async function useTwoFactorStep(
  sql: Sql,
  userId: string,
  { secret, step }: { secret: string; step: number },
): Promise<boolean> {
  const { count } = await sql`
    update lethe.two_factors set last_used_step = ${step}
    where customer_id = ${userId} and secret = ${secret} and (last_used_step is null or last_used_step < ${step})`;
  return count === 1;
}

/** After two-factor sign-in was switched on, every session that began without it ends, this one apart. */
export async function deleteOtherSessions(sql: Sql, userId: string, sessionId: string): Promise<void> {
  await sql`delete from lethe.sessions where customer_id = ${userId} and id <> ${sessionId}`;
}

/** For a lost device: the customer's address; undefined if two-factor sign-in was off. Ends every session and every sign-in under way. */
export async function deleteSecondFactorOfCustomer(
  tx: TransactionSql,
  actor: string,
  customerId: string,
): Promise<string | undefined> {
  const audited = auditEntryFragment(tx, { actor, action: 'client_factor_reset', details: { customerId } });
  const [row] = await tx<{ email: string }[]>`
    with resetting as (
      select u.id, coalesce(u.email, '') as email from lethe.users u join lethe.customers c on c.id = u.id
      where u.id = ${customerId} and u.two_factor_enabled for no key update of u
    ),
    factors as (delete from lethe.two_factors where customer_id in (select id from resetting)),
    links as (delete from lethe.verifications where value in (select id::text from resetting)),
    ended as (delete from lethe.sessions where customer_id in (select id from resetting)),
    audited as (${audited} from resetting)
    select email from resetting`;
  return row?.email;
}
