import type { Sql } from 'postgres';
import type { InferOutput } from 'valibot';
import { hex } from '../../db/hex.ts';
import { inTransaction, retryTransaction } from '../../db/transaction.ts';
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
import { alertOfDecision } from './alert.ts';
import {
  callDecideRequest,
  type DecisionCall,
  type DecisionResult,
  findSubject,
  mayDecide,
  type Subject,
} from './decision-queries.ts';
import type { Decided } from './decision-schema.ts';
import { isProposerStillIn } from './proposal-queries.ts';
import { findListableIdentifiers } from './sharing-queries.ts';

export interface Decider {
  sql: Sql;
  decisions: Sql;
  blacklistKey: BlacklistKey;
  url: string;
}

export interface DecisionInput {
  requestId: string;
  outcome: Outcome;
  /** The admin; null where Lethe decides under `rule`. */
  actor: string | null;
  rule: string | null;
  /** Which kinds of the person's identifiers go onto the blacklist. */
  blacklist: readonly PersonalKind[];
  notify: boolean;
  reason: string | null;
  /** The open proposal that the admin approves; left out where the admin decides alone. */
  proposalId?: string;
  /** The hash of the preview that the admin saw; left out where Lethe decides, and where the proposal holds it. */
  previewHash?: string;
}

/**
 * Decides a request and carries it out, whole or not at all; tries again when another transaction was in the way. What owners should know
 * of an admin's decision is queued with it. Errors:
 * `right_missing`, `request_not_found`, `request_already_decided`, `server_outdated`, `map_incomplete`, `automatic_not_due`, `approval_required`, `preview_outdated`; with a
 * proposal also `proposal_lapsed`, `proposal_outdated`, `own_proposal`.
 */
export function decide(decider: Decider, input: DecisionInput): Promise<InferOutput<typeof Decided>> {
  return retryTransaction(async () => {
    const call = await prepareDecision(decider, input);
    const { actor, requestId } = input;
    const isQuiet = input.outcome === 'destroy' && !input.notify;
    const result: DecisionResult =
      actor === null
        ? await callDecideRequest(decider.decisions, call)
        : await inTransaction(decider.decisions, async (tx) => {
            const decided = await callDecideRequest(tx, call);
            // The call may have waited for a lock, while an owner removed whoever decides or whoever proposed it.
            if (!(await mayDecide(tx, actor))) throw new AppError('right_missing');
            if (call.proposalId !== null && !(await isProposerStillIn(tx, requestId)))
              throw new AppError('proposal_lapsed');
            await alertOfDecision(tx, decider.url, { requestId, actor, number: decided.number, isQuiet });
            return decided;
          });
    return { requestId, ...result };
  });
}

/** Prepares letter and blacklist entries from the person's data of now; the database function checks that it has not changed. */
async function prepareDecision(decider: Decider, input: DecisionInput): Promise<DecisionCall> {
  const subject = await findSubject(decider.sql, input.requestId);
  if (subject === undefined) throw new AppError('request_not_found');
  if (subject.customerId === null) throw new AppError('request_already_decided');
  const { requestId, outcome, actor, rule, reason, proposalId = null, previewHash = null } = input;
  return {
    requestId,
    outcome,
    actor,
    rule,
    reason,
    proposalId,
    previewHash,
    identity: subject.identity,
    hashes: [
      ...(await prepareBlacklistEntries(decider, subject, input)),
      ...(await hashErasedAddresses(decider, subject, input)),
    ],
    letter: input.notify ? await renderOutcomeLetter(decider, subject, input) : null,
    mapHash: await mapHash(),
  };
}

/**
 * The identifiers that the admin chose. For an erasure also the person's ids in every system, whatever the admin chose: no system may
 * bring back a person whom it has been asked to erase.
 */
async function prepareBlacklistEntries(
  decider: Decider,
  subject: Subject,
  { blacklist, outcome }: DecisionInput,
): Promise<DecisionCall['hashes']> {
  const endsAt = claimEndsAt();
  const isErased = outcome === 'star' || outcome === 'destroy';
  const chosen = outcome === 'refuse' ? [] : await hashChosenIdentifiers(decider, subject, blacklist);
  const externalIds = (isErased ? subject.externalIds : []).map(async ({ systemId, externalId }) => ({
    kind: 'external_id',
    hmac: hex(await externalIdHmac(decider.blacklistKey, systemId, externalId)),
    endsAt,
    systemId,
  }));
  // Others may share the address: nobody may be asked to erase them because of it.
  const ownsAddress =
    isErased && chosen.some(({ kind }) => kind === 'email') && (await isOwnAddress(decider, subject));
  return [
    ...chosen.map(({ kind, hmac }) => ({
      kind,
      hmac: hex(hmac),
      endsAt,
      erased: ownsAddress && kind === 'email',
    })),
    ...(await Promise.all(externalIds)),
  ];
}

function claimEndsAt(): string {
  const now = new Date().toISOString();
  return addMonths(now.slice(0, 10), 12 * BLACKLIST_YEARS) + now.slice(10);
}

async function hashChosenIdentifiers(
  { blacklistKey }: Decider,
  subject: Subject,
  kinds: readonly PersonalKind[],
) {
  const identifiers = await identifiersOf(subject, blacklistKey);
  return identifiers.filter(({ kind }) => kinds.some((chosenKind) => chosenKind === kind));
}

async function isOwnAddress({ sql }: Decider, { customerId, email }: Subject): Promise<boolean> {
  const [address] = await findListableIdentifiers(sql, customerId, { email });
  return address?.others === 0;
}

/** Hashes of the person's addresses: until every notified system has answered, none may bring the person back by one of them. */
async function hashErasedAddresses(
  { blacklistKey }: Decider,
  { email, statedEmails, fullName }: Subject,
  { outcome }: DecisionInput,
): Promise<DecisionCall['hashes']> {
  if (outcome !== 'star' && outcome !== 'destroy') return [];
  const emails = [...(email === null ? [] : [email]), ...statedEmails];
  const addresses = await erasedAddressesOf(blacklistKey, emails, fullName);
  return addresses.map(({ hmac, addressHmac }) => ({
    kind: 'erased_address',
    hmac: hex(hmac),
    addressHmac: hex(addressHmac),
  }));
}

async function listNamesOfSystemsToNotify(sql: Sql, customerId: string): Promise<string[]> {
  return (await listSystemsToNotify(sql, customerId)).map(({ name }) => name);
}

const TEMPLATE = {
  block: 'outcome_blocked',
  star: 'outcome_starred',
  destroy: 'outcome_destroyed',
  refuse: 'outcome_refused',
} as const satisfies Record<Outcome, string>;

/** The letter about the outcome, exactly as it is sent; null where Lethe no longer knows the person's address. */
export async function renderOutcomeLetter(
  decider: Pick<Decider, 'sql' | 'url'>,
  subject: Subject,
  input: Pick<DecisionInput, 'outcome' | 'blacklist' | 'reason' | 'rule'>,
): Promise<DecisionCall['letter']> {
  if (subject.email === null) return null;
  const template = TEMPLATE[input.outcome];
  const content = await renderNotification(decider.sql, template, {
    fullName: subject.nameInLetters,
    requestNumber: subject.number,
    requestType: subject.type,
    answerBy: subject.answerBy,
    url: decider.url,
    access: input.outcome === 'block' ? 'blocked' : subject.access,
    reason: input.reason,
    automatic: input.rule !== null,
    blacklisted: normalFormsOf(subject)
      .filter(({ kind, value }) => input.blacklist.includes(kind) && !isPlaceholder(kind, value))
      .map(({ kind }) => kind),
    notified:
      input.outcome === 'refuse' ? [] : await listNamesOfSystemsToNotify(decider.sql, subject.customerId),
  });
  return { template, to: subject.email, ...content };
}
