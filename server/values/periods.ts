/**
 * Who signed up and never confirmed the address has proved nothing: it may be a stranger's, who knows of no account here. A link works
 * for a day and each sign-in mails a new one; a month leaves time for a holiday, and nothing asks for more. GDPR Art. 5(1)(e).
 */
export const UNCONFIRMED_DAYS = 30;
