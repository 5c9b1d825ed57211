import type { TransactionSql } from 'postgres';
import * as v from 'valibot';
import { connect } from '../../../db/connect.ts';
import { insertCrowd } from '../../support/crowd.ts';
import { createDatabase } from '../../support/database.ts';
import { insertAdmin, insertPerson, insertRequest } from '../../support/people.ts';

/** The migrated database on which every statement is called, with one person who has a row everywhere, among many. */
export const database = await createDatabase();
export const { app } = database.pools;
/** One connection sees everything that it has prepared. */
export const sql = connect(database.url, 1, {
  search_path: 'pg_catalog, pg_temp',
  plan_cache_mode: 'force_generic_plan',
  // As in a memory that holds what is asked for often.
  random_page_cost: '1.1',
});
export const admin = await insertAdmin(app);
export const { customerId: id, requestId, systemId } = await somebody();
await insertCrowd(sql, 5_000);

/** Somebody with a row everywhere and a pending request; put there by another connection. */
export async function somebody() {
  const person = await insertPerson(app);
  const [link] = await app<[{ systemId: string }]>`
    select system_id as "systemId" from lethe.external_ids where customer_id = ${person.customerId}`;
  return { ...person, ...link, requestId: await insertRequest(app, person) };
}
/** Somebody of whom nothing but an id is known: one of the crowd. */
export const oneOfTheCrowd = '00000000-0000-4000-9000-000000000001';

export const inTransaction = <T>(run: (tx: TransactionSql) => Promise<T>) => sql.begin(run) as Promise<T>;
/** Prepared by one, used by the next call. */
export const after = <T>(first: PromiseLike<unknown>, then: () => Promise<T>): Promise<T> =>
  Promise.resolve(first).then(then);
export const bytes = (text: string) => new TextEncoder().encode(text);
export const page = { limit: 25 };
export const next = { limit: 25, cursor: 9_999 };

export interface Call {
  run: () => Promise<unknown>;
  shape: v.GenericSchema;
  /** Why it may read big tables as a whole. */
  whole?: string;
}
/** By file beside `server/`, then by function. */
export type Calls = Record<string, Record<string, Call>>;
/** The shape is one of what the function declares, or this does not compile. */
export const answers = <T>(
  run: () => Promise<T>,
  shape: v.GenericSchema<unknown, NoInfer<T>>,
  whole?: string,
): Call => ({ run, shape, ...(whole === undefined ? {} : { whole }) });

export const nothing = v.undefined();
export const yes = v.literal(true);
export const no = v.literal(false);
export const text = v.string();
export const mightBe = v.nullable(v.string());
export const some = <T>(item: v.GenericSchema<unknown, T>) => v.pipe(v.array(item), v.minLength(1));
