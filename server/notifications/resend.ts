import { Resend } from 'resend';
import { asHtml } from './rules.ts';
import type { Delivery, Outgoing, Send } from './send.ts';

export interface ResendOptions {
  apiKey: string;
  from: string;
  baseUrl?: string | null | undefined;
  timeoutMs?: number;
}

/** Everything is given, so that the SDK looks for nothing in the environment but its RESEND_DEBUG. It never retries and never times out by itself. */
const TIMEOUT_MS = 10_000;

/** What no second attempt can mend: the message itself is wrong. A wrong key or a spent quota can be mended meanwhile. */
const REFUSED = new Set([400, 404, 405, 413, 422]);

export function resendSender({ apiKey, from, baseUrl, timeoutMs = TIMEOUT_MS }: ResendOptions): Send {
  const resend = new Resend(apiKey, { baseUrl: baseUrl ?? 'https://api.resend.com', userAgent: 'lethe' });
  return async ({ id, to, subject, body }: Outgoing): Promise<Delivery> => {
    const signal = AbortSignal.timeout(timeoutMs);
    const { data, error, headers } = await resend.emails.send(
      { from, to: [to], subject, text: body, html: asHtml(body) },
      { idempotencyKey: id, signal },
    );
    if (error === null) return typeof data?.id === 'string' ? { outcome: 'sent' } : retry('bad_answer');
    if (signal.aborted) return retry('timeout');
    return judged(error.statusCode, error.name, headers);
  };
}

const retry = (code: string): Delivery => ({ outcome: 'retry', code });

function judged(status: unknown, name: unknown, headers: Record<string, string> | null): Delivery {
  if (typeof status !== 'number') return retry('unreachable');
  const code = `resend_${status}`;
  // The same key with other words: Resend has taken this message before and will not take it twice.
  if (status === 409 && name === 'invalid_idempotent_request') return { outcome: 'refused', code };
  if (REFUSED.has(status)) return { outcome: 'refused', code };
  const retryAfterMs = readRetryAfter(headers?.['retry-after']);
  return retryAfterMs === null ? retry(code) : { outcome: 'retry', code, retryAfterMs };
}

/** RFC 9110, 10.2.3: seconds, or a date. */
export function readRetryAfter(value: string | undefined, now = Date.now()): number | null {
  if (value === undefined) return null;
  if (/^\d{1,9}$/u.test(value.trim())) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
