import type { Sql, TransactionSql } from 'postgres';

/** Which of these hashes of external ids, all as hex, are ids of erased people. */
export async function listErasedExternalIds(
  sql: Sql | TransactionSql,
  systemId: string,
  hmacs: readonly string[],
): Promise<Set<string>> {
  if (hmacs.length === 0) return new Set();
  const rows = await sql<{ hmac: string }[]>`
    select given.hmac from unnest(${[...hmacs]}::text[]) as given (hmac)
    join lethe.erased_external_ids e on e.system_id = ${systemId} and e.hmac = decode(given.hmac, 'hex')
    where e.ends_at > now()`;
  return new Set(rows.map((row) => row.hmac));
}

/** Stops refusing ids of erased people who came back on their own. */
export async function liftErasedIds(
  tx: TransactionSql,
  systemId: string,
  hmacs: readonly string[],
): Promise<void> {
  if (hmacs.length === 0) return;
  await tx`
    delete from lethe.erased_external_ids e using unnest(${[...hmacs]}::text[]) as lifted (hmac)
    where e.system_id = ${systemId} and e.hmac = decode(lifted.hmac, 'hex')`;
}

/** Counts a system's rows about erased people and with refused values. Write this last in a transaction: other batches of the system wait for it. */
export async function countRefusals(
  tx: TransactionSql,
  systemId: string,
  { people, values }: { people: number; values: number },
): Promise<void> {
  if (people + values === 0) return;
  await tx`
    update lethe.systems set refused_people = refused_people + ${people}, refused_values = refused_values + ${values}
    where id = ${systemId}`;
}
