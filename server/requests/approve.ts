import type { Sql } from 'postgres';
import type { InferOutput } from 'valibot';
import { AppError } from '../errors.ts';
import { type Decider, decide } from './decide.ts';
import { findSubject } from './decision-queries.ts';
import type { Decided } from './decision-schema.ts';
import { findProposal } from './proposal-queries.ts';
import type { Proposal } from './proposal-schema.ts';

interface Ref {
  requestId: string;
  proposalId: string;
}

/** Errors: `request_not_found`, `request_already_decided`, `proposal_lapsed`. */
export async function requireProposal(
  sql: Sql,
  { requestId, proposalId }: Ref,
  adminId: string,
): Promise<Proposal> {
  const proposal = await findProposal(sql, requestId, adminId);
  if (proposal?.proposalId === proposalId) return proposal;
  const subject = await findSubject(sql, requestId);
  if (subject === undefined) throw new AppError('request_not_found');
  throw new AppError(subject.customerId === null ? 'request_already_decided' : 'proposal_lapsed');
}

/**
 * Decides as another member proposed. The database function checks under its locks that the proposal stands, is somebody else's, and that
 * nothing has changed since. Errors: those of `decide` and of `requireProposal`.
 */
export function approve(
  decider: Decider,
  adminId: string,
  { requestId }: Ref,
  { proposalId, outcome, blacklist, notify, reason }: Proposal,
): Promise<InferOutput<typeof Decided>> {
  return decide(decider, {
    requestId,
    proposalId,
    outcome,
    blacklist,
    notify,
    reason,
    actor: adminId,
    rule: null,
  });
}
