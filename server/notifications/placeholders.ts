import * as v from 'valibot';
import { AppError } from '../errors.ts';
import { AccountLetter, type Content, type TemplateName } from './schema.ts';

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
  automatic_announced: [...IN_REQUEST_LETTERS, 'automaticOn', 'howToFollow', 'ifNotAsked'],
  // Inboxes keep copies, so a letter to an admin names the request and no customer.
  new_request: ['requestNumber', 'link'],
  approval_wanted: ['requestNumber', 'proposalDays', 'link'],
  proposal_ended: ['requestNumber', 'whyEnded', 'link'],
  outcome_blocked: [...IN_DECISION_LETTERS, 'reasons', 'remedies', 'howToAskAgain'],
  outcome_starred: [...IN_DECISION_LETTERS, 'reasons', 'remedies'],
  outcome_destroyed: IN_DECISION_LETTERS,
  outcome_refused: [...IN_REQUEST_LETTERS, 'reason', 'remedies', 'howToAskAgain'],
  system_keeps: [...IN_REQUEST_LETTERS, 'keptData', 'remedies'],
  account_unblocked: [...IN_REQUEST_LETTERS, 'howToGoOn', 'blacklistedValues'],
  // These letters name nobody: anyone can ask for one with a name of their choice, and the mailbox may be a stranger's.
  verify_email: ['link', 'unconfirmedDays'],
  account_exists: ['link'],
  reset_password: ['link'],
  change_email: ['link'],
  email_change_asked: ['link'],
  password_changed: ['link'],
  new_device: ['link', 'device', 'ipAddress', 'time'],
  second_factor_changed: ['link', 'onOrOff', 'afterNewPassword'],
  second_factor_reset: ['link', 'tellSomebody'],
  // An owner asked for this one, and its reader must know who writes.
  team_invitation: ['link', 'inviterName', 'role', 'operator', 'address'],
  // Inboxes keep copies, so this letter names requests by number and no customer.
  admin_alert: ['adminName', 'whatHappened', 'link'],
};

/** A letter about an account is useless without its link. */
const LINK = ['link'];
const REQUIRED: Partial<Record<TemplateName, readonly string[]>> = {
  automatic_announced: ['automaticOn'],
  proposal_ended: ['whyEnded'],
  admin_alert: ['adminName', 'whatHappened'],
};
export const requiredPlaceholders = (name: TemplateName): readonly string[] => {
  if (v.is(AccountLetter, name)) return LINK;
  return REQUIRED[name] ?? [];
};

// Blanks are trimmed afterwards: a pattern that trims would scan a long run of blanks again and again.
const PLACEHOLDER = /\{\{([^{}]*)\}\}/gu;

/** Names in `{{…}}` that the template does not offer. */
export const unknownPlaceholders = (name: TemplateName, text: string): string[] =>
  Array.from(text.matchAll(PLACEHOLDER), (match) => (match[1] ?? '').trim()).filter(
    (placeholder) => !placeholders[name].includes(placeholder),
  );

/** Exactly two braces on either side: a third would stay beside the value. */
const COMPLETE_PLACEHOLDER = /(?<!\{)\{\{[^{}]*\}\}(?!\})/gu;

/** Half a placeholder would be mailed as it is. */
const isUnfinished = (text: string): boolean => /\{\{|\}\}/u.test(text.replace(COMPLETE_PLACEHOLDER, ' '));

/** The link on its own, with a blank, a line break or an end of the text on either side: it must not be part of another address. */
const LINK_ALONE = /(?<![^ \t\n])\{\{\s*link\s*\}\}(?![^ \t\r\n])/gu;

/**
 * Errors, with the field: `unknown_placeholder`, `unfinished_placeholder`, `missing_placeholder`. An account's link may set a password, hence
 * two more: `placeholder_in_subject`, since mail servers log subjects, and `link_not_alone`, since `https://elsewhere.example/?{{link}}` would
 * send the link to another site.
 */
export function refuseWrongPlaceholders(name: TemplateName, content: Content): void {
  for (const field of ['subject', 'body'] as const) {
    if (unknownPlaceholders(name, content[field]).length > 0)
      throw new AppError('unknown_placeholder', { field });
    if (isUnfinished(content[field])) throw new AppError('unfinished_placeholder', { field });
  }
  const required = requiredPlaceholders(name);
  const hasSecret = required === LINK;
  if (hasSecret && hasPlaceholder(content.subject, 'link'))
    throw new AppError('placeholder_in_subject', { field: 'subject' });
  if (!required.every((placeholder) => hasPlaceholder(content.body, placeholder)))
    throw new AppError('missing_placeholder', { field: 'body' });
  if (hasSecret && hasPlaceholder(content.body.replace(LINK_ALONE, ' '), 'link'))
    throw new AppError('link_not_alone', { field: 'body' });
}

export const hasPlaceholder = (body: string, name: string) =>
  Array.from(body.matchAll(PLACEHOLDER), (match) => match[1]?.trim()).includes(name);

/** Fills all placeholders in one pass, so that a value that looks like a placeholder stays as it was typed. */
export const fillPlaceholders = (
  text: string,
  allowed: readonly string[],
  values: Record<string, string>,
): string =>
  text.replace(PLACEHOLDER, (match, placeholder: string) => {
    const name = placeholder.trim();
    return allowed.includes(name) ? (values[name] ?? '') : match;
  });
