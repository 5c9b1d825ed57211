import type { Sql } from 'postgres';
import type { Action } from '../../../server/audit/rules.ts';
import { signedInAdmin, signedInCustomer } from '../../support/accounts.ts';
import type { Client } from '../../support/client.ts';
import type { TestServer } from '../../support/server.ts';
import { registerSystem, type System } from '../../support/systems.ts';
import { startWebhooked, type Webhooked } from '../../support/webhooks.ts';

/** Everybody who acts. */
export interface Acting {
  house: Webhooked;
  server: TestServer;
  sql: Sql;
  admin: Client;
  adminId: string;
  officer: Client;
  officerId: string;
  crm: System;
  shop: System;
  /** The member whom the newest act is about, or who acts. */
  memberId: string;
}

export type By = 'the admin' | 'the officer' | 'the member' | 'a system' | 'Lethe';
/** Every act: who does it, and by which call. */
export type Acts = Record<Action, [by: By, act: (on: Acting) => Promise<unknown>]>;

export async function startActing(): Promise<Acting> {
  const house = await startWebhooked();
  const { server } = house;
  const { client: admin, adminId } = await signedInAdmin(server);
  house.admin = admin;
  const { client: officer, adminId: officerId } = await signedInAdmin(server, 'officer');
  const [crm, shop] = [
    await registerSystem(server, admin, 'CRM'),
    await registerSystem(server, admin, 'Shop'),
  ];
  const sql = server.database.pools.app;
  await sql`update lethe.users set name = 'Olga Officer' where id = ${officerId}`;
  return { house, server, sql, admin, adminId, officer, officerId, crm, shop, memberId: '' };
}

export const customer = async (on: Acting): Promise<string> => (await signedInCustomer(on.server)).customerId;

export interface Ref {
  requestId: string;
}
export async function request(on: Acting): Promise<Ref> {
  const { client } = await signedInCustomer(on.server);
  const { requestId } = await client.call<Ref>('customer.requests.create', { type: 'removal' });
  return { requestId };
}
