import { BLACKLIST_YEARS } from '../blacklist/rules.ts';
import type { PersonalKind } from '../blacklist/schema.ts';
import type { Day } from '../calendar/rules.ts';
import { AppError } from '../errors.ts';
import type { Content } from './defaults.ts';
import type { TemplateName } from './schema.ts';

/** What a message may speak of. Every template is filled from the same facts and uses its own part of them. */
export interface NotificationFacts {
  /** Null where it is no longer known. */
  fullName: string | null;
  requestNumber: number;
  requestType: 'removal' | 'anonymization';
  /** A day of the operator's calendar. */
  answerBy: Day;
  /** Where the reader goes on: the Personal Data page, or the list of requests. */
  link: string;
  /** Why a request is refused. */
  reason?: string | null | undefined;
  /** The system decided, under a rule. */
  automatic?: boolean | undefined;
  /** Which identifiers were put on the blacklist. */
  blacklisted?: readonly PersonalKind[] | undefined;
}

const OUTCOME = ['fullName', 'requestNumber', 'requestType', 'link'];
const CLOSING = [...OUTCOME, 'automaticNotice', 'blacklistNotice'];

export const placeholders: Record<TemplateName, readonly string[]> = {
  request_received: ['fullName', 'requestNumber', 'requestType', 'answerBy', 'link'],
  // Inboxes keep copies: an admin's message names the request and nobody.
  new_request: ['requestNumber', 'link'],
  outcome_blocked: [...CLOSING, 'remedies'],
  outcome_starred: CLOSING,
  outcome_destroyed: CLOSING,
  outcome_refused: [...OUTCOME, 'reason', 'remedies'],
};

/** What the person must be told even if an edited template leaves it out: GDPR Art. 12(4), 13(2) and 22(3). */
const OBLIGED = ['reason', 'remedies', 'automaticNotice', 'blacklistNotice'];

const AUTOMATIC =
  'This was decided automatically: the waiting period was over, and no service was active and no invoice unpaid. You may have the decision reviewed by a person, say what you think of it and contest it: answer to the operator of this service and name the number of your request.';
const LISTED: Record<PersonalKind, string> = {
  email: 'your e-mail address',
  phone: 'your phone number',
  person: 'your name together with your birth date',
  company_number: 'your company number',
};
const inWords = new Intl.ListFormat('en-GB');

/** Says of what a hash is kept, and of nothing else: what was not listed is not told. */
const blacklistNotice = (kinds: readonly PersonalKind[]): string =>
  kinds.length === 0
    ? ''
    : `So that the account is not opened again, we keep a keyed hash, not readable as text, of ${inWords.format(kinds.map((kind) => LISTED[kind]))} for ${BLACKLIST_YEARS} years. You may object to this.`;

/** GDPR Art. 12(4), 77 and 79: whoever is not given what they asked for learns where to turn. */
const REMEDIES =
  'If you do not agree, you may complain to the data protection authority of the country where you live or work, or where you think the law was broken. You may also go to court to have this decision reviewed.';

const REQUEST_TYPES = { removal: 'removal of your data', anonymization: 'anonymisation of your data' };

/** A day is itself in every zone. */
const written = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
const asDate = (day: Day) => written.format(new Date(`${day}T00:00:00Z`));

const valuesOf = (facts: NotificationFacts): Record<string, string> => ({
  fullName: facts.fullName?.trim() || 'customer',
  requestNumber: String(facts.requestNumber),
  requestType: REQUEST_TYPES[facts.requestType],
  answerBy: asDate(facts.answerBy),
  link: facts.link,
  reason: facts.reason ?? '',
  remedies: REMEDIES,
  automaticNotice: facts.automatic ? AUTOMATIC : '',
  blacklistNotice: blacklistNotice(facts.blacklisted ?? []),
});

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
  const values = valuesOf(facts);
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

/** Made-up facts, for the preview beside the editor. */
export const exampleFacts = (name: TemplateName, url: string): NotificationFacts => ({
  fullName: 'Maria Example',
  requestNumber: 1042,
  requestType: name === 'outcome_starred' ? 'anonymization' : 'removal',
  answerBy: '2027-01-31',
  link: url,
  reason: 'An invoice of yours is still unpaid.',
  automatic: true,
  blacklisted: ['email', 'phone'],
});

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
