import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { connect, openPools, type Pools } from '../../db/connect.ts';
import { fillDemo } from '../../db/demo/fill.ts';
import { createPasswords } from '../../server/accounts/passwords.ts';
import { verifySecrets } from '../../server/runtime/fingerprints.ts';
import { DEMO_TEMPLATE, SECRETS, TEMPLATE, withDatabase } from './template.ts';

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

/** A database that the demo has filled, which it does once for the whole run. */
export async function createDemoDatabase(): Promise<TestDatabase> {
  await ensureDemoTemplate();
  return create(DEMO_TEMPLATE);
}

async function ensureDemoTemplate(): Promise<void> {
  const admin = connect(inject('postgresUrl'), 1);
  // Workers that come meanwhile wait for the first one.
  await admin`select pg_advisory_lock(hashtext(${DEMO_TEMPLATE}))`;
  const found = await admin`select from pg_database where datname = ${DEMO_TEMPLATE}`;
  if (found.length === 0) {
    const filling = await create(TEMPLATE);
    // Its first start does both.
    await verifySecrets(filling.pools.app, SECRETS);
    await fillDemo(filling.pools.app, { hashPassword: createPasswords().hash });
    await filling.pools.end();
    const name = new URL(filling.url).pathname.slice(1);
    await admin`alter database ${admin(name)} rename to ${admin(DEMO_TEMPLATE)}`;
  }
  await admin.end();
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
