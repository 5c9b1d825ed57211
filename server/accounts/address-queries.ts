import type { Sql, TransactionSql } from 'postgres';

/* What an address that somebody typed, or a link that was mailed to it, may open. */

/**
 * Whether an address belongs to a closed customer, or to an admin who signs in at the provider of single sign-on. Nobody may start a password
 * reset for one: a password would be a second way in, which the provider cannot close.
 */
export async function isClosedAddress(sql: Sql, email: string): Promise<boolean> {
  const [row] = await sql`
    select 1 from lethe.users u left join lethe.customers c on c.id = u.id
    where u.email = ${email.toLowerCase()} and (c.state <> 'open' or (c.id is null
      and exists (select from lethe.accounts p where p.customer_id = u.id and p.provider_id <> 'credential')))`;
  return row !== undefined;
}

/** Whether a blocked customer has this address: they must not come back by a new sign-up. */
export async function isBlockedAddress(sql: Sql | TransactionSql, email: string): Promise<boolean> {
  const [row] = await sql`
    select 1 from lethe.customers where email = ${email.toLowerCase()} and state = 'blocked' limit 1`;
  return row !== undefined;
}

/**
 * Creates a user for the one customer whom systems handed in with this address: better-auth mails a link to set a password to users only. If
 * several people have the address, nobody gets a user, because the link would open a stranger's data.
 */
export async function createUserForHandedIn(sql: Sql, email: string): Promise<void> {
  const address = email.toLowerCase();
  await sql`
    insert into lethe.users (id, email, email_verified)
    select c.id, c.email, false from lethe.customers c
    where c.email = ${address} and c.state = 'open'
      and not exists (select from lethe.customers o where o.email = ${address} and o.id <> c.id and o.state <> 'starred')
      and not exists (select from lethe.users u where u.email = ${address})
    for key share of c
    on conflict do nothing`;
}

interface ResetLink {
  email: string | null;
  /**
   * The customer of the link is closed or gone, or has no account yet and now shares the address with somebody; or an admin signs in at the
   * provider of single sign-on, and joined while the link was being asked for.
   */
  closed: boolean;
}

/** Finds a reset link and its account's address by the hashed identifier. The `value` of a link is a user's id. */
export async function findResetLink(sql: Sql, identifierHash: string): Promise<ResetLink | undefined> {
  const [row] = await sql<ResetLink[]>`
    select u.email, c.id is null and a.id is null as closed
    from lethe.verifications v
      left join lethe.users u on u.id = v.value::uuid
      left join lethe.customers c on c.id = v.value::uuid and c.state = 'open' and (
        exists (select from lethe.accounts p where p.customer_id = c.id)
        or not exists (select from lethe.customers o where o.email = c.email and o.id <> c.id and o.state <> 'starred'))
      left join lethe.admins a on a.id = v.value::uuid
        and not exists (select from lethe.accounts p where p.customer_id = a.id and p.provider_id <> 'credential')
    where v.identifier = ${identifierHash}`;
  return row;
}
