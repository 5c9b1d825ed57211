import type { Sql } from 'postgres';
import { inTransaction, retryTransaction } from '../../db/transaction.ts';
import { AppError } from '../errors.ts';
import type { Decide } from './decision-schema.ts';
import { enqueueProposalLetter } from './proposal-letter.ts';
import { insertProposal, lockProposalTerms, lockRequester } from './proposal-queries.ts';

/**
 * Proposes a decision to the other members who may decide, bound to the preview that the proposer saw. It replaces an earlier proposal of
 * the same member, and one of another that is outdated. Errors: `request_not_found`, `request_already_decided`, `approval_not_needed`,
 * `preview_outdated`, `already_proposed`.
 */
export const propose = (
  { sql, url, adminId }: { sql: Sql; url: string; adminId: string },
  decision: Decide,
): Promise<{ requestId: string; proposalId: string }> =>
  retryTransaction(() =>
    inTransaction(sql, async (tx) => {
      const { requestId, outcome, previewHash } = decision;
      if ((await lockRequester(tx, requestId)) === undefined) throw new AppError('request_not_found');
      const terms = await lockProposalTerms(tx, requestId, outcome, adminId);
      if (!terms.isPending) throw new AppError('request_already_decided');
      if (!terms.needsApproval) throw new AppError('approval_not_needed');
      if (terms.isTaken) throw new AppError('already_proposed');
      if (terms.hash !== previewHash) throw new AppError('preview_outdated');
      const proposalId = await insertProposal(tx, adminId, decision);
      await enqueueProposalLetter(tx, url, 'approval_wanted', { requestId, ...terms }, { except: adminId });
      return { requestId, proposalId };
    }),
  );
