import type { PersonalKind } from '../blacklist/schema.ts';
import type { Day } from '../calendar/rules.ts';
import type { Operator } from '../settings/schema.ts';
import { PROPOSAL_DAYS, UNCONFIRMED_DAYS } from '../values/limits-and-periods.ts';
import { type Access, textsForAccess, writeToOperator } from './access.ts';
import { type AccountFacts, accountTexts } from './account-texts.ts';
import {
  automaticDecision,
  blacklistedValues,
  keptData,
  notifiedSystems,
  REMEDIES,
  replacedRequest,
} from './legal-texts.ts';
import { fillPlaceholders, hasPlaceholder, placeholders } from './placeholders.ts';
import type { AccountLetter, Content, RequestLetter, TemplateName } from './schema.ts';

/** The facts that a letter may mention. Each template uses its own part of them. */
export interface NotificationFacts {
  /** Null if Lethe no longer knows the name, or if others read the mailbox. */
  fullName: string | null;
  requestNumber: number;
  requestType: 'removal' | 'anonymization';
  /** A day of the operator's calendar. */
  answerBy: Day;
  /** The day on which Lethe decides automatically. */
  automaticOn?: Day | undefined;
  /** The public address of this product. */
  url: string;
  /** What the reader can do in Lethe when the letter arrives; an admin signs in. */
  access: Access;
  /** The link for an admin. A customer's link follows from `access`. */
  link?: string | undefined;
  /** Who declined the proposal that a letter to an admin is about; null: nobody approved it in time. */
  declinedBy?: string | null | undefined;
  /** The number of the request that a system entered and that this one replaces. */
  replaces?: number | undefined;
  /** Why the request is not carried out, or not in full. */
  reason?: string | null | undefined;
  /** Whether Lethe decided automatically. */
  automatic?: boolean | undefined;
  /** The identifiers that were put on the blacklist. */
  blacklisted?: readonly PersonalKind[] | undefined;
  /** The names of the systems that Lethe notified of the decision. */
  notified?: readonly string[] | undefined;
  /** What a system keeps in spite of the decision. */
  kept?: { system: string; reason: string | null; until: Day | null } | undefined;
}

/** The law requires these texts, so they are appended if an edited template leaves them out. */
const REQUIRED_BY_LAW = [
  'reason',
  'reasons',
  'keptData',
  'replacedRequest',
  'remedies',
  'automaticDecision',
  'blacklistedValues',
  'notifiedSystems',
];

const REQUEST_TYPES = { removal: 'removal of your data', anonymization: 'anonymization of your data' };

/** A day has no time zone, so it is formatted in UTC. */
const longDate = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
const formatDay = (day: Day) => longDate.format(new Date(`${day}T00:00:00Z`));

/** A person who asked for a removal and was starred did not get all that they asked for. */
const isDoneInFull = (name: RequestLetter, { requestType }: NotificationFacts) =>
  name === 'outcome_starred' && requestType === 'anonymization';
const isErased = (name: RequestLetter) => name === 'outcome_starred' || name === 'outcome_destroyed';

const placeholderValues = (name: RequestLetter, facts: NotificationFacts): Record<string, string> => {
  const texts = textsForAccess(facts.access, facts.url);
  const write = writeToOperator(facts.url, facts.requestNumber);
  return {
    ...texts,
    fullName: facts.fullName?.trim() || 'customer',
    requestNumber: String(facts.requestNumber),
    requestType: REQUEST_TYPES[facts.requestType],
    answerBy: formatDay(facts.answerBy),
    automaticOn: facts.automaticOn === undefined ? '' : formatDay(facts.automaticOn),
    proposalDays: String(PROPOSAL_DAYS),
    whyEnded: facts.declinedBy
      ? `${facts.declinedBy} has declined it.`
      : `Nobody approved it within ${PROPOSAL_DAYS} days, so it lapsed.`,
    link: facts.link ?? texts.link,
    replacedRequest: replacedRequest(facts.replaces),
    reason: facts.reason ?? '',
    reasons: facts.reason?.trim() ? `Our reasons:\n${facts.reason}` : '',
    remedies: isDoneInFull(name, facts) ? '' : REMEDIES,
    automaticDecision: facts.automatic ? automaticDecision(facts.url, facts.requestNumber) : '',
    blacklistedValues: blacklistedValues(facts.blacklisted ?? []),
    notifiedSystems: notifiedSystems(facts.notified ?? [], isErased(name), write),
    keptData: facts.kept
      ? keptData({ ...facts.kept, until: facts.kept.until && formatDay(facts.kept.until) })
      : '',
  };
};

// oxlint-disable-next-line no-control-regex -- these characters must not reach a header
const CONTROL = /[\u0000-\u001f\u007f\u2028\u2029]+/gu;

/** Whether the value would end a header line: such an address or subject is not sent. */
export const breaksHeader = (value: string): boolean => /[\r\n\0]/u.test(value);

/** Fills a letter about a request. */
export function render(name: RequestLetter, content: Content, facts: NotificationFacts): Content {
  const values = placeholderValues(name, facts);
  const missing = REQUIRED_BY_LAW.filter(
    (placeholder) =>
      placeholders[name].includes(placeholder) &&
      values[placeholder] !== '' &&
      !hasPlaceholder(content.body, placeholder),
  );
  return fill(
    name,
    content,
    values,
    missing.map((placeholder) => values[placeholder] ?? ''),
  );
}

/** Fills a letter about an account. */
export const renderAccountLetter = (name: AccountLetter, content: Content, facts: AccountFacts): Content =>
  fill(name, content, {
    ...accountTexts(facts),
    link: facts.link,
    unconfirmedDays: String(UNCONFIRMED_DAYS),
  });

/** What owners are told of an admin; it names no customer, since inboxes keep copies. */
export interface AlertFacts {
  adminName: string;
  whatHappened: string;
  link: string;
}

export const destroyedQuietly = (requestNumber: number): string =>
  `destroyed the data of request no. ${requestNumber} without a message to the client`;

/** Names so many of the requests; the audit has them all. */
const MOST_NAMED = 100;
export const decidedMany = (requestNumbers: readonly number[]): string => {
  const named = requestNumbers.slice(0, MOST_NAMED).join(', ');
  const more = requestNumbers.length > MOST_NAMED ? ' and more' : '';
  return `decided ${requestNumbers.length} requests within one hour: no. ${named}${more}`;
};

export const ADDRESS_CHANGED = 'changed the e-mail address that they sign in with';

export const renderAlertLetter = (content: Content, facts: AlertFacts): Content =>
  fill('admin_alert', content, { ...facts });

/**
 * Line breaks inside a value become blanks in the subject: a name with one must neither stop an erasure nor add mail headers.
 */
function fill(
  name: TemplateName,
  content: Content,
  values: Record<string, string>,
  extraParagraphs: readonly string[] = [],
): Content {
  const allowed = placeholders[name];
  return {
    subject: fillPlaceholders(content.subject, allowed, values).replace(CONTROL, ' ').trim(),
    body: [fillPlaceholders(content.body, allowed, values), ...extraParagraphs]
      .join('\n\n')
      .replace(/\n{3,}/gu, '\n\n')
      .trim(),
  };
}

/** A program wrote this: nobody's holiday answers it. By RFC 3834, and for Exchange. */
export const OF_A_PROGRAM = {
  'Auto-Submitted': 'auto-generated',
  'X-Auto-Response-Suppress': 'OOF, AutoReply',
};

/** The operator's name and contact under the letter, behind the line by which mail programs know a signature. Nothing without either. */
export function signed({ subject, body }: Content, { operatorName, operatorContact }: Operator): Content {
  const lines = [operatorName, operatorContact].filter((line) => line !== null);
  return { subject, body: lines.length === 0 ? body : `${body}\n\n-- \n${lines.join('\n')}` };
}
