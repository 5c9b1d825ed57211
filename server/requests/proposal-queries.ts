import type { Sql, TransactionSql } from 'postgres';
import { adminNameFragment, auditEntryFragment } from '../audit/queries.ts';
import type { CustomerState } from '../customers/schema.ts';
import { rolesWith } from '../team/rules.ts';
import { PROPOSAL_DAYS } from '../values/limits-and-periods.ts';
import type { Decide } from './decision-schema.ts';
import type { Proposal } from './proposal-schema.ts';

/* Proposed decisions, which stand with their pending request. */

/** Condition on `r`: its proposer may still decide. The proposal of somebody who may not is void. */
const mayProposerDecide = (sql: Sql | TransactionSql) => sql`
  exists (select from lethe.admins a where a.id = r.proposed_by and a.role = any(${rolesWith('decide')}::text[]))`;

/** Condition on `r`: its proposal can still be approved, unless it is outdated. */
export const isOpenProposal = (sql: Sql | TransactionSql) => sql`
  (r.proposal_id is not null and r.status = 'pending' and r.proposed_at > now() - make_interval(days => ${PROPOSAL_DAYS})
    and ${mayProposerDecide(sql)})`;

/** Whether the proposer of a request that has just been approved is still one who may decide. */
export async function isProposerStillIn(tx: TransactionSql, requestId: string): Promise<boolean> {
  const [row] =
    await tx`select 1 from lethe.data_requests r where r.id = ${requestId} and ${mayProposerDecide(tx)}`;
  return row !== undefined;
}

/** The open proposal of a request. `viewerId`: the admin who looks, for `isOwn`. */
export async function findProposal(
  sql: Sql,
  requestId: string,
  viewerId: string,
): Promise<Proposal | undefined> {
  const [row] = await sql<Proposal[]>`
    select r.proposal_id as "proposalId", r.proposed_outcome as outcome, r.proposed_blacklist as blacklist, r.proposed_notify as notify,
      r.proposed_reason as reason, r.proposed_at as "proposedAt", r.proposed_at + make_interval(days => ${PROPOSAL_DAYS}) as "expiresAt",
      ${adminNameFragment(sql, sql`r.proposed_by`)} as "proposedBy",
      r.proposed_by = ${viewerId} as "isOwn",
      r.proposed_hash is distinct from lethe.preview_hash(r.customer_id, r.proposed_outcome) as "isOutdated"
    from lethe.data_requests r where r.id = ${requestId} and ${isOpenProposal(sql)}`;
  return row;
}

/**
 * Locks the requester's row as every writer does. A blocked customer accepts nothing else, so this turns the closed-customer guard off for
 * the transaction. Undefined where there is no such request, or its customer was destroyed.
 */
export async function lockRequester(
  tx: TransactionSql,
  requestId: string,
): Promise<{ customerId: string } | undefined> {
  const [row] = await tx<{ customerId: string; state: CustomerState }[]>`
    select c.id as "customerId", c.state from lethe.data_requests r join lethe.customers c on c.id = r.customer_id
    where r.id = ${requestId} for key share of c`;
  if (row?.state === 'blocked') await tx`select set_config('lethe.guard', 'off', true)`;
  return row;
}

export interface ProposalTerms {
  number: number;
  answerBy: string;
  isPending: boolean;
  needsApproval: boolean;
  /** Of the outcome, now. */
  hash: string;
  /** Whether a proposal of another member stands that could be approved as it is. */
  isTaken: boolean;
}

/** Locks the request. Answers on what a proposal depends. */
export async function lockProposalTerms(
  tx: TransactionSql,
  requestId: string,
  outcome: string,
  adminId: string,
): Promise<ProposalTerms> {
  const [row] = await tx<[ProposalTerms]>`
    select r.number::int as number, r.answer_by as "answerBy", r.status = 'pending' as "isPending",
      lethe.needs_approval(${outcome}) as "needsApproval", lethe.preview_hash(r.customer_id, ${outcome}) as hash,
      ${isOpenProposal(tx)} and r.proposed_by <> ${adminId}
        and r.proposed_hash = lethe.preview_hash(r.customer_id, r.proposed_outcome) as "isTaken"
    from lethe.data_requests r where r.id = ${requestId} for update of r`;
  return row;
}

/** Replaces an earlier proposal. The request is locked. */
export async function insertProposal(
  tx: TransactionSql,
  adminId: string,
  { requestId, outcome, blacklist, notify, reason, previewHash }: Decide,
): Promise<string> {
  const audited = auditEntryFragment(tx, {
    actor: adminId,
    action: 'proposal_made',
    requestId,
    details: { outcome },
  });
  const [row] = await tx<[{ proposalId: string }]>`
    with proposed as (
      update lethe.data_requests set proposal_id = gen_random_uuid(), proposed_outcome = ${outcome},
        proposed_blacklist = ${[...blacklist]}::text[], proposed_notify = ${notify}, proposed_reason = ${reason ?? null},
        proposed_hash = ${previewHash}, proposed_by = ${adminId}, proposed_at = now()
      where id = ${requestId} returning proposal_id
    ), audited as (${audited} from proposed)
    select proposal_id as "proposalId" from proposed`;
  return row.proposalId;
}

const noProposal = (sql: Sql | TransactionSql) => sql`
  proposal_id = null, proposed_outcome = null, proposed_blacklist = null, proposed_notify = null, proposed_reason = null,
  proposed_hash = null, proposed_by = null, proposed_at = null`;

/** A proposal that has ended, as its proposer is told of it. */
export interface EndedProposal {
  requestId: string;
  number: number;
  answerBy: string;
  proposedBy: string;
}

/** Ends a proposal: who made it withdraws it, anybody else declines it. Undefined where it does not stand any more. */
export async function dropProposal(
  tx: TransactionSql,
  adminId: string,
  { requestId, proposalId }: { requestId: string; proposalId: string },
): Promise<(EndedProposal & { declinedBy: string | null }) | undefined> {
  const [row] = await tx<(EndedProposal & { declinedBy: string | null })[]>`
    with standing as (
      select r.id, r.proposed_by, r.proposed_outcome from lethe.data_requests r
      where r.id = ${requestId} and r.proposal_id = ${proposalId} and r.status = 'pending' for update
    ), dropped as (
      update lethe.data_requests r set ${noProposal(tx)} from standing s where r.id = s.id
      returning r.number, r.answer_by, s.proposed_by, s.proposed_outcome
    ), audited as (
      insert into lethe.audit (actor, action, request_id, details)
      select ${adminId}, case when proposed_by = ${adminId} then 'proposal_withdrawn' else 'proposal_declined' end, ${requestId},
        jsonb_build_object('outcome', proposed_outcome, 'proposedBy', proposed_by) from dropped
    )
    select ${requestId}::uuid as "requestId", number::int as number, answer_by as "answerBy", proposed_by as "proposedBy",
      case when proposed_by <> ${adminId} then ${adminNameFragment(tx, tx`${adminId}`)} end as "declinedBy" from dropped`;
  return row;
}

/** Ends every proposal that cannot be approved any more, and records why. Another server may run this at the same moment. */
export async function lapseProposals(
  tx: TransactionSql,
): Promise<(EndedProposal & { why: 'request_ended' | 'expired' | 'proposer_left' })[]> {
  await tx`select set_config('lethe.guard', 'off', true)`;
  return tx<(EndedProposal & { why: 'request_ended' | 'expired' | 'proposer_left' })[]>`
    with due as (
      select r.id, r.proposed_by, r.proposed_outcome,
        case when r.status <> 'pending' then 'request_ended'
          when r.proposed_at <= now() - make_interval(days => ${PROPOSAL_DAYS}) then 'expired' else 'proposer_left' end as why
      from lethe.data_requests r
      where r.proposal_id is not null and not ${isOpenProposal(tx)} limit 100 for update of r skip locked
    ), lapsed as (
      update lethe.data_requests r set ${noProposal(tx)} from due d where r.id = d.id
      returning r.id, r.number, r.answer_by, d.proposed_by, d.proposed_outcome, d.why
    ), audited as (
      insert into lethe.audit (actor, action, request_id, details)
      select null, 'proposal_lapsed', id, jsonb_build_object('outcome', proposed_outcome, 'proposedBy', proposed_by, 'why', why) from lapsed
    )
    select id as "requestId", number::int as number, answer_by as "answerBy", proposed_by as "proposedBy", why from lapsed`;
}
