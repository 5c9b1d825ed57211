import type { TransactionSql } from 'postgres';
import { enqueueForAdmins, renderNotification } from '../notifications/queries.ts';
import { rolesWith } from '../team/rules.ts';

type Recipients = Pick<Parameters<typeof enqueueForAdmins>[1], 'except' | 'only'>;
interface About {
  requestId: string;
  number: number;
  answerBy: string;
}

/** Queues a letter about a proposal to members who may decide: the number of the request, who declined, and nothing about the person. */
export async function enqueueProposalLetter(
  tx: TransactionSql,
  url: string,
  template: 'approval_wanted' | 'proposal_ended',
  { requestId, number, answerBy }: About,
  { declinedBy, ...to }: Recipients & { declinedBy?: string | null },
): Promise<void> {
  const letter = await renderNotification(tx, template, {
    fullName: null,
    requestNumber: number,
    requestType: 'removal',
    answerBy,
    access: 'account',
    url,
    ...(declinedBy === undefined ? {} : { declinedBy }),
    link: `${url}/admin/requests/${requestId}`,
  });
  await enqueueForAdmins(tx, { roles: rolesWith('decide'), ...to }, { requestId, template, ...letter });
}
