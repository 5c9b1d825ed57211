import type { Sql, TransactionSql } from 'postgres';

/** Which of these hashes of external ids, all as hex, are those of people who were erased. */
export async function listErasedExternalIds(
  sql: Sql | TransactionSql,
  systemId: string,
  hmacs: readonly string[],
): Promise<Set<string>> {
  if (hmacs.length === 0) return new Set();
  const rows = await sql<{ hmac: string }[]>`
    select asked.hmac from unnest(${[...hmacs]}::text[]) as asked (hmac)
    join lethe.erased_external_ids e on e.system_id = ${systemId} and e.hmac = decode(asked.hmac, 'hex')
    where e.ends_at > now()`;
  return new Set(rows.map((row) => row.hmac));
}

/** Ids of erased people who came back on their own: they are ids like any other again. */
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

/** How often a system tried to bring somebody back, or a value that is refused. To be written last in a transaction: batches of one system wait for it. */
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
