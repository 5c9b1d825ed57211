import type { Sql, TransactionSql } from 'postgres';
import { inTransaction, retryTransaction } from '../../db/transaction.ts';
import { personalDataMap } from '../personal-data/map.ts';
import type { Table } from '../personal-data/shape.ts';
import { UNCONFIRMED_DAYS } from '../values/limits-and-periods.ts';
import { joinHandedInCustomer } from './handed-in.ts';

/** Customers whom systems handed in are unconfirmed too and may be very many, so the users are read in batches. */
const BATCH_SIZE = 1_000;

/** A row in one of these means that the person signed in, or that others wrote about them. */
const otherTables = Object.entries<Table>(personalDataMap).flatMap(([table, entry]) =>
  entry.rows === 'customer' && !entry.madeBySignUp ? [`lethe.${table}`] : [],
);

interface Batch {
  createdAt: string;
  id: string;
  signUps: string[];
}
const START_OF_LIST: Batch = {
  createdAt: '-infinity',
  id: '00000000-0000-0000-0000-000000000000',
  signUps: [],
};

/** Deletes the sign-ups that nobody confirmed in time, with every letter to them. */
export async function deleteUnconfirmedSignUps(sql: Sql): Promise<void> {
  let batch: Batch | undefined = START_OF_LIST;
  while ((batch = await findNextBatch(sql, batch)) !== undefined) await deleteBatch(sql, batch);
}

/** Finds the next unconfirmed users, and which of them signed up. A later password was set by a link to the address, not by a sign-up. */
async function findNextBatch(sql: Sql, after: Batch): Promise<Batch | undefined> {
  const [batch] = await sql<Batch[]>`
    with batch as materialized (
      select created_at, id from lethe.users
      where not email_verified and created_at < now() - make_interval(days => ${UNCONFIRMED_DAYS})
        and (created_at, id) > (${after.createdAt}::timestamptz, ${after.id}::uuid)
      order by created_at, id limit ${BATCH_SIZE})
    select created_at as "createdAt", id, array(
      select s.id from batch s join lethe.accounts a on a.customer_id = s.id
      where a.created_at < s.created_at + interval '1 minute') as "signUps"
    from batch order by created_at desc, id desc limit 1`;
  return batch;
}

/** Locks the customers first: the second statement then sees what systems handed in meanwhile. The next run takes those locked by others. */
async function deleteBatch(sql: Sql, { signUps }: Batch): Promise<void> {
  if (signUps.length === 0) return;
  await inTransaction(sql, async (tx) => {
    const locked = await tx<{ id: string }[]>`
      select id from lethe.customers where id = any(${signUps}::uuid[]) and state = 'open' for update skip locked`;
    await tx`
      with deleted as (
        delete from lethe.users u
        where u.id = any(${locked.map(({ id }) => id)}::uuid[]) and not u.email_verified and ${hasNothingElse(tx)}
        returning u.id),
      letters as (delete from lethe.outbox where customer_id in (select id from deleted))
      delete from lethe.customers where id in (select id from deleted)`;
  });
}

/** Between the two steps of a reset: it deletes its link, then confirms the address. */
const RESET_HOURS = 1;

/**
 * Whether a user has rows of a sign-up only. A password set in the last hour also keeps the account: a reset deletes its link before it
 * confirms the address, and this run must not come in between.
 */
const hasNothingElse = (tx: TransactionSql) =>
  otherTables.reduce(
    (condition, table) =>
      tx`${condition} and not exists (select from ${tx(table)} o where o.customer_id = u.id)`,
    tx`not exists (select from lethe.verifications v where v.value = u.id::text)
      and not exists (select from lethe.accounts a where a.customer_id = u.id and a.updated_at > now() - make_interval(hours => ${RESET_HOURS}))`,
  );

/** Confirms an address whose mailed link somebody used, if the account is open and still has this address. */
export const confirmAddress = (sql: Sql, customerId: string, email: string): Promise<void> =>
  retryTransaction(() =>
    inTransaction(sql, async (tx) => {
      const { count } = await tx`
        with open as (select id from lethe.customers where id = ${customerId} and state = 'open' for key share)
        update lethe.users u set email_verified = true, updated_at = now() from open
        where u.id = open.id and u.email = ${email} and not u.email_verified`;
      if (count === 0) return;
      await deleteUnprovedName(tx, customerId);
      await joinHandedInCustomer(tx, { customerId, email });
    }),
  );

/** Whether customer `c` exists by a sign-up alone: no system knows them, and the user is as old as the customer. */
const isMadeBySignUp = (sql: Sql | TransactionSql) => sql`(
  c.sole_system_id is null and not exists (select from lethe.external_ids e where e.customer_id = c.id)
  and exists (select from lethe.users u where u.id = c.id and u.created_at < c.created_at + interval '1 minute'))`;

/** Whether a user is an unconfirmed sign-up whom no system handed in. */
export async function isMereSignUp(sql: Sql | TransactionSql, userId: string): Promise<boolean> {
  const [row] = await sql`
    select 1 from lethe.customers c join lethe.users o on o.id = c.id
    where c.id = ${userId} and not o.email_verified and ${isMadeBySignUp(sql)}`;
  return row !== undefined;
}

/**
 * A password set by a link proves the mailbox, but not who signed up with its address. A stranger may have typed the name of that sign-up, so
 * it is deleted.
 */
async function deleteUnprovedName(tx: TransactionSql, customerId: string): Promise<void> {
  await tx`
    update lethe.customers c set name = null, updated_at = now()
    where c.id = ${customerId} and not 'fullName' = any (c.set_by_hand) and ${isMadeBySignUp(tx)}`;
}
