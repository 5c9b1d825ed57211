import { type Caller, callerFor } from './caller.ts';
import { createDatabase, type TestDatabase } from './database.ts';
import { insertAdmin } from './people.ts';

export interface Officers {
  anna: Caller;
  annaId: string;
  bea: Caller;
  beaId: string;
}

/** A database with Personal Data Management switched on, and its owner. */
export async function createOwned(): Promise<{ database: TestDatabase; owner: Caller }> {
  const database = await createDatabase();
  const { app } = database.pools;
  await app`update lethe.settings set enabled = true`;
  const ownerId = await insertAdmin(app, 'owner@lethe.example', 'owner');
  return { database, owner: await callerFor(database.pools, ownerId) };
}

/** Two officers who have done nothing yet. Whoever else is in the team, but for owners, goes first. */
export async function newOfficers({ pools }: TestDatabase): Promise<Officers> {
  const { app } = pools;
  await app`delete from lethe.users u using lethe.admins a where a.id = u.id and a.role <> 'owner'`;
  const annaId = await insertAdmin(app, 'anna@lethe.example', 'officer');
  const beaId = await insertAdmin(app, 'bea@lethe.example', 'officer');
  return { anna: await callerFor(pools, annaId), annaId, bea: await callerFor(pools, beaId), beaId };
}
