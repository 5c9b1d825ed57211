import { StartRefused } from '../../db/errors.ts';
import type { SmtpServer } from '../notifications/smtp.ts';

/** Who takes the mail. `from` is the sender of every letter. */
export type MailProvider =
  | { provider: 'resend'; apiKey: string; from: string; baseUrl: string | null }
  | { provider: 'smtp'; server: SmtpServer; from: string };

interface MailVariables {
  SMTP_URL?: SmtpServer | undefined;
  RESEND_API_KEY?: string | undefined;
  RESEND_FROM?: string | undefined;
  RESEND_BASE_URL?: string | undefined;
}

/** Null where nobody takes it. Errors: StartRefused. */
export function mailProviderOf(env: MailVariables): MailProvider | null {
  const {
    SMTP_URL: server,
    RESEND_API_KEY: apiKey,
    RESEND_FROM: from,
    RESEND_BASE_URL: baseUrl = null,
  } = env;
  if (server && apiKey)
    throw new StartRefused('SMTP_URL and RESEND_API_KEY are both set: only one can send the mail');
  if (!server && !apiKey) return null;
  if (!from)
    throw new StartRefused(`RESEND_FROM is missing beside ${server ? 'SMTP_URL' : 'RESEND_API_KEY'}`);
  return server ? { provider: 'smtp', server, from } : { provider: 'resend', apiKey: apiKey!, from, baseUrl };
}
