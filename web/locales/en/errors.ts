/**
 * Words for the names in the server's error catalogue, for the message keys of its schemas, and for what can go wrong
 * on the way to it. What is missing here is shown in the catalogue's own English.
 */
export const errors = {
  offline: 'You seem to be offline. This may not have arrived; look again once you are connected.',
  unreachable: 'We could not reach the server. Nothing was lost; please try again in a moment.',
  unexpected: 'Something went wrong on our side. Please look whether it was done before you try again.',
  internal_error:
    'That did not work, and it is our fault. Nothing was changed; please try again in a moment.',
  check: 'Please look at what is marked.',

  wrong_credentials:
    'The e-mail address or the password is not right, or the address is not confirmed yet: then look for the link in your mailbox.',
  wrong_password: 'This is not your current password.',
  password_required: 'Please enter the password of the account that asked for this.',
  email_unchanged: 'This is your address already.',
  email_unverified: 'This address has not been confirmed yet. Open the link in the message we sent you.',
  value_refused: 'We cannot save this here. Please contact us.',
  database_unavailable:
    'We are out of reach for a moment, and it is our fault. Nothing is lost; please try again in a minute.',
  server_busy: 'Many people are signing in at this moment. Please try again in a few seconds.',
  too_many_requests: 'Too many attempts. Please wait a while, then try again.',
  token_invalid: 'This link is no longer valid: it was used already, or it is too old.',
  sign_in_required:
    'You were signed out, so this did not arrive. What you typed is still here: sign in, and send it again.',
  other_account:
    'In another window of this browser somebody else signed in, so this was not sent. What you typed is still here.',
  edited_meanwhile:
    'Somebody has changed this since you opened it, so yours is not saved yet. Nothing of it is lost: please look at the newer version first.',
  address_not_found: 'This address was removed, in another window or by us.',
  address_gone:
    'This address was removed since you opened it, in another window or by us. Save again to keep what stands here as a new address.',
  statement_unusable: 'This cannot be used as it is written.',
  statement_not_found: 'This is no longer said. Please look again.',
  request_already_pending: 'You already have an open request. Wait for the answer, or cancel it first.',
  client_has_request: 'This client already has a pending request. Decide that one first.',
  request_already_decided: 'This request is no longer open.',
  consent_text_outdated: 'The text has changed since you opened this page. Please read the current one.',
  request_not_found: 'There is no such request.',
  customer_not_found: 'There is no such client.',
  customer_closed: 'This account is closed and takes no more data.',
  too_many_addresses: 'You have 50 addresses already, which is as many as we keep. Please remove one first.',
  export_running: 'Your earlier downloads are still running. Please wait until one of them has ended.',
  export_busy: 'Many downloads are running at this moment. Please try again in a minute.',
  download_broken:
    'The download broke off before the file was whole, so no file was saved. That happens when the connection is lost, very slow or stands still for half a minute. Please start it again, on a steadier connection if you can.',

  required: 'Please fill this in.',
  too_short: 'This is too short.',
  too_long: 'This is too long.',
  invalid: 'Please check this.',
  invalid_input: 'Please check this.',
  invalid_character: 'This contains a character we cannot keep, such as a line break.',
  invalid_email: 'Please enter an e-mail address such as name@example.com.',
  invalid_phone: 'Please enter a phone number such as +49\u00a030\u00a01234567 ext.\u00a012.',
  invalid_number: 'Please enter the number as the register writes it.',
  invalid_domain: 'Please enter a domain such as @spam.example.',
  placeholder_value:
    'This is a placeholder and stands for nobody in particular: it would keep strangers out.',
  already_blacklisted: 'You have added this value already.',
  invalid_country: 'Please choose a country.',
  invalid_date: 'Please enter a date.',
  invalid_birth_date: 'Please enter a birth date with all four digits of the year, from 1880 on.',
  invisible_character:
    'This held an invisible character, such as contact lists add: we removed it. Please check it and send it again.',
  in_the_future: 'This day has not come yet. Please enter today or an earlier day.',
  too_long_ago: 'This day is more than two years ago. Please enter a later one.',
  unknown_time_zone: 'The server does not know this time zone. Please choose another one.',
  password_too_easy:
    'This password is easy to guess. Please use no common password, no repetition, no row such as 12345 or abcde, and no part of your address.',
  password_too_short: 'Please use at least 12 characters.',
  password_too_long: 'Please use at most 128 characters.',
};
