import type { Answer } from './post.ts';

/** What a webhook can be told of. `system.overdue`: a system has not acknowledged an erasure in time. */
export const EVENTS = ['request.created', 'request.decided', 'request.overdue', 'system.overdue'] as const;
export type WebhookEvent = (typeof EVENTS)[number];

/** More receivers than a company has. Each may be slow without keeping the others waiting. */
export const MAX_WEBHOOKS = 10;

export type Verdict =
  | { outcome: 'delivered'; code: string }
  /** `gone`: the receiver will never want a message again (410). */
  | { outcome: 'retry'; code: string; retryAfter: string | undefined }
  | { outcome: 'gone'; code: string };

/**
 * What an answer means. Only 2xx takes a message. A redirect is not followed: who may redirect could send the message anywhere. A receiver
 * that refuses today may be put right tomorrow, so every other answer is tried again.
 */
export function verdictOf(answer: Answer): Verdict {
  if ('failure' in answer) return { outcome: 'retry', code: answer.failure, retryAfter: undefined };
  const { status, retryAfter } = answer;
  const code = `status_${status}`;
  if (status >= 200 && status < 300) return { outcome: 'delivered', code };
  return status === 410 ? { outcome: 'gone', code } : { outcome: 'retry', code, retryAfter };
}

const LONGEST_WAIT_MS = 8 * 3_600_000;

/** 5 s, 20 s, 80 s … up to 8 hours: about 17 attempts in 3 days. Random, so that what failed together is not repeated together. */
export const waitAfter = (attempts: number, firstMs: number): number =>
  Math.min(firstMs * 4 ** (attempts - 1), LONGEST_WAIT_MS) * (0.75 + Math.random() / 2);

export interface Message {
  id: string;
  event: WebhookEvent | 'test';
  createdAt: string;
  requestId: string | null;
  subjectId: string;
}

/** The body: the same at each attempt, and nothing but ids. */
export function bodyOf({ event, createdAt, requestId, subjectId }: Message): string {
  const data = {
    ...(requestId !== null && { requestId }),
    ...(event === 'system.overdue' && { erasureId: subjectId }),
  };
  return JSON.stringify({ type: event, timestamp: createdAt, data });
}
