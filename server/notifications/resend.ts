import { type ErrorResponse, Resend, type Response } from 'resend';
import { asHtml } from './rules.ts';
import type { Delivery, Outgoing, Send } from './send.ts';

export interface ResendOptions {
  apiKey: string;
  from: string;
  baseUrl?: string | null | undefined;
  timeoutMs?: number;
}

/** Everything is given, so that the SDK takes nothing from the environment. It never retries and never times out by itself. */
const TIMEOUT_MS = 10_000;

/** What no second attempt can mend: the message itself is wrong. A wrong key or a spent quota can be mended meanwhile. */
const PERMANENT_FAILURES = new Set([400, 404, 405, 413, 422]);

export function resendSender({ apiKey, from, baseUrl, timeoutMs = TIMEOUT_MS }: ResendOptions): Send {
  const resend = new ResendWithHttpStatus(apiKey, {
    baseUrl: baseUrl ?? 'https://api.resend.com',
    userAgent: 'lethe',
  });
  return async ({ id, to, subject, body }: Outgoing): Promise<Delivery> => {
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const { data, error, headers } = await resend.emails.send(
        { from, to: [to], subject, text: body, html: asHtml(body) },
        { idempotencyKey: id, signal },
      );
      if (error !== null) return deliveryFor(error.statusCode, error.name, headers);
      return typeof data?.id === 'string' ? { outcome: 'sent' } : retryLater('bad_answer');
    } catch {
      return retryLater(signal.aborted ? 'timeout' : 'unreachable');
    }
  };
}

/**
 * The SDK tells the status only where the answer's own words repeat it. Those of a gateway do not: one that asks for patience would
 * count as out of reach, and a refusal be tried for a day. So here the status is that of HTTP.
 */
class ResendWithHttpStatus extends Resend {
  override async fetchRequest<T>(path: string, options: RequestInit = {}): Promise<Response<T>> {
    const answer = await fetch(`${this.baseUrl}${path}`, options);
    const headers = Object.fromEntries(answer.headers);
    const words = parseJson(await answer.text());
    if (answer.ok) return { data: words as T, error: null, headers };
    return {
      data: null,
      error: { ...(words as ErrorResponse | null), statusCode: answer.status } as ErrorResponse,
      headers,
    };
  }
}

/** Null for what is no JSON: a gateway's page. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const retryLater = (code: string): Delivery => ({ outcome: 'retry', code });

function deliveryFor(status: number | null, name: unknown, headers: Record<string, string> | null): Delivery {
  const code = `resend_${status}`;
  // The same key with other words: Resend has taken this message before and will not take it twice.
  if (status === 409 && name === 'invalid_idempotent_request') return { outcome: 'refused', code };
  if (status !== null && PERMANENT_FAILURES.has(status)) return { outcome: 'refused', code };
  const retryAfterMs = readRetryAfter(headers?.['retry-after']);
  return retryAfterMs === null ? retryLater(code) : { outcome: 'retry', code, retryAfterMs };
}

/** RFC 9110, 10.2.3: seconds, or a date. */
export function readRetryAfter(value: string | undefined, now = Date.now()): number | null {
  if (value === undefined) return null;
  if (/^\d{1,9}$/u.test(value.trim())) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
