import type { Sql } from 'postgres';
import { inTransaction } from '../transaction.ts';
import { DEMO_PASSWORD } from './accounts.ts';
import { demoCustomers } from './story.ts';
import { insertAdmin, insertContracts, insertPeople } from './write-people.ts';
import { insertRights } from './write-rights.ts';
import { insertSystems } from './write-systems.ts';

export interface DemoOptions {
  /** Comes from the accounts room: the database knows nothing of passwords. */
  hashPassword: (password: string) => Promise<string>;
  /** An admin of the person who starts the demo, beside the demo's own. */
  admin?: { email: string; password: string } | null;
}

/** Fills a database that has no users yet with fictional people, all or nothing; answers whether it did. */
export async function fillDemo(sql: Sql, { hashPassword, admin }: DemoOptions): Promise<boolean> {
  const password = await hashPassword(DEMO_PASSWORD);
  const ownPassword = admin ? await hashPassword(admin.password) : null;
  return inTransaction(sql, async (tx) => {
    // Of two servers that start together, only one fills the database.
    await tx`lock table lethe.users in share row exclusive mode`;
    const [someone] = await tx`select 1 from lethe.users limit 1`;
    if (someone !== undefined) return false;
    // Some of these people are closed already; the guard would refuse their rows.
    await tx`select set_config('lethe.guard', 'off', true)`;
    const customers = demoCustomers();
    const adminId = await insertPeople(tx, customers, password);
    if (admin && ownPassword) await insertAdmin(tx, admin.email.toLowerCase(), ownPassword);
    await insertContracts(tx, customers);
    await insertRights(tx, customers, adminId);
    await insertSystems(tx, customers, adminId);
    await tx`update lethe.settings set enabled = true, authorization_required = false,
      operator_name = 'Nordlicht Hosting GmbH (made up)', operator_contact = 'Hafenstraße 1, 20457 Hamburg', reply_address = 'privacy@lethe.example',
      demo_filled_at = now(), updated_at = now()`;
    return true;
  });
}
