import type { Sql } from 'postgres';
import type { InferOutput } from 'valibot';
import { asAWhole } from '../../db/transaction.ts';
import type { BlacklistKey } from '../blacklist/hmac.ts';
import { BLACKLIST_YEARS, externalIdHmac, identifiersOf } from '../blacklist/rules.ts';
import { addMonths } from '../calendar/rules.ts';
import { AppError } from '../errors.ts';
import { hex } from '../hex.ts';
import { renderNotification } from '../notifications/queries.ts';
import { mapHash } from '../personal-data/install.ts';
import { type CarriedOut, carryOut, type Decision, findSubject, type Subject } from './decision-queries.ts';
import type { Decided, Outcome } from './schema.ts';

export interface Decider {
  sql: Sql;
  decisions: Sql;
  blacklistKey: BlacklistKey;
  url: string;
}

export interface DecisionInput {
  requestId: string;
  outcome: Outcome;
  /** The admin; null where the system decides under `rule`. */
  actor: string | null;
  rule: string | null;
  blacklist: boolean;
  notify: boolean;
  reason: string | null;
}

/**
 * Decides a request and carries it out as one whole, again as a whole where something passing got in the way. Errors:
 * `request_not_found`, `request_already_decided`, `server_outdated`, `map_incomplete`, `automatic_not_due`.
 */
export function decide(by: Decider, input: DecisionInput): Promise<InferOutput<typeof Decided>> {
  return asAWhole(async () => {
    const done: CarriedOut = await carryOut(by.decisions, await prepare(by, input));
    return { requestId: input.requestId, ...done };
  });
}

/** Notice and blacklist entries speak of the person as they are now; the database checks that they still are. */
async function prepare(by: Decider, input: DecisionInput): Promise<Decision> {
  const subject = await findSubject(by.sql, input.requestId);
  if (subject === undefined) throw new AppError('request_not_found');
  if (subject.customerId === null) throw new AppError('request_already_decided');
  const { requestId, outcome, actor, rule, reason } = input;
  return {
    requestId,
    outcome,
    actor,
    rule,
    reason,
    identity: subject.identity,
    blacklist: await blacklistOf(by, subject, input),
    notice: input.notify ? await noticeOf(by, subject, input) : null,
    mapHash: await mapHash(),
  };
}

/**
 * The identifiers, where the admin wants them kept out; and whatever the admin wants, what recipients call somebody who is erased: a
 * service must not bring back whom it was told to erase.
 */
async function blacklistOf(
  { blacklistKey }: Decider,
  subject: Subject,
  { blacklist, outcome }: DecisionInput,
): Promise<Decision['blacklist']> {
  const now = new Date().toISOString();
  const endsAt = addMonths(now.slice(0, 10), 12 * BLACKLIST_YEARS) + now.slice(10);
  const listed = blacklist && outcome !== 'refuse' ? await identifiersOf(subject, blacklistKey) : [];
  const erased = outcome === 'star' || outcome === 'destroy' ? subject.externalIds : [];
  const externalIds = erased.map(async ({ recipientId, externalId }) => ({
    kind: 'external_id',
    hmac: hex(await externalIdHmac(blacklistKey, recipientId, externalId)),
    endsAt,
    recipientId,
  }));
  return [
    ...listed.map(({ kind, hmac }) => ({ kind, hmac: hex(hmac), endsAt })),
    ...(await Promise.all(externalIds)),
  ];
}

const TEMPLATE = {
  block: 'outcome_blocked',
  star: 'outcome_starred',
  destroy: 'outcome_destroyed',
  refuse: 'outcome_refused',
} as const satisfies Record<Outcome, string>;

/** The very message that is sent; null where the person's address is no longer known. */
export async function noticeOf(
  by: Pick<Decider, 'sql' | 'url'>,
  subject: Subject,
  input: Pick<DecisionInput, 'outcome' | 'blacklist' | 'reason' | 'rule'>,
): Promise<Decision['notice']> {
  if (subject.email === null) return null;
  const template = TEMPLATE[input.outcome];
  const content = await renderNotification(by.sql, template, {
    fullName: subject.fullName,
    requestNumber: subject.number,
    requestType: subject.type,
    answerBy: subject.answerBy,
    link: `${by.url}/account/personal-data`,
    reason: input.reason,
    automatic: input.rule !== null,
    blacklisted: input.blacklist,
  });
  return { template, to: subject.email, ...content };
}
