import type { PersonalKind } from '../blacklist/schema.ts';
import type { Day } from '../calendar/rules.ts';
import { AppError } from '../errors.ts';
import type { Content } from './defaults.ts';
import {
  automaticNotice,
  blacklistNotice,
  keptNotice,
  notifiedNotice,
  REMEDIES,
  replacesNotice,
} from './obliged.ts';
import type { TemplateName } from './schema.ts';
import { type Access, waysOf, writeAbout } from './ways.ts';

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

const REQUEST = ['fullName', 'requestNumber', 'requestType', 'link'];
const DECIDED = [...REQUEST, 'automaticNotice', 'blacklistNotice', 'notifiedNotice'];

export const placeholders: Record<TemplateName, readonly string[]> = {
  request_received: [...REQUEST, 'answerBy', 'replacesNotice', 'howToFollow', 'ifNotAsked'],
  request_cancelled: [...REQUEST, 'howToAskAgain', 'ifNotCancelled'],
  // Inboxes keep copies: an admin's message names the request and nobody.
  new_request: ['requestNumber', 'link'],
  outcome_blocked: [...DECIDED, 'reasonNotice', 'remedies', 'howToAskAgain'],
  outcome_starred: [...DECIDED, 'reasonNotice', 'remedies'],
  outcome_destroyed: DECIDED,
  outcome_refused: [...REQUEST, 'reason', 'remedies', 'howToAskAgain'],
  system_keeps: [...REQUEST, 'keptNotice', 'remedies'],
};

/** What the person must be told even if an edited template leaves it out. */
const OBLIGED = [
  'reason',
  'reasonNotice',
  'keptNotice',
  'replacesNotice',
  'remedies',
  'automaticNotice',
  'blacklistNotice',
  'notifiedNotice',
];

const REQUEST_TYPES = { removal: 'removal of your data', anonymization: 'anonymization of your data' };

/** A day is itself in every zone. */
const written = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
const asDate = (day: Day) => written.format(new Date(`${day}T00:00:00Z`));

/** Whoever asked for a removal and is starred out did not get all that they asked for. */
const isDoneInFull = (name: TemplateName, { requestType }: NotificationFacts) =>
  name === 'outcome_starred' && requestType === 'anonymization';
const isErased = (name: TemplateName) => name === 'outcome_starred' || name === 'outcome_destroyed';

const valuesOf = (name: TemplateName, facts: NotificationFacts): Record<string, string> => {
  const ways = waysOf(facts.access, facts.url);
  const write = writeAbout(facts.url, facts.requestNumber);
  return {
    ...ways,
    fullName: facts.fullName?.trim() || 'customer',
    requestNumber: String(facts.requestNumber),
    requestType: REQUEST_TYPES[facts.requestType],
    answerBy: asDate(facts.answerBy),
    link: facts.link ?? ways.link,
    replacesNotice: replacesNotice(facts.replaces),
    reason: facts.reason ?? '',
    reasonNotice: facts.reason?.trim() ? `Our reasons:\n${facts.reason}` : '',
    remedies: isDoneInFull(name, facts) ? '' : REMEDIES,
    automaticNotice: facts.automatic ? automaticNotice(facts.url, facts.requestNumber) : '',
    blacklistNotice: blacklistNotice(facts.blacklisted ?? []),
    notifiedNotice: notifiedNotice(facts.notified ?? [], isErased(name), write),
    keptNotice: facts.kept
      ? keptNotice({ ...facts.kept, until: facts.kept.until && asDate(facts.kept.until) })
      : '',
  };
};

// Blanks are trimmed afterwards: a pattern that does it looks at a long run of them over and over.
const PLACEHOLDER = /\{\{([^{}]*)\}\}/gu;

/** Names in `{{…}}` that the template does not offer. */
export const unknownPlaceholders = (name: TemplateName, text: string): string[] =>
  Array.from(text.matchAll(PLACEHOLDER), (match) => (match[1] ?? '').trim()).filter(
    (placeholder) => !placeholders[name].includes(placeholder),
  );

/** In two braces on either side, no more: a third would stay beside the value. */
const WHOLE_PLACEHOLDER = /(?<!\{)\{\{[^{}]*\}\}(?!\})/gu;

/** Half of one would be mailed as it stands. */
const isUnfinished = (text: string): boolean => /\{\{|\}\}/u.test(text.replace(WHOLE_PLACEHOLDER, ' '));

/** Errors: `unknown_placeholder`, `unfinished_placeholder`, with the field it stands in. */
export function refuseWrongPlaceholders(name: TemplateName, content: Content): void {
  for (const field of ['subject', 'body'] as const) {
    if (unknownPlaceholders(name, content[field]).length > 0)
      throw new AppError('unknown_placeholder', { field });
    if (isUnfinished(content[field])) throw new AppError('unfinished_placeholder', { field });
  }
}

/** One pass: a value that itself looks like a placeholder stays as it was typed. */
const filled = (text: string, offered: readonly string[], values: Record<string, string>): string =>
  text.replace(PLACEHOLDER, (whole, inner: string) => {
    const name = inner.trim();
    return offered.includes(name) ? (values[name] ?? '') : whole;
  });

// oxlint-disable-next-line no-control-regex -- these are what must not reach a header
const CONTROL = /[\u0000-\u001f\u007f\u2028\u2029]+/gu;

/** What would end a header line: such an address or subject is not sent. */
export const breaksHeader = (value: string): boolean => /[\r\n\0]/u.test(value);

/**
 * Fills a template. Line breaks inside a value become blanks in the subject: a name that came with one from elsewhere
 * must not stop an erasure, and must not write headers either.
 */
export function render(name: TemplateName, content: Content, facts: NotificationFacts): Content {
  const offered = placeholders[name];
  const values = valuesOf(name, facts);
  const missing = OBLIGED.filter(
    (obliged) => offered.includes(obliged) && values[obliged] !== '' && !mentions(content.body, obliged),
  );
  const body = filled(content.body, offered, values);
  return {
    subject: filled(content.subject, offered, values).replace(CONTROL, ' ').trim(),
    body: [body, ...missing.map((obliged) => values[obliged])]
      .join('\n\n')
      .replace(/\n{3,}/gu, '\n\n')
      .trim(),
  };
}

const mentions = (body: string, name: string) =>
  Array.from(body.matchAll(PLACEHOLDER), (match) => match[1]?.trim()).includes(name);

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
