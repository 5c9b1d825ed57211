import { type ErrorResponse, Resend, type Response } from 'resend';
import { readRetryAfter } from '../runtime/retry-after.ts';
import type { Letterhead } from '../settings/logo/bytes.ts';
import { emailAddress } from '../values/email-address.ts';
import { asHtml, pictureOf } from './html.ts';
import { OF_A_PROGRAM } from './rules.ts';
import type { Delivery, Outgoing, Send } from './send.ts';

export interface ResendOptions {
  apiKey: string;
  from: string;
  baseUrl?: string | null | undefined;
  timeoutMs?: number;
}

/** The SDK has no timeout and no retries of its own. All its options are given, so that it reads nothing from the environment. */
const TIMEOUT_MS = 10_000;

/** Statuses that no retry can fix: the message itself is wrong. A wrong key or a spent quota can be fixed meanwhile. */
const PERMANENT_FAILURES = new Set([400, 404, 405, 413, 422]);

export function resendSender({ apiKey, from, baseUrl, timeoutMs = TIMEOUT_MS }: ResendOptions): Send {
  const resend = new ResendWithHttpStatus(apiKey, {
    baseUrl: baseUrl ?? 'https://api.resend.com',
    userAgent: 'lethe',
  });
  return async ({ id, to, subject, body, replyTo, letterhead = null }: Outgoing): Promise<Delivery> => {
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const { data, error, headers } = await resend.emails.send(
        {
          from,
          to: [to],
          subject,
          text: body,
          html: asHtml(body, letterhead),
          headers: OF_A_PROGRAM,
          ...replyHeader(replyTo),
          ...attached(letterhead),
        },
        { idempotencyKey: id, signal },
      );
      if (error !== null) return deliveryFor(error.statusCode, error.name, headers);
      return typeof data?.id === 'string' ? { outcome: 'sent' } : retryLater('bad_answer');
    } catch {
      return retryLater(signal.aborted ? 'timeout' : 'unreachable');
    }
  };
}

/** One address or no header. */
function replyHeader(replyTo: string | null = null) {
  const address = replyTo === null ? null : emailAddress(replyTo);
  return address === null ? {} : { replyTo: [address] };
}

function attached(letterhead: Letterhead | null) {
  if (letterhead === null) return {};
  const { id, filename, type, content } = pictureOf(letterhead);
  return { attachments: [{ contentId: id, filename, contentType: type, content }] };
}

/**
 * The SDK reads the status from the answer's JSON, which a gateway's answer lacks: a 429 would count as unreachable, and a refusal would be
 * retried for a day. This class takes the status from HTTP.
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

/** Null for text that is not JSON, such as a gateway's page. */
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
  // The same idempotency key with another text: Resend has accepted this message before and will not accept it again.
  if (status === 409 && name === 'invalid_idempotent_request') return { outcome: 'refused', code };
  if (status !== null && PERMANENT_FAILURES.has(status)) return { outcome: 'refused', code };
  const retryAfterMs = readRetryAfter(headers?.['retry-after']);
  return retryAfterMs === null ? retryLater(code) : { outcome: 'retry', code, retryAfterMs };
}
