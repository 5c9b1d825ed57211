import type { TransactionSql } from 'postgres';
import { enqueueForAdmins, renderAlert } from './queries.ts';

export interface Alert {
  adminName: string;
  /** What the admin did, as the rest of a sentence. */
  whatHappened: string;
  /** The request that it is about, if it is about one. */
  requestId?: string;
}

/** Tells every owner what an admin did, in the transaction of the act: whoever took a session cannot do it unseen. */
export async function alertOwners(
  tx: TransactionSql,
  url: string,
  { adminName, whatHappened, requestId }: Alert,
): Promise<void> {
  const letter = await renderAlert(tx, { adminName, whatHappened, link: `${url}/admin/audit` });
  await enqueueForAdmins(
    tx,
    { roles: ['owner'] },
    {
      requestId: requestId ?? null,
      template: 'admin_alert',
      ...letter,
    },
  );
}
