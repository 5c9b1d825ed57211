import type { Sql, TransactionSql } from 'postgres';
import { inTransaction, retryTransaction } from '../../db/transaction.ts';
import { AppError } from '../errors.ts';
import { enqueueProposalLetter } from './proposal-letter.ts';
import { dropProposal, type EndedProposal, lapseProposals, lockRequester } from './proposal-queries.ts';

interface Ref {
  requestId: string;
  proposalId: string;
}

/** Whoever proposed it withdraws it; anybody else declines it, and the proposer is told. Errors: `request_not_found`, `proposal_lapsed`. */
export const decline = (
  { sql, url, adminId }: { sql: Sql; url: string; adminId: string },
  ref: Ref,
): Promise<void> =>
  retryTransaction(() =>
    inTransaction(sql, async (tx) => {
      if ((await lockRequester(tx, ref.requestId)) === undefined) throw new AppError('request_not_found');
      const ended = await dropProposal(tx, adminId, ref);
      if (ended === undefined) throw new AppError('proposal_lapsed');
      if (ended.declinedBy !== null) await tellProposer(tx, url, ended, ended.declinedBy);
    }),
  );

/** Ends what nobody can approve any more. Whose proposal waited too long is told: the request still needs somebody. */
export const endLapsedProposals = (sql: Sql, url: string): Promise<void> =>
  inTransaction(sql, async (tx) => {
    const lapsed = await lapseProposals(tx);
    // oxlint-disable-next-line no-await-in-loop -- one connection
    for (const one of lapsed) if (one.why === 'expired') await tellProposer(tx, url, one, null);
  });

const tellProposer = (tx: TransactionSql, url: string, ended: EndedProposal, declinedBy: string | null) =>
  enqueueProposalLetter(tx, url, 'proposal_ended', ended, { only: ended.proposedBy, declinedBy });
