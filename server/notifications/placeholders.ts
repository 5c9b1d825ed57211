import * as v from 'valibot';
import { AppError } from '../errors.ts';
import type { Content } from './defaults.ts';
import { AccountLetter, type TemplateName } from './schema.ts';

const IN_REQUEST_LETTERS = ['fullName', 'requestNumber', 'requestType', 'link'];
const IN_DECISION_LETTERS = [
  ...IN_REQUEST_LETTERS,
  'automaticDecision',
  'blacklistedValues',
  'notifiedSystems',
];

export const placeholders: Record<TemplateName, readonly string[]> = {
  request_received: [...IN_REQUEST_LETTERS, 'answerBy', 'replacedRequest', 'howToFollow', 'ifNotAsked'],
  request_cancelled: [...IN_REQUEST_LETTERS, 'howToAskAgain', 'ifNotCancelled'],
  // Inboxes keep copies: an admin's message names the request and nobody.
  new_request: ['requestNumber', 'link'],
  outcome_blocked: [...IN_DECISION_LETTERS, 'reasons', 'remedies', 'howToAskAgain'],
  outcome_starred: [...IN_DECISION_LETTERS, 'reasons', 'remedies'],
  outcome_destroyed: IN_DECISION_LETTERS,
  outcome_refused: [...IN_REQUEST_LETTERS, 'reason', 'remedies', 'howToAskAgain'],
  system_keeps: [...IN_REQUEST_LETTERS, 'keptData', 'remedies'],
  account_unblocked: [...IN_REQUEST_LETTERS, 'howToGoOn', 'blacklistedValues'],
  // Whoever asks for one of these typed the name, and the mailbox may be a stranger's: they name nobody.
  verify_email: ['link', 'unconfirmedDays'],
  account_exists: ['link'],
  reset_password: ['link'],
  change_email: ['link'],
  email_change_asked: ['link'],
  password_changed: ['link'],
};

/** Of a letter about an account: what nobody can do without. */
const LINK = ['link'];
export const requiredPlaceholders = (name: TemplateName): readonly string[] =>
  v.is(AccountLetter, name) ? LINK : [];

// Blanks are trimmed afterwards: a pattern that does it looks at a long run of them over and over.
const PLACEHOLDER = /\{\{([^{}]*)\}\}/gu;

/** Names in `{{…}}` that the template does not offer. */
export const unknownPlaceholders = (name: TemplateName, text: string): string[] =>
  Array.from(text.matchAll(PLACEHOLDER), (match) => (match[1] ?? '').trim()).filter(
    (placeholder) => !placeholders[name].includes(placeholder),
  );

/** In two braces on either side, no more: a third would stay beside the value. */
const COMPLETE_PLACEHOLDER = /(?<!\{)\{\{[^{}]*\}\}(?!\})/gu;

/** Half of one would be mailed as it stands. */
const isUnfinished = (text: string): boolean => /\{\{|\}\}/u.test(text.replace(COMPLETE_PLACEHOLDER, ' '));

/** Neither the end of another address nor the beginning of a longer one: a blank, a new line or an end of the text stands on either side. */
const LINK_ALONE = /(?<![^ \t\n])\{\{\s*link\s*\}\}(?![^ \t\r\n])/gu;

/**
 * Errors, with the field: `unknown_placeholder`, `unfinished_placeholder`, `missing_placeholder`. The link of an account may set a password:
 * `placeholder_in_subject`, since mail servers keep subjects in their logs, and `link_not_alone`, where it would be a part of another address
 * (`https://elsewhere.example/?{{link}}`), which would take it to whoever has that one.
 */
export function refuseWrongPlaceholders(name: TemplateName, content: Content): void {
  for (const field of ['subject', 'body'] as const) {
    if (unknownPlaceholders(name, content[field]).length > 0)
      throw new AppError('unknown_placeholder', { field });
    if (isUnfinished(content[field])) throw new AppError('unfinished_placeholder', { field });
  }
  const required = requiredPlaceholders(name);
  if (required.some((one) => hasPlaceholder(content.subject, one)))
    throw new AppError('placeholder_in_subject', { field: 'subject' });
  if (!required.every((one) => hasPlaceholder(content.body, one)))
    throw new AppError('missing_placeholder', { field: 'body' });
  if (required.length > 0 && hasPlaceholder(content.body.replace(LINK_ALONE, ' '), 'link'))
    throw new AppError('link_not_alone', { field: 'body' });
}

export const hasPlaceholder = (body: string, name: string) =>
  Array.from(body.matchAll(PLACEHOLDER), (match) => match[1]?.trim()).includes(name);

/** One pass: a value that itself looks like a placeholder stays as it was typed. */
export const fillPlaceholders = (
  text: string,
  allowed: readonly string[],
  values: Record<string, string>,
): string =>
  text.replace(PLACEHOLDER, (match, placeholder: string) => {
    const name = placeholder.trim();
    return allowed.includes(name) ? (values[name] ?? '') : match;
  });
