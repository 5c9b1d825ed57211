/**
 * After how many days an unconfirmed sign-up is deleted: the address may belong to a stranger who knows of no account. A link works for a
 * day and each sign-in mails a new one; a month leaves time for a holiday, and nothing needs more. GDPR Art. 5(1)(e).
 */
export const UNCONFIRMED_DAYS = 30;
