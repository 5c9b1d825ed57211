import type { Sql } from 'postgres';
import { connect } from '../../db/connect.ts';
import type { Runtime } from '../../launch/child.ts';
import { CallError, type Client, createClient } from './client.ts';
import { lookAndDecide } from './decisions.ts';
import { createNewsletter, type Newsletter, OBSERVER } from './example-system.ts';
import { startFakeResend } from './fake-resend.ts';
import { type Product, startProduct } from './product.ts';
import { registerSystem, type System } from './systems.ts';
import { setUpTwoFactor } from './two-factor.ts';

export type Outcome = 'block' | 'star' | 'destroy';

/** Lethe and the newsletter, each a process with a database, an admin, and customers whom the newsletter does not know. */
export interface Story {
  lethe: Product;
  /** Lethe's database. */
  sql: Sql;
  admin: Client;
  system: System;
  newsletter: Newsletter;
  stop(): Promise<void>;
}

export interface Runtimes {
  lethe: Runtime;
  newsletter: Runtime;
}

const ADMIN = { email: 'admin@lethe.example', password: 'a password for tests' };

export async function beginStory(runtimes: Runtimes, project: string): Promise<Story> {
  const resend = await startFakeResend(() => 'accept');
  const lethe = await startProduct(runtimes.lethe, {
    LETHE_DEMO: '0',
    LETHE_ADMIN_EMAIL: ADMIN.email,
    LETHE_ADMIN_PASSWORD: ADMIN.password,
    RESEND_API_KEY: 're_test',
    RESEND_FROM: 'lethe@lethe.example',
    RESEND_BASE_URL: resend.baseUrl,
  });
  const admin = createClient(lethe.url);
  await admin.post('/api/auth/sign-in/email', ADMIN);
  const sql = connect(lethe.database.url, 2, { application_name: OBSERVER });
  await setUpTwoFactor(admin, sql, ADMIN.password);
  await admin.call('admin.settings.update', { enabled: true });
  const system = await registerSystem(lethe, admin, 'Newsletter');
  const options = { runtime: runtimes.newsletter, project, lethe: lethe.url, key: system.key };
  const newsletter = await createNewsletter(options);
  await sql`insert into lethe.users (name, email, email_verified)
    select 'Stranger', 'stranger-' || n || '@lethe.example', true from generate_series(1, 20) n`;
  await sql`update lethe.consent_texts set purposes = purposes || array['newsletter']`;
  return {
    lethe,
    sql,
    admin,
    system,
    newsletter,
    async stop() {
      await newsletter.remove();
      await sql.end();
      await lethe.stop();
      await resend.stop();
    },
  };
}

export const emailOf = (externalId: string): string => `${externalId}@lethe.example`;

/** People who subscribe at the newsletter. */
export const subscribe = ({ newsletter }: Story, externalIds: readonly string[]) => newsletter.sql`
  insert into subscribers (external_id, email, name)
  select id, id || '@lethe.example', 'Nora Nobody' from unnest(${externalIds}::text[]) as id`;

export const publish = ({ newsletter }: Story, number: number) => newsletter.sql`
  insert into issues (number, subject) values (${number}, 'News')`;

/** Who got an issue. */
export async function sentTo({ newsletter }: Story, issue: number): Promise<string[]> {
  const rows = await newsletter.sql<{ externalId: string }[]>`
    select external_id as "externalId" from sendings where issue = ${issue} order by external_id`;
  return rows.map(({ externalId }) => externalId);
}

/** Whom Lethe knows by the newsletter's names. */
export async function linkedAt({ sql }: Story): Promise<string[]> {
  const rows = await sql<{ externalId: string }[]>`
    select external_id as "externalId" from lethe.external_ids order by external_id`;
  return rows.map(({ externalId }) => externalId);
}

/** They agree to the current text, as they would at their own door. */
export const consent = ({ sql }: Story, externalIds: readonly string[]) => sql`
  insert into lethe.consents (customer_id, action, text_version)
  select e.customer_id, 'granted', (select max(version) from lethe.consent_texts)
  from lethe.external_ids e where e.external_id = any(${externalIds})
    and not exists (select from lethe.consents c where c.customer_id = e.customer_id)`;

const TOO_MANY = 429;

/** Asks until there is an answer, however often Lethe or its database is gone, or has no patience left for one admin. */
async function insist<T>(call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      const status = error instanceof CallError ? error.status : null;
      if (status !== null && status < 500 && status !== TOO_MANY) throw error;
      await new Promise((done) => setTimeout(done, status === TOO_MANY ? 1_000 : 50));
    }
  }
}

/** People who order a printed issue, each by an order that is called like them. */
export const order = ({ newsletter }: Story, who: readonly string[]) => newsletter.sql`
  insert into orders (order_id, email, what)
  select 'order of ' || id, id || '@lethe.example', 'A printed issue' from unnest(${who}::text[]) as id`;

/** A request entered and decided by the admin. Answers the request. */
export async function decided({ sql, admin }: Story, who: string, outcome: Outcome): Promise<string> {
  const [found] = await sql<{ customerId: string }[]>`
    select id as "customerId" from lethe.customers where email = ${emailOf(who)}`;
  const { customerId } = found!;
  await insist(() => admin.call('admin.requests.create', { customerId, type: 'removal' })).catch(
    // The request was stored, but its answer was lost.
    (error: CallError) => error.kind === 'request_already_pending' || Promise.reject(error),
  );
  const [request] = await sql<{ id: string }[]>`
    select id from lethe.data_requests where customer_id = ${customerId} and status = 'pending'`;
  const requestId = request!.id;
  const decision = { requestId, outcome, blacklist: false, notify: false, reason: 'A law asks us to.' };
  await insist(() => lookAndDecide(admin, decision)).catch(
    (error: CallError) => error.kind === 'request_already_decided' || Promise.reject(error),
  );
  return requestId;
}
