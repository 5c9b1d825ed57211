import { TRPCError } from '@trpc/server';
import {
  MAX_ADDRESSES,
  MAX_BATCHED_CALLS,
  MAX_LOGO_KILOBYTES,
  MAX_LOGO_PIXELS,
  PROPOSAL_DAYS,
  REQUEST_SECONDS,
} from './values/limits-and-periods.ts';

type Code = TRPCError['code'];

/** Every error that a caller can get. Lethe replaces any other failure by `internal_error`. */
export const errors = {
  sign_in_required: { code: 'UNAUTHORIZED', message: 'Please sign in.' },
  wrong_credentials: {
    code: 'UNAUTHORIZED',
    message: 'The e-mail address or the password is not right, or the address is not confirmed yet.',
  },
  password_required: { code: 'UNAUTHORIZED', message: 'Please enter the password of the account.' },
  password_too_easy: {
    code: 'BAD_REQUEST',
    message:
      'This password is easy to guess: it is common, repeats itself, follows a sequence, or is made of your address. Please choose another one.',
  },
  wrong_password: { code: 'BAD_REQUEST', message: 'The current password is not right.' },
  code_required: { code: 'UNAUTHORIZED', message: 'Please enter a code of your authenticator app too.' },
  wrong_code: {
    code: 'UNAUTHORIZED',
    message: 'This code is not right, has run out, or was used already. Please enter the next one.',
  },
  second_factor_expired: {
    code: 'UNAUTHORIZED',
    message: 'The password was entered too long ago, or too many codes were wrong. Please sign in again.',
  },
  second_factor_required: {
    code: 'FORBIDDEN',
    message: 'Please set up two-factor sign-in first, under Sign-in Details.',
  },
  two_factor_on: { code: 'CONFLICT', message: 'Two-factor sign-in is on already.' },
  two_factor_off: { code: 'CONFLICT', message: 'Two-factor sign-in is off.' },
  own_second_factor: {
    code: 'CONFLICT',
    message: 'Another owner must reset your two-factor sign-in. You can switch it off yourself.',
  },
  system_key_required: {
    code: 'UNAUTHORIZED',
    message: 'Please send a system key: authorization: Bearer lethe_…',
  },
  system_key_invalid: { code: 'UNAUTHORIZED', message: 'This system key is not known.' },
  system_key_revoked: { code: 'UNAUTHORIZED', message: 'This system key was revoked.' },
  system_key_expired: { code: 'UNAUTHORIZED', message: 'This system key has expired.' },
  fresh_sign_in_required: { code: 'UNAUTHORIZED', message: 'Please confirm your password first.' },
  details_of_provider: {
    code: 'CONFLICT',
    message: 'Your name and your address come from your provider. Please change them there.',
  },
  provider_unreachable: {
    code: 'SERVICE_UNAVAILABLE',
    message:
      'The sign-in provider does not answer, or not as Lethe expects. Please try again later, or ask whoever runs this server.',
  },
  sign_on_failed: {
    code: 'UNAUTHORIZED',
    message: 'The sign-in at the provider was not completed, or Lethe could not verify it. Please try again.',
  },
  sign_on_unverified: {
    code: 'FORBIDDEN',
    message: 'The provider has not verified your e-mail address.',
  },
  sign_on_without_role: {
    code: 'FORBIDDEN',
    message: 'Your account at the provider has no role here. Please ask whoever manages it.',
  },
  sign_on_barred: {
    code: 'FORBIDDEN',
    message: 'You were removed from the team. An owner can invite you again.',
  },
  sign_on_address_taken: {
    code: 'CONFLICT',
    message:
      'There is an account with your address already, and single sign-on never takes one over. Please ask an owner.',
  },
  sign_on_last_owner: {
    code: 'CONFLICT',
    message:
      'You are the only owner here, and the provider gives you another role or none. Somebody else must become an owner first.',
  },
  role_of_provider: {
    code: 'CONFLICT',
    message: 'This role comes from the provider of single sign-on. Please change it there.',
  },
  other_account: {
    code: 'CONFLICT',
    message: 'Another account is signed in than the one this page was loaded for. Nothing was changed.',
  },
  right_missing: { code: 'FORBIDDEN', message: 'Your role does not allow this. Please ask an owner.' },
  admin_required: { code: 'FORBIDDEN', message: 'This is for administrators only.' },
  customer_required: { code: 'FORBIDDEN', message: 'This is for customers only.' },
  consent_required: { code: 'FORBIDDEN', message: 'Your consent is needed before the account can be used.' },
  email_unverified: { code: 'FORBIDDEN', message: 'Please confirm your e-mail address first.' },
  scope_missing: { code: 'FORBIDDEN', message: 'This system key does not have the scope for this call.' },
  personal_data_management_off: { code: 'FORBIDDEN', message: 'Personal Data Management is switched off.' },
  cross_site_request: { code: 'FORBIDDEN', message: 'This request came from another site.' },
  member_not_found: { code: 'NOT_FOUND', message: 'There is no such administrator.' },
  webhook_not_found: { code: 'NOT_FOUND', message: 'There is no such webhook, or it is disabled.' },
  message_not_sendable: {
    code: 'CONFLICT',
    message: 'This message cannot be sent again: it is on its way, or its address is no longer known.',
  },
  delivery_not_found: { code: 'NOT_FOUND', message: 'There is no such failed message.' },
  webhook_url_refused: {
    code: 'BAD_REQUEST',
    message: 'Please enter an https:// address without a name, a password or a #.',
  },
  logo_kind_refused: {
    code: 'BAD_REQUEST',
    message: 'Please choose a PNG, JPEG or WebP file. Lethe accepts no other kind, and no SVG.',
  },
  logo_damaged: {
    code: 'BAD_REQUEST',
    message: 'This picture is damaged or not complete. Please export it again and choose the new file.',
  },
  logo_not_plain: {
    code: 'BAD_REQUEST',
    message:
      'This picture is animated, or made for a printing press. Please save it as a still picture in RGB.',
  },
  logo_too_large: {
    code: 'BAD_REQUEST',
    message: `This file is too large: a logo has at most ${MAX_LOGO_KILOBYTES} KB.`,
  },
  logo_too_many_pixels: {
    code: 'BAD_REQUEST',
    message: `This picture is too large: a logo has at most ${MAX_LOGO_PIXELS} × ${MAX_LOGO_PIXELS} pixels.`,
  },
  webhook_host_not_allowed: {
    code: 'BAD_REQUEST',
    message: 'This host is not among those that your installation allows (LETHE_WEBHOOK_HOSTS).',
  },
  too_many_webhooks: {
    code: 'CONFLICT',
    message: 'There are as many webhooks as there may be. Please remove one first.',
  },
  invitation_not_found: { code: 'NOT_FOUND', message: 'There is no such invitation.' },
  session_not_found: { code: 'NOT_FOUND', message: 'There is no such session.' },
  own_session: { code: 'CONFLICT', message: 'This is the session that you are using. Sign out instead.' },
  last_owner: { code: 'CONFLICT', message: 'This is the only owner. Make somebody else an owner first.' },
  account_exists: { code: 'CONFLICT', message: 'There is an account with this address already.' },
  not_found: { code: 'NOT_FOUND', message: 'There is nothing here.' },
  request_not_found: { code: 'NOT_FOUND', message: 'There is no such request.' },
  customer_not_found: { code: 'NOT_FOUND', message: 'There is no such customer.' },
  address_not_found: { code: 'NOT_FOUND', message: 'There is no such address.' },
  record_not_found: { code: 'NOT_FOUND', message: 'This customer has no such service or invoice.' },
  match_not_found: { code: 'NOT_FOUND', message: 'These two are no longer a possible match.' },
  statement_unusable: { code: 'CONFLICT', message: 'Lethe cannot save the system’s value as it is.' },
  statement_not_found: { code: 'NOT_FOUND', message: 'There is no such statement of a system.' },
  blacklist_entry_not_found: { code: 'NOT_FOUND', message: 'There is no such entry.' },
  system_key_not_found: { code: 'NOT_FOUND', message: 'There is no such system key.' },
  erasure_not_found: { code: 'NOT_FOUND', message: 'There is no such erasure for this system.' },
  erased_person: {
    code: 'CONFLICT',
    message: 'This person was erased here. Please erase your own copy.',
  },
  two_accounts: {
    code: 'CONFLICT',
    message: 'Both can sign in. Two accounts cannot be joined: one of them must be removed first.',
  },
  two_requests: {
    code: 'CONFLICT',
    message: 'Both have a pending request. Please decide one of them first.',
  },
  record_already_there: {
    code: 'CONFLICT',
    message: 'This customer has it already, under the same id.',
  },
  external_id_reused: {
    code: 'CONFLICT',
    message: 'This id belongs to somebody with another name, birth date and address.',
  },
  too_many_ids: {
    code: 'CONFLICT',
    message:
      'Lethe already stores the maximum number of your ids for this person. It does not store this one, and no erasure will name it.',
  },
  ambiguous_customer: {
    code: 'CONFLICT',
    message: 'Several people have this address. Please name the customer by an id.',
  },
  unchanged_older: { code: 'CONFLICT', message: 'A newer row came before this one. Nothing was changed.' },
  email_taken: { code: 'CONFLICT', message: 'Another customer has this e-mail address.' },
  email_confirmed: {
    code: 'CONFLICT',
    message:
      'The customer signs in with another address, or other systems know them by it: only the customer can change it.',
  },
  duplicate_row: {
    code: 'CONFLICT',
    message: 'An earlier row of the batch says something else about the same thing.',
  },
  not_applied: {
    code: 'CONFLICT',
    message: 'Nothing of the batch was applied, because another row was refused.',
  },
  erasure_already_acknowledged: {
    code: 'CONFLICT',
    message: 'This erasure was already acknowledged as done. That cannot be changed.',
  },
  erased_id_not_found: { code: 'NOT_FOUND', message: 'Lethe has no such id of an erased person.' },
  system_reads_erasures: {
    code: 'CONFLICT',
    message: 'This system has a valid key: it reads the erasure notice and answers by itself.',
  },
  idempotency_key_reused: {
    code: 'CONFLICT',
    message: 'This idempotency key was used for another customer.',
  },
  request_already_pending: {
    code: 'CONFLICT',
    message: 'There is already a pending request. Cancel it first or wait for its decision.',
  },
  too_many_pending: {
    code: 'CONFLICT',
    message:
      'Too many requests that this system entered are pending. Please ask an administrator of Lethe to decide some of them, then send this one again.',
  },
  request_already_decided: { code: 'CONFLICT', message: 'This request is no longer pending.' },
  approval_required: {
    code: 'CONFLICT',
    message: 'This decision needs the approval of another member. Please propose it.',
  },
  approval_not_needed: { code: 'CONFLICT', message: 'This decision needs no approval. Please decide it.' },
  preview_outdated: {
    code: 'CONFLICT',
    message: 'What is stored about this person has changed since the preview. Please look at it again.',
  },
  already_proposed: {
    code: 'CONFLICT',
    message: 'Another member has proposed a decision. Please approve or decline that one first.',
  },
  own_proposal: { code: 'FORBIDDEN', message: 'Another member must approve what you proposed.' },
  proposal_lapsed: {
    code: 'CONFLICT',
    message: `This proposal no longer stands: it was withdrawn, declined or replaced, its proposer may no longer decide, or it is older than ${PROPOSAL_DAYS} days.`,
  },
  proposal_outdated: {
    code: 'CONFLICT',
    message: 'What is stored about this person has changed since the proposal. Please propose it again.',
  },
  edited_meanwhile: {
    code: 'CONFLICT',
    message: 'Somebody has saved another version since yours was opened. Please look at both.',
  },
  customer_closed: { code: 'CONFLICT', message: 'This account is closed and accepts no more data.' },
  customer_not_blocked: { code: 'CONFLICT', message: 'This customer is not blocked.' },
  too_many_addresses: {
    code: 'CONFLICT',
    message: `There are ${MAX_ADDRESSES} addresses already. Please remove one first.`,
  },
  consent_text_outdated: {
    code: 'CONFLICT',
    message: 'The text has changed since it was shown. Please read the current one.',
  },
  consent_unchanged: { code: 'CONFLICT', message: 'Your consent already is as you ask.' },
  email_unchanged: { code: 'CONFLICT', message: 'Your account already has this address.' },
  value_refused: { code: 'CONFLICT', message: 'This cannot be saved here. Please contact us.' },
  already_blacklisted: { code: 'CONFLICT', message: 'This value is already on the blacklist.' },
  several_claims: {
    code: 'CONFLICT',
    message:
      'Several decisions or administrators keep this entry. Please remove one claim, or all of them expressly.',
  },
  token_invalid: { code: 'BAD_REQUEST', message: 'This link is no longer valid. Please ask for a new one.' },
  invalid_input: { code: 'BAD_REQUEST', message: 'This input is not valid.' },
  unknown_placeholder: {
    code: 'BAD_REQUEST',
    message: 'The template uses a placeholder that does not exist.',
  },
  unfinished_placeholder: {
    code: 'BAD_REQUEST',
    message: 'A placeholder is incomplete: write a name between double braces, such as {{link}}.',
  },
  missing_placeholder: {
    code: 'BAD_REQUEST',
    message: 'This letter needs {{link}} in its message.',
  },
  link_not_alone: {
    code: 'BAD_REQUEST',
    message:
      'Please put a blank or a new line before and after {{link}}, so that nothing else becomes part of the link.',
  },
  placeholder_in_subject: {
    code: 'BAD_REQUEST',
    message: '{{link}} may be used in the message only: mail servers keep subjects in their logs.',
  },
  method_not_allowed: {
    code: 'METHOD_NOT_SUPPORTED',
    message: 'This path does not accept this HTTP method.',
  },
  malformed_request: { code: 'BAD_REQUEST', message: 'This is not a valid HTTP request.' },
  headers_too_large: { code: 'PAYLOAD_TOO_LARGE', message: 'The headers of the request are too large.' },
  request_timeout: {
    code: 'TIMEOUT',
    message: `The request did not arrive within ${REQUEST_SECONDS} seconds.`,
  },
  body_too_large: { code: 'PAYLOAD_TOO_LARGE', message: 'The request is too large.' },
  unsupported_content: { code: 'UNSUPPORTED_MEDIA_TYPE', message: 'Please send application/json.' },
  batch_too_large: {
    code: 'BAD_REQUEST',
    message: `At most ${MAX_BATCHED_CALLS} calls fit into one batch.`,
  },
  too_many_requests: { code: 'TOO_MANY_REQUESTS', message: 'Too many attempts. Please wait a while.' },
  server_busy: {
    code: 'SERVICE_UNAVAILABLE',
    message: 'Too many people are signing in at this moment. Please try again in a few seconds.',
  },
  export_running: {
    code: 'TOO_MANY_REQUESTS',
    message: 'Downloads of your data are running already. Please wait until one of them has ended.',
  },
  export_busy: {
    code: 'SERVICE_UNAVAILABLE',
    message: 'Too many downloads are running. Please try again in a minute.',
  },
  database_unavailable: {
    code: 'SERVICE_UNAVAILABLE',
    message: 'The database cannot be reached. Please try again in a few seconds.',
  },
  database_full: {
    code: 'SERVICE_UNAVAILABLE',
    message: 'The database has no room left. Nothing was changed; whoever runs Lethe has to make room.',
  },
  database_busy: {
    code: 'SERVICE_UNAVAILABLE',
    message: 'The database was busy for too long. Nothing was changed; please try again in a few seconds.',
  },
  server_outdated: {
    code: 'SERVICE_UNAVAILABLE',
    message: 'A newer server has updated the database. Please update this server too.',
  },
  map_incomplete: {
    code: 'SERVICE_UNAVAILABLE',
    message: 'The personal data map does not cover the database. Nothing was erased.',
  },
  erasure_incomplete: {
    code: 'INTERNAL_SERVER_ERROR',
    message: 'Some data would have been left behind, so nothing was changed.',
  },
  automatic_not_due: { code: 'CONFLICT', message: 'Lethe may not decide this request by itself now.' },
  internal_error: {
    code: 'INTERNAL_SERVER_ERROR',
    message: 'Something went wrong on our side. Nothing was changed.',
  },
} as const satisfies Record<string, { code: Code; message: string }>;

export type ErrorKind = keyof typeof errors;

/** Seconds after which a caller may try again, for errors that pass by themselves. `retryAfter` of an error overrides this. */
const RETRY_AFTER_SECONDS: Partial<Record<ErrorKind, number>> = {
  server_busy: 5,
  provider_unreachable: 60,
  database_busy: 5,
  database_full: 60,
  database_unavailable: 5,
  export_busy: 60,
  export_running: 60,
  server_outdated: 60,
  map_incomplete: 60,
};

/** An error that the caller may see: its kind, and the input field it is about. */
export class AppError extends TRPCError {
  readonly kind: ErrorKind;
  readonly field: string | undefined;
  /** Seconds after which the caller may try again, where Lethe knows. */
  readonly retryAfter: number | null;

  constructor(
    kind: ErrorKind,
    options: { field?: string | undefined; retryAfter?: number | null; cause?: unknown } = {},
  ) {
    super({ code: errors[kind].code, message: errors[kind].message, cause: options.cause });
    this.kind = kind;
    this.field = options.field;
    this.retryAfter = options.retryAfter ?? RETRY_AFTER_SECONDS[kind] ?? null;
  }
}
