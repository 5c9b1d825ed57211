import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { connect, openPools, type Pools } from '../../db/connect.ts';
import { TEMPLATE, withDatabase } from './template.ts';

export interface TestDatabase {
  url: string;
  pools: Pools;
  /** Ends the pools and drops the database, whoever is still connected. */
  drop(): Promise<void>;
}

/** A database of the caller's own, cloned from the migrated template in a few hundredths of a second where the databases lie in memory. */
export async function createDatabase(): Promise<TestDatabase> {
  return create(TEMPLATE);
}

/** A database without anything of Lethe in it, for what a first start does. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  return create('template0');
}

async function create(template: string): Promise<TestDatabase> {
  const server = inject('postgresUrl');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const admin = connect(server, 1);
  await admin`create database ${admin(name)} template ${admin(template)}`;
  const url = withDatabase(server, name);
  const pools = openPools(url);
  return {
    url,
    pools,
    async drop() {
      await pools.end();
      await admin`drop database ${admin(name)} with (force)`;
      await admin.end();
    },
  };
}
