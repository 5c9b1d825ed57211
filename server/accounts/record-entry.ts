import type { TransactionSql } from 'postgres';
import { inTransaction } from '../../db/transaction.ts';
import { zoneOrFallback } from '../calendar/rules.ts';
import { writeForCustomer } from '../customers/lock.ts';
import { isCustomer } from '../customers/queries.ts';
import { enqueueLetter, renderAccountNotification } from '../notifications/queries.ts';
import { findSettings } from '../settings/queries.ts';
import type { AuthContext, AuthDeps } from './auth-deps.ts';
import { findKnownDevice, rememberDevice } from './device.ts';
import { mayMail } from './limits.ts';
import { type ClientFacts, recordSignIn } from './queries.ts';
import { wasUsedBefore } from './sessions/queries.ts';
import { deviceInWords } from './sessions/user-agent.ts';

type NewSession = NonNullable<AuthContext['context']['newSession']>;

/**
 * Runs after somebody has signed in, with every factor they need: remembers the device, writes a customer's sign-in into their history, and
 * mails the owner if the account did not know the device. The first sign-in of all is no news to anybody.
 */
export async function recordEntry(
  deps: Pick<AuthDeps, 'sql' | 'url' | 'charge'>,
  ctx: AuthContext,
  { session, user }: NewSession,
): Promise<void> {
  const { sql, charge } = deps;
  const isKnown = (await findKnownDevice(ctx, user.email)) !== null;
  await rememberDevice(ctx, user.email);
  const from = { ipAddress: session.ipAddress || null, userAgent: session.userAgent || null };
  const tells =
    !isKnown &&
    (await wasUsedBefore(sql, user.id)) &&
    (await mayMail(charge, 'new_device', user.email, true));
  const customer = await isCustomer(sql, user.id);
  const letter = async (tx: TransactionSql) => {
    if (tells)
      await mailNewDevice(tx, deps.url, { customerId: customer ? user.id : null, to: user.email, from });
  };
  if (!customer) return inTransaction(sql, letter);
  await writeForCustomer(sql, user.id, async (tx) => {
    await letter(tx);
    await recordSignIn(tx, user.id, from);
  });
}

/** The link sets a new password and signs nobody in: the mailbox alone must not open what a stranger may be in. */
async function mailNewDevice(
  tx: TransactionSql,
  url: string,
  { customerId, to, from }: { customerId: string | null; to: string; from: ClientFacts },
): Promise<void> {
  const { timeZone } = await findSettings(tx);
  const message = await renderAccountNotification(tx, 'new_device', `${url}/forgot-password`, {
    entry: {
      device: deviceInWords(from.userAgent),
      ipAddress: from.ipAddress ?? 'an unknown address',
      time: inWords(new Date(), zoneOrFallback(timeZone)),
    },
  });
  await enqueueLetter(tx, { customerId, requestId: null, template: 'new_device', to, ...message });
}

/** `31 January 2027 at 14:05 CET`. */
const inWords = (at: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
    timeZone,
  }).format(at);
