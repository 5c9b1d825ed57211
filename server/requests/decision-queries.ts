import type { Sql, TransactionSql } from 'postgres';
import { accessFragment, nameInLettersFragment } from '../customers/joining-queries.ts';
import type { Access } from '../notifications/access.ts';
import { rolesWith } from '../team/rules.ts';
import type { RequestStatus, RequestType } from './schema.ts';

/** The person a decision is about. */
export interface Subject {
  customerId: string;
  number: number;
  type: RequestType;
  answerBy: string;
  email: string | null;
  fullName: string | null;
  /** Null where several people read the mailbox. */
  nameInLetters: string | null;
  /** How they signed in before the decision. */
  access: Access;
  phone: string | null;
  companyNumber: string | null;
  birthDate: string | null;
  /** Fingerprint of their identity, by `lethe.identity_of`: the decision starts again if it changed. */
  identity: string;
  /** The ids, linked or refused, by which a system knows this person alone. */
  externalIds: { systemId: string; externalId: string }[];
  /** Other e-mail addresses that systems have for them. */
  statedEmails: string[];
}

/** Undefined where there is no such request; `customerId` is null once the customer was destroyed. */
export async function findSubject(
  sql: Sql,
  requestId: string,
): Promise<Subject | { customerId: null } | undefined> {
  const [row] = await sql<(Subject | { customerId: null })[]>`
    select c.id as "customerId", r.number::int as number, r.type, r.answer_by as "answerBy", c.email, c.name as "fullName", ${nameInLettersFragment(sql)} as "nameInLetters", ${accessFragment(sql)} as access,
      c.phone, c.company_number as "companyNumber", c.birth_date as "birthDate", lethe.identity_of(c.id) as identity,
      (select coalesce(jsonb_agg(jsonb_build_object('systemId', e.system_id, 'externalId', e.external_id)), '[]')
        from lethe.customer_ids_of(c.id) e where not e.shared) as "externalIds",
      array(select s.value from lethe.statements s where s.customer_id = c.id and s.field = 'email') as "statedEmails"
    from lethe.data_requests r
    left join lethe.customers c on c.id = r.customer_id
    where r.id = ${requestId}`;
  return row;
}

export interface DecisionResult {
  number: number;
  status: RequestStatus;
  /** Rows that were changed or deleted. */
  rows: number;
  /** Rows that still name the person. */
  remaining: number;
}

export interface DecisionCall {
  requestId: string;
  outcome: 'block' | 'star' | 'destroy' | 'refuse';
  /** The admin; null where Lethe decides under `rule`. */
  actor: string | null;
  rule: string | null;
  reason: string | null;
  proposalId: string | null;
  /** The hash of the preview that the admin saw; null where Lethe decides, and where the proposal holds it. */
  previewHash: string | null;
  identity: string;
  /**
   * Keyed hashes in hex. Kind `external_id`: an id that its system must not bring back. Kind `erased_address`: an address that no
   * system may bring back until every notified system has answered. `erased`: the value belongs to the erased person alone.
   */
  hashes: {
    kind: string;
    hmac: string;
    endsAt?: string;
    erased?: boolean;
    systemId?: string;
    addressHmac?: string;
  }[];
  letter: { template: string; to: string; subject: string; body: string } | null;
  mapHash: string;
}

/** Whether an admin may decide at this moment: somebody removed or demoted may not. */
export async function mayDecide(tx: TransactionSql, adminId: string): Promise<boolean> {
  const [row] = await tx`
    select from lethe.admins where id = ${adminId} and role = any(${rolesWith('decide')}::text[])`;
  return row !== undefined;
}

/** Of `outcome` for this customer: the hash of its preview, and whether another member must approve it. */
export async function findPreviewTerms(
  sql: Sql,
  customerId: string,
  outcome: string,
): Promise<{ hash: string; needsApproval: boolean }> {
  const [row] = await sql<[{ hash: string; needsApproval: boolean }]>`
    select lethe.preview_hash(${customerId}, ${outcome}) as hash, lethe.needs_approval(${outcome}) as "needsApproval"`;
  return row;
}

/** Carries a decision out in one call, whole or not at all. */
export async function callDecideRequest(
  sql: Sql | TransactionSql,
  decision: DecisionCall,
): Promise<DecisionResult> {
  const [row] = await sql<[DecisionResult]>`
    select number::int as number, status, rows, remaining from lethe.decide_request(
      p_request => ${decision.requestId}, p_outcome => ${decision.outcome}, p_actor => ${decision.actor}, p_rule => ${decision.rule},
      p_reason => ${decision.reason}, p_identity => ${decision.identity}, p_blacklist => ${sql.json(decision.hashes)},
      p_letter => ${decision.letter === null ? null : sql.json(decision.letter)}, p_map_hash => ${decision.mapHash},
      p_proposal => ${decision.proposalId}, p_seen => ${decision.previewHash})`;
  return row;
}
