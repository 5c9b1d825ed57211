import {
  EARLIEST_BIRTH_YEAR,
  MAX_ADDRESSES,
  MAX_LOGO_KILOBYTES,
  OLDEST_RECEIPT_YEARS,
  PASSWORD_MAX_LENGTH,
  PASSWORD_MIN_LENGTH,
  STALLED_SECONDS,
} from '../../../server/values/limits-and-periods.ts';
/**
 * Words for the names in the server's error catalog, for the message keys of its schemas, and for what can go wrong
 * on the way to it. What is missing here is shown in the catalog's own English.
 */
export const errors = {
  offline:
    'You seem to be offline, so this may not have reached us. Please check once you are connected again.',
  unreachable: 'We could not reach the server. Nothing is lost. Please try again in a moment.',
  unexpected: 'Something went wrong on our side. Please check whether it was done before you try again.',
  internal_error:
    'That did not work, and it is our fault. Nothing was changed. Please try again in a moment.',
  check: 'Please check the marked fields.',

  wrong_credentials:
    'The e-mail address or the password is not right, or you have not confirmed the address yet. To confirm it, use the link in our message to you.',
  wrong_password: 'This is not your current password.',
  code_required: 'Please enter a code of your authenticator app too.',
  wrong_code:
    'This code is not right, has run out, or was used already. Please enter the next code that your app shows.',
  second_factor_expired:
    'Too much time has passed since you entered your password, or too many codes were wrong. Please enter your password again.',
  second_factor_required: 'Please set up two-factor sign-in first, under Sign-in Details.',
  two_factor_on: 'Two-factor sign-in is already on. Please load the page again.',
  two_factor_off: 'Two-factor sign-in is not on. Please load the page again.',
  own_second_factor: 'Another owner must reset yours. You can switch it off under Sign-in Details.',
  provider_unreachable:
    'The sign-in provider does not answer, or not as we expect. Please try again later, or ask whoever runs this server.',
  sign_on_failed:
    'The sign-in at the provider was not completed, or we could not verify it. Please try again.',
  sign_on_unverified:
    'The provider has not verified your e-mail address. Please ask whoever manages your account there.',
  sign_on_without_role:
    'Your account at the provider has no role here. Please ask whoever manages your account there.',
  sign_on_barred: 'You were removed from the team. An owner can invite you again.',
  sign_on_address_taken:
    'There is an account with your address already, and single sign-on never takes one over. Please ask an owner.',
  sign_on_last_owner:
    'You are the only owner here, and the provider gives you another role or none. Somebody else must become an owner first.',
  role_of_provider: 'This role comes from the provider of single sign-on. Please change it there.',
  password_required: 'Please enter the password of the account that asked for this.',
  email_unchanged: 'This is already your address.',
  email_unverified: 'This address has not been confirmed yet. Open the link in the message we sent you.',
  value_refused: 'We cannot save this here. Please contact us.',
  database_unavailable:
    'We cannot answer at the moment, and it is our fault. Nothing is lost. Please try again in a few seconds.',
  server_busy: 'Many people are signing in at this moment. Please try again in a few seconds.',
  too_many_requests: 'Too many attempts. Please wait a while, then try again.',
  token_invalid: 'This link is no longer valid: it was used already, or it is too old.',
  sign_in_required:
    'You were signed out, so this did not reach us. What you typed is still here: sign in and send it again.',
  other_account:
    'Somebody else is now signed in on this browser, in another window, so this was not sent. What you typed is still here.',
  edited_meanwhile:
    'Somebody changed this after you opened it, so your version is not saved yet. It is still here: please look at the newer version first.',
  address_not_found: 'This address was removed, in another window or by us.',
  address_gone:
    'This address was removed after you opened it, in another window or by us. Save again to add what you typed as a new address.',
  statement_unusable: 'We cannot use this value as it is written.',
  statement_not_found: 'The connected system no longer sends this value. Please load the page again.',
  request_already_pending: 'You already have an open request. Wait for the answer, or cancel it first.',
  client_has_request: 'This client already has a pending request. Decide that one first.',
  request_already_decided: 'This request is no longer open.',
  consent_text_outdated: 'The text has changed since you opened this page. Please read the current one.',
  request_not_found: 'There is no such request.',
  right_missing: 'Your role does not allow this. Ask an owner.',
  member_not_found: 'This person is no longer in the team.',
  invitation_not_found: 'This invitation is no longer open: it was used or withdrawn, or it has expired.',
  session_not_found: 'This session has already ended.',
  last_owner: 'This is the only owner. Make somebody else an owner first.',
  account_exists: 'There is already an account with this address. Use another address.',
  customer_not_found: 'There is no such client.',
  customer_closed: 'This account is closed and takes no more data.',
  customer_not_blocked: 'This client is not blocked.',
  too_many_addresses: `You already have ${MAX_ADDRESSES} addresses, which is the most we keep. Please remove one first.`,
  export_running: 'Your earlier downloads are still running. Please wait until one of them has finished.',
  export_busy: 'Many downloads are running at this moment. Please try again in a minute.',
  download_broken: `The download stopped before the file was complete, so no file was saved. This happens when the connection is lost, is very slow or stops for ${STALLED_SECONDS} seconds. Please start again, on a better connection if you can.`,

  logo_too_large: `This file is too large: a logo has at most ${MAX_LOGO_KILOBYTES} KB. Please export it smaller.`,

  required: 'Please fill this in.',
  too_short: 'This is too short.',
  too_long: 'This is too long.',
  invalid: 'Please check this.',
  invalid_input: 'Please check this.',
  invalid_character: 'This contains a character we cannot keep, such as a line break.',
  invalid_email: 'Please enter an e-mail address such as name@example.com.',
  invalid_phone: 'Please enter a phone number such as +49\u00a030\u00a01234567 ext.\u00a012.',
  invalid_number: 'Please enter the number as it is written in the register.',
  invalid_domain: 'Please enter a domain such as @spam.example.',
  placeholder_value: 'This is a placeholder that many people use. Listing it would shut out strangers.',
  already_blacklisted: 'You have added this value already.',
  invalid_country: 'Please choose a country.',
  invalid_date: 'Please enter a date.',
  invalid_birth_date: `Please enter a birth date with all four digits of the year, from ${EARLIEST_BIRTH_YEAR} on.`,
  invisible_character:
    'This field contained an invisible character, which often comes along when text is copied. We removed it. Please check the field and send it again.',
  in_the_future: 'This date is in the future. Please enter today or an earlier date.',
  too_long_ago: `This date is more than ${OLDEST_RECEIPT_YEARS} years ago. Please enter a later one.`,
  unknown_time_zone: 'The server does not know this time zone. Please choose another one.',
  invalid_code: 'Please enter the six digits that your app shows.',
  invalid_recovery_code: 'Please enter a recovery code as it is written, such as a1B2c-D3e4F.',
  password_too_easy:
    'This password is easy to guess. Please avoid common passwords, repetitions, sequences such as 12345 or abcde, and parts of your address.',
  password_too_short: `Please use at least ${PASSWORD_MIN_LENGTH} characters.`,
  password_too_long: `Please use at most ${PASSWORD_MAX_LENGTH} characters.`,
};
