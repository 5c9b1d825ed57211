import type { Sql, TransactionSql } from 'postgres';
import type { InferOutput } from 'valibot';
import { auditEntryFragment } from '../audit/queries.ts';
import { namedCustomerFragment } from '../systems/external-ids/naming-queries.ts';
import type { ConsentForSystem } from './rules.ts';
import type {
  CheckConsent,
  ConsentHistory,
  ConsentHistoryInput,
  ConsentListInput,
  ConsentPage,
  ConsentStatus,
  ConsentTextListInput,
  ConsentTextPage,
  SaveConsentText,
} from './schema.ts';

type Status = InferOutput<typeof ConsentStatus>;
type HistoryRow = InferOutput<typeof ConsentHistory>['items'][number];
type ListRow = InferOutput<typeof ConsentPage>['items'][number];
type TextRow = InferOutput<typeof ConsentTextPage>['items'][number];

/** One recorded step of a customer's consent: what they did, to which version of the text, and from where. */
export interface ConsentStep {
  action: 'granted' | 'withdrawn';
  textVersion: number;
  ipAddress: string | null;
  userAgent: string | null;
}

/** The customer's consent now: the newest step decides. */
export async function findConsentStatus(sql: Sql | TransactionSql, customerId: string): Promise<Status> {
  const [row] = await sql<[Status]>`
    select coalesce(c.action = 'granted', false) as granted, t.version as "textVersion", t.text, t.purposes,
      c.created_at as since, case when c.action = 'granted' then c.text_version end as "grantedVersion"
    from (select version, text, purposes from lethe.consent_texts order by version desc limit 1) t
    left join (
      select action, text_version, created_at from lethe.consents
      where customer_id = ${customerId} order by number desc limit 1
    ) c on true`;
  return row;
}

export async function recordConsent(
  tx: TransactionSql,
  customerId: string,
  step: ConsentStep,
): Promise<void> {
  await tx`
    insert into lethe.consents (customer_id, action, text_version, ip_address, user_agent)
    values (${customerId}, ${step.action}, ${step.textVersion}, ${step.ipAddress}, ${step.userAgent})`;
}

export function listConsentsOfCustomer(
  sql: Sql,
  customerId: string,
  { cursor, limit }: InferOutput<typeof ConsentHistoryInput>,
): Promise<HistoryRow[]> {
  return sql<HistoryRow[]>`
    select number::int as number, action, text_version as "textVersion", created_at as at
    from lethe.consents
    where customer_id = ${customerId} and number < coalesce(${cursor ?? null}::bigint, 9223372036854775807)
    order by number desc
    limit ${limit + 1}`;
}

/** A step stays listed by its number after Lethe destroyed its customer. */
export function listConsents(
  sql: Sql,
  { cursor, limit, action }: InferOutput<typeof ConsentListInput>,
): Promise<ListRow[]> {
  return sql<ListRow[]>`
    select c.number::int as number, c.customer_id as "customerId", p.name as "fullName", p.email,
      c.action, c.text_version as "textVersion", c.created_at as at
    from lethe.consents c left join lethe.customers p on p.id = c.customer_id
    where c.number < coalesce(${cursor ?? null}::bigint, 9223372036854775807)
      ${action ? sql`and c.action = ${action}` : sql``}
    order by c.number desc
    limit ${limit + 1}`;
}

export function listConsentTexts(
  sql: Sql,
  { cursor, limit }: InferOutput<typeof ConsentTextListInput>,
): Promise<TextRow[]> {
  return sql<TextRow[]>`
    select t.version, t.text, t.purposes, t.created_at as "createdAt",
      (select count(*)::int from lethe.consents c
        where c.text_version = t.version and c.action = 'granted') as consents
    from lethe.consent_texts t
    where t.version < coalesce(${cursor ?? null}::bigint, 9223372036854775807)
    order by t.version desc
    limit ${limit + 1}`;
}

type NewText = Omit<InferOutput<typeof SaveConsentText>, 'basedOn'>;

/** Makes two admins save one after the other. Call it in a transaction before reading the newest version. */
export async function lockConsentTexts(tx: TransactionSql): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtext('lethe_consent_texts'))`;
}

export async function findNewestText(
  sql: Sql | TransactionSql,
): Promise<Pick<TextRow, 'version' | 'text' | 'purposes'> | undefined> {
  const [row] = await sql<Pick<TextRow, 'version' | 'text' | 'purposes'>[]>`
    select version, text, purposes from lethe.consent_texts order by version desc limit 1`;
  return row;
}

export async function addConsentText(
  tx: TransactionSql,
  adminId: string,
  { text, purposes }: NewText,
): Promise<number> {
  const [row] = await tx<[{ version: number }]>`
    with added as (
      insert into lethe.consent_texts (text, purposes, created_by)
      select ${text}, coalesce(${purposes ?? null}::text[],
        (select purposes from lethe.consent_texts order by version desc limit 1), '{}'), ${adminId}
      returning version
    ), audited as (${auditEntryFragment(tx, { actor: adminId, action: 'consent_text_saved' })} from added)
    select version from added`;
  return row.version;
}

/** The newest step of the customer that a system names, in one read; undefined if there is no such customer. */
export async function findConsentForSystem(
  sql: Sql,
  systemId: string,
  { customer, purpose }: InferOutput<typeof CheckConsent>,
): Promise<ConsentForSystem | undefined> {
  const [row] = await sql<ConsentForSystem[]>`
    select c.state, step.action, step.text_version as "textVersion", step.created_at as at,
      ${purpose ?? null}::text is null or coalesce(${purpose ?? null}::text = any(t.purposes), false) as covered,
      exists (select from lethe.data_requests r where r.customer_id = c.id and r.status = 'pending') as "removalPending"
    from lethe.customers c
    left join lateral (
      select action, text_version, created_at from lethe.consents
      where customer_id = c.id order by number desc limit 1
    ) step on true
    left join lethe.consent_texts t on t.version = step.text_version
    where c.id = ${namedCustomerFragment(sql, systemId, customer)}`;
  return row;
}
