/*
 * How long things last and how long they may be: each number once, for the code and for every sentence that names it, on a page, in a
 * letter, in the download. `test/values/limits-and-periods.test.ts` changes them and reads the sentences.
 */

/** A session that nobody uses for this long ends: a device that was lost or left behind signs nobody in for ever. */
export const SESSION_IDLE_DAYS = 7;
/** Even a used one ends this long after its sign-in, so that a stolen one does too. */
export const SESSION_MAX_DAYS = 30;

/** An admin's session opens everybody's data, so it ends sooner: overnight, and after a week at the latest. */
export const ADMIN_SESSION_IDLE_HOURS = 12;
export const ADMIN_SESSION_MAX_DAYS = 7;

/** A link that confirms an address, or a change of address. */
export const CONFIRMATION_LINK_HOURS = 24;

/** A link to set a password: shorter, since it alone opens the account. */
export const RESET_LINK_HOURS = 1;

/**
 * A download, a new address, a destroy, and a change of settings, keys or team ask for the password if it was not entered within this time:
 * a stranger at an open screen, or with a stolen session, gets none of them.
 */
export const STRICT_CONFIRMATION_MINUTES = 10;

/** The same for every other decision of an admin. */
export const CONFIRMATION_MINUTES = 60;

/** A proposed decision waits this long for the approval of another member, and lapses then: what was seen is old by that time. */
export const PROPOSAL_DAYS = 7;

/** After the password, a sign-in waits this long for the code of the second factor. */
export const SECOND_FACTOR_MINUTES = 10;

/** The provider of single sign-on must answer within this time. */
export const PROVIDER_SECONDS = 10;

/** An invitation to the team waits this long for its link to be used. */
export const INVITATION_DAYS = 3;

/** Length makes a password strong (NIST SP 800-63B); the upper end keeps hashing it cheap. In characters. */
export const PASSWORD_MIN_LENGTH = 12;
export const PASSWORD_MAX_LENGTH = 128;

/**
 * After how many days an unconfirmed sign-up is deleted: the address may belong to a stranger who knows of no account. A link works for a
 * day and each sign-in mails a new one; a month leaves time for a holiday, and nothing needs more. GDPR Art. 5(1)(e).
 */
export const UNCONFIRMED_DAYS = 30;

/** Sign-ins help customers to notice a stranger in their account; half a year is enough for that. GDPR Art. 5(1)(e). */
export const SIGN_IN_DAYS = 180;

/**
 * An entry of the audit is deleted after this time: as long as anybody can ordinarily ask what was done. The number also stands in the
 * database's own `lethe.end_old_audit_entries`, which deletes no younger one. GDPR Art. 5(1)(e).
 */
export const AUDIT_YEARS = 3;

/**
 * Whom an owner removed stays out of single sign-on for this long: as long as the audit shows the removal. The hash of their account is
 * deleted then. GDPR Art. 5(1)(e).
 */
export const BARRED_YEARS = AUDIT_YEARS;

/** A letter that could not be sent by then is given up, and its address and text are deleted. */
export const LETTER_HOURS = 24;

/** A message of a webhook that no receiver took by then is given up; an owner can send it again. */
export const WEBHOOK_HOURS = 72;
/** What became of a message is shown this long. */
export const WEBHOOK_DAYS = 30;
/** What became overdue longer ago is not told any more. Shorter than `WEBHOOK_DAYS`, or a message would be told twice. */
export const WEBHOOK_LATE_DAYS = 14;
/** After a rotation the former secret of a webhook signs as well for this long. */
export const FORMER_SECRET_HOURS = 24;

/** For this many days after `dueAt` a late system can still read the ids to erase. Then Lethe deletes them, even if it never answers. */
export const LATE_DAYS = 30;

/** A system's reason for keeping data, where it named no end: as long as anybody can ordinarily ask us to show what we did. */
export const REASON_YEARS = 3;

/** GDPR Art. 12(3): the controller must answer a request within one month of receipt. */
export const MONTHS_TO_ANSWER = 1;

/** An earlier date of receipt is taken for a typing mistake. */
export const OLDEST_RECEIPT_YEARS = 2;

/** GDPR Art. 12(3) gives a month for the answer, and February has 28 days: an automatic decision must come before that. */
export const MAX_WAITING_DAYS = 27;

/** The most decisions of one admin in an hour that an owner can choose to be told of. */
export const MAX_DECISIONS_ALERT = 1_000;

/** The longest time that an admin can give connected systems to acknowledge an erasure. */
export const MAX_ACKNOWLEDGEMENT_DAYS = 30;

/** The longest period for which a law keeps records of the living. */
export const MAX_RETENTION_YEARS = 30;

/** An earlier birth date is not of anybody alive. The limit also catches `01 01 85`, which a date field reads as the year 85. */
export const EARLIEST_BIRTH_YEAR = 1880;

/** More than any customer needs, and few enough to be shown and erased at once. */
export const MAX_ADDRESSES = 50;
export const MAX_INVOICE_LINES = 200;

/** The operator's logo: what a mark needs on a sharp screen, and little enough to go with every letter. */
export const MAX_LOGO_KILOBYTES = 256;
export const MAX_LOGO_BYTES = MAX_LOGO_KILOBYTES * 1024;
/** Each side of it. */
export const MAX_LOGO_PIXELS = 1_024;

/** Purposes that one consent text may cover. */
export const MAX_PURPOSES = 20;

/** A system may send at most this many rows in a batch. */
export const MAX_BATCH_ROWS = 1_000;

/** tRPC calls in one HTTP request: nobody evades the limit of one call by a thousand calls at once. */
export const MAX_BATCHED_CALLS = 10;

/** Requests that one system may enter. Each sends a letter to every admin: a stolen key must not fill their mailboxes. */
export const SYSTEM_REQUESTS_PER_MINUTE = 30;

/** An erasure that the system read this recently is no news: a system that fails to acknowledge would ask again without a pause. */
export const NOTIFIED_LATELY_SECONDS = 5;

/** A request must arrive within this time, enough for 5 MB on a slow line; Node hangs up half a minute later at most. */
export const REQUEST_SECONDS = 60;

/** The server cuts off the reader of a download that stalls this long. */
export const STALLED_SECONDS = 30;

/** `1 hour`, `24 hours`: for letters and for pages in English. */
export const inHours = (hours: number): string => `${hours} ${hours === 1 ? 'hour' : 'hours'}`;
