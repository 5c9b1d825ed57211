import type { Sql } from 'postgres';
import type { InferOutput } from 'valibot';
import { hex } from '../../db/hex.ts';
import { retryTransaction } from '../../db/transaction.ts';
import type { BlacklistKey } from '../blacklist/hmac.ts';
import { isPlaceholder } from '../blacklist/placeholders.ts';
import { BLACKLIST_YEARS, externalIdHmac, identifiersOf, normalFormsOf } from '../blacklist/rules.ts';
import type { PersonalKind } from '../blacklist/schema.ts';
import { addMonths } from '../calendar/rules.ts';
import { AppError } from '../errors.ts';
import { renderNotification } from '../notifications/queries.ts';
import { mapHash } from '../personal-data/install.ts';
import type { Outcome } from '../personal-data/schema.ts';
import { erasedAddressesOf } from '../systems/erasures/erased-addresses.ts';
import { listSystemsToNotify } from '../systems/erasures/queries.ts';
import { type CarriedOut, carryOut, type Decision, findSubject, type Subject } from './decision-queries.ts';
import type { Decided } from './decision-schema.ts';
import { findListable } from './sharing-queries.ts';

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
  /** Which identifiers of the person are listed. */
  blacklist: readonly PersonalKind[];
  notify: boolean;
  reason: string | null;
}

/**
 * Decides a request and carries it out as one whole, again as a whole where something passing got in the way. Errors:
 * `request_not_found`, `request_already_decided`, `server_outdated`, `map_incomplete`, `automatic_not_due`.
 */
export function decide(by: Decider, input: DecisionInput): Promise<InferOutput<typeof Decided>> {
  return retryTransaction(async () => {
    const done: CarriedOut = await carryOut(by.decisions, await prepare(by, input));
    return { requestId: input.requestId, ...done };
  });
}

/** Letter and blacklist entries speak of the person as they are now; the database checks that they still are. */
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
    blacklist: [...(await blacklistOf(by, subject, input)), ...(await addressesOf(by, subject, input))],
    letter: input.notify ? await renderOutcomeLetter(by, subject, input) : null,
    mapHash: await mapHash(),
  };
}

/**
 * The identifiers that the admin chose; and whatever the admin chose, what systems call somebody who is erased: a
 * system must not bring back whom it was told to erase.
 */
async function blacklistOf(
  by: Decider,
  subject: Subject,
  { blacklist, outcome }: DecisionInput,
): Promise<Decision['blacklist']> {
  const endsAt = endOfClaim();
  const isErased = outcome === 'star' || outcome === 'destroy';
  const listed = outcome === 'refuse' ? [] : await chosenOf(by, subject, blacklist);
  const externalIds = (isErased ? subject.externalIds : []).map(async ({ systemId, externalId }) => ({
    kind: 'external_id',
    hmac: hex(await externalIdHmac(by.blacklistKey, systemId, externalId)),
    endsAt,
    systemId,
  }));
  // An address that others share is not the erased person's own: nobody may be told to erase them for it.
  const own = isErased && listed.some(({ kind }) => kind === 'email') && (await isOwnAddress(by, subject));
  return [
    ...listed.map(({ kind, hmac }) => ({ kind, hmac: hex(hmac), endsAt, erased: own && kind === 'email' })),
    ...(await Promise.all(externalIds)),
  ];
}

function endOfClaim(): string {
  const now = new Date().toISOString();
  return addMonths(now.slice(0, 10), 12 * BLACKLIST_YEARS) + now.slice(10);
}

async function chosenOf({ blacklistKey }: Decider, subject: Subject, kinds: readonly PersonalKind[]) {
  const all = await identifiersOf(subject, blacklistKey);
  return all.filter(({ kind }) => kinds.some((one) => one === kind));
}

async function isOwnAddress({ sql }: Decider, { customerId, email }: Subject): Promise<boolean> {
  const [address] = await findListable(sql, customerId, { email });
  return address?.others === 0;
}

/** Hashes of the addresses by which no system may bring the person back until all have answered. */
async function addressesOf(
  { blacklistKey }: Decider,
  { email, statedEmails, fullName }: Subject,
  { outcome }: DecisionInput,
): Promise<Decision['blacklist']> {
  if (outcome !== 'star' && outcome !== 'destroy') return [];
  const emails = [...(email === null ? [] : [email]), ...statedEmails];
  const addresses = await erasedAddressesOf(blacklistKey, emails, fullName);
  return addresses.map(({ hmac, addressHmac }) => ({
    kind: 'erased_address',
    hmac: hex(hmac),
    addressHmac: hex(addressHmac),
  }));
}

/** The systems that the decision will tell. */
async function namesOfNotified(sql: Sql, customerId: string): Promise<string[]> {
  return (await listSystemsToNotify(sql, customerId)).map(({ name }) => name);
}

const TEMPLATE = {
  block: 'outcome_blocked',
  star: 'outcome_starred',
  destroy: 'outcome_destroyed',
  refuse: 'outcome_refused',
} as const satisfies Record<Outcome, string>;

/** The very message that is sent; null where the person's address is no longer known. */
export async function renderOutcomeLetter(
  by: Pick<Decider, 'sql' | 'url'>,
  subject: Subject,
  input: Pick<DecisionInput, 'outcome' | 'blacklist' | 'reason' | 'rule'>,
): Promise<Decision['letter']> {
  if (subject.email === null) return null;
  const template = TEMPLATE[input.outcome];
  const content = await renderNotification(by.sql, template, {
    fullName: subject.nameInLetters,
    requestNumber: subject.number,
    requestType: subject.type,
    answerBy: subject.answerBy,
    url: by.url,
    access: input.outcome === 'block' ? 'blocked' : subject.access,
    reason: input.reason,
    automatic: input.rule !== null,
    blacklisted: normalFormsOf(subject)
      .filter(({ kind, value }) => input.blacklist.includes(kind) && !isPlaceholder(kind, value))
      .map(({ kind }) => kind),
    notified: input.outcome === 'refuse' ? [] : await namesOfNotified(by.sql, subject.customerId),
  });
  return { template, to: subject.email, ...content };
}
