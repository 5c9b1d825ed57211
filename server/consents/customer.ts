import type { InferOutput } from 'valibot';
import { lockCustomer, writeForCustomer } from '../customers/lock.ts';
import { AppError, type ErrorKind } from '../errors.ts';
import { type Context, personalDataProcedure, router, signedInCustomerProcedure } from '../trpc.ts';
import { Nothing, page } from '../values/schema.ts';
import { type ConsentStep, findConsentStatus, listConsentsOfCustomer, recordConsent } from './queries.ts';
import { whyNotGrant, whyNotWithdraw } from './rules.ts';
import { ConsentHistory, ConsentHistoryInput, ConsentStatus, Grant, Withdraw } from './schema.ts';

type Status = InferOutput<typeof ConsentStatus>;

/** Withdrawing must be as easy as giving (GDPR Art. 7(3)): customers can see and withdraw consent even while Personal Data Management is off. */
export const consents = router({
  status: signedInCustomerProcedure
    .input(Nothing)
    .output(ConsentStatus)
    .query(({ ctx }) => findConsentStatus(ctx.sql, ctx.customerId)),
  grant: personalDataProcedure
    .input(Grant)
    .output(ConsentStatus)
    .mutation(({ ctx, input }) =>
      recordStep(ctx, 'granted', (status) => whyNotGrant(status, input.textVersion)),
    ),
  withdraw: signedInCustomerProcedure
    .input(Withdraw)
    .output(ConsentStatus)
    .mutation(({ ctx }) => recordStep(ctx, 'withdrawn', whyNotWithdraw)),
  history: signedInCustomerProcedure
    .input(ConsentHistoryInput)
    .output(ConsentHistory)
    .query(async ({ ctx, input }) =>
      page(await listConsentsOfCustomer(ctx.sql, ctx.customerId, input), input.limit),
    ),
});

/** Reads the status under the lock, so that the later of two browser tabs sees what the first has done. */
function recordStep(
  { sql, customerId, ipAddress, userAgent }: Context & { customerId: string },
  action: ConsentStep['action'],
  whyNot: (status: Status) => ErrorKind | null,
): Promise<Status> {
  return writeForCustomer(sql, customerId, async (tx) => {
    await lockCustomer(tx, customerId);
    const status = await findConsentStatus(tx, customerId);
    const refusal = whyNot(status);
    if (refusal !== null) throw new AppError(refusal);
    const textVersion =
      action === 'granted' ? status.textVersion : (status.grantedVersion ?? status.textVersion);
    await recordConsent(tx, customerId, { action, textVersion, ipAddress, userAgent });
    return findConsentStatus(tx, customerId);
  });
}
