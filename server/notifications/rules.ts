import type { PersonalKind } from '../blacklist/schema.ts';
import type { Day } from '../calendar/rules.ts';
import { UNCONFIRMED_DAYS } from '../values/periods.ts';
import type { Content } from './defaults.ts';
import {
  automaticDecision,
  blacklistedValues,
  keptData,
  notifiedSystems,
  REMEDIES,
  replacedRequest,
} from './obliged.ts';
import { fillPlaceholders, hasPlaceholder, placeholders } from './placeholders.ts';
import type { AccountLetter, RequestLetter, TemplateName } from './schema.ts';
import { type Access, textsForAccess, writeToOperator } from './ways.ts';

/** What a message may speak of. Every template is filled from the same facts and uses its own part of them. */
export interface NotificationFacts {
  /** Null where it is no longer known, and where others read the mailbox. */
  fullName: string | null;
  requestNumber: number;
  requestType: 'removal' | 'anonymization';
  /** A day of the operator's calendar. */
  answerBy: Day;
  /** The public address of this product. */
  url: string;
  /** What the reader can do here once the letter arrives; an admin signs in. */
  access: Access;
  /** Where an admin goes on; a person is sent where their access leads. */
  link?: string | undefined;
  /** The number of the request that a system entered, and that this one ends. */
  replaces?: number | undefined;
  /** Why a request is not done, or not in full. */
  reason?: string | null | undefined;
  /** The system decided, under a rule. */
  automatic?: boolean | undefined;
  /** Which identifiers were put on the blacklist. */
  blacklisted?: readonly PersonalKind[] | undefined;
  /** Systems that learn of the decision, by name. */
  notified?: readonly string[] | undefined;
  /** What a system keeps in spite of it. */
  kept?: { system: string; reason: string | null; until: Day | null } | undefined;
}

/** What the person must be told even if an edited template leaves it out. */
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

/** A day is itself in every zone. */
const longDate = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
const formatDay = (day: Day) => longDate.format(new Date(`${day}T00:00:00Z`));

/** Whoever asked for a removal and is starred out did not get all that they asked for. */
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

// oxlint-disable-next-line no-control-regex -- these are what must not reach a header
const CONTROL = /[\u0000-\u001f\u007f\u2028\u2029]+/gu;

/** What would end a header line: such an address or subject is not sent. */
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

export interface AccountFacts {
  /** Carries no address; where it opens something, a single-use token. */
  link: string;
}

/** Fills a letter about an account. */
export const renderAccountLetter = (name: AccountLetter, content: Content, { link }: AccountFacts): Content =>
  fill(name, content, { link, unconfirmedDays: String(UNCONFIRMED_DAYS) });

/**
 * Line breaks inside a value become blanks in the subject: a name that came with one from elsewhere must not stop an erasure, and must not
 * write headers either.
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

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** The same words for readers of HTML: everything escaped, blank lines make paragraphs, nothing is a link or a picture. */
export const asHtml = (body: string): string =>
  body
    .replaceAll(/\r\n?/gu, '\n')
    .replace(/[&<>"']/gu, (character) => ENTITIES[character] ?? character)
    .split(/\n{2,}/u)
    .map((paragraph) => `<p>${paragraph.replaceAll('\n', '<br>')}</p>`)
    .join('\n');
