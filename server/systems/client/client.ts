import { createTRPCClientProxy, httpLink, TRPCClientError, TRPCUntypedClient } from '@trpc/client';
import type { TRPCMutationProcedure, TRPCQueryProcedure } from '@trpc/server';
import type { everyCall, words } from '../openapi/words.ts';
import type { SystemRouter } from '../router.ts';
import { DEFAULTS, retryUntilDone } from './retry.ts';
import { check } from './webhook.ts';

/*
 * The typed client for other systems, packed as `lethe/client` without dependencies. It imports only types from the server. The compiler
 * writes them out in full in this file's declaration (`launch/pack.mjs`), so return types are left to inference.
 */

export interface LetheClientOptions {
  /** Lethe's address: `https://privacy.example`. */
  url: string;
  /** A system key: `lethe_…`. */
  key: string;
  /** The `fetch` to use; the global one by default. */
  fetch?: typeof globalThis.fetch | undefined;
  /** The most attempts for one call; 12 by default. A call is repeated only if that is safe and `totalMs` has not passed. */
  attempts?: number | undefined;
  /** Milliseconds after which a call is not repeated; 60,000 by default. `waitSeconds` is added. */
  totalMs?: number | undefined;
  /** Milliseconds that one attempt may take; 20,000 by default. `waitSeconds` is added. */
  timeoutMs?: number | undefined;
}

export interface CallOptions {
  /** Aborts the call at once, also while it waits for its next attempt. */
  signal?: AbortSignal | undefined;
}

type Nouns = keyof typeof words;
type ErrorsOf<Words> = Words extends { errors: (infer Refusal)[] } ? Refusal : never;
type LetheErrorKind =
  | (typeof everyCall)[number]
  | { [N in Nouns]: ErrorsOf<(typeof words)[N][keyof (typeof words)[N]]> }[Nouns]
  | ('unreachable' | 'timed_out' | 'aborted' | 'unexpected_answer')
  | ('signature_wrong' | 'too_old');

/** Why a call failed. */
export class LetheError extends Error {
  override readonly name = 'LetheError';
  /**
   * A kind of Lethe's error catalog. Without an answer from Lethe: `unreachable`, `timed_out`, `aborted`, `unexpected_answer`. From
   * `verifyWebhook`: `signature_wrong`, `too_old`.
   */
  readonly kind;
  /** The part of the input that caused the error. */
  readonly field: string | null;
  /** With `invalid_input`: what is wrong with the field, as one word. */
  readonly problem: string | null;
  /** The HTTP status; null if there was no answer. */
  readonly status: number | null;
  /** Seconds to wait before the next attempt, if Lethe named them. */
  readonly retryAfter: number | null;

  constructor(kind: string, message: string, facts: LetheErrorFacts = {}) {
    super(message, { cause: facts.cause });
    this.kind = kind as { [K in LetheErrorKind]: K }[LetheErrorKind];
    this.field = facts.field ?? null;
    this.problem = facts.problem ?? null;
    this.status = facts.status ?? null;
    this.retryAfter = facts.retryAfter ?? null;
  }
}

export interface LetheErrorFacts {
  field?: string | undefined;
  problem?: string | undefined;
  status?: number | undefined;
  retryAfter?: number | undefined;
  cause?: unknown;
}

/** Creates a client of the system API: `client.erasures.feed.query(input, { signal })`, `client.erasures.acknowledge.mutate(input)`. */
export function createLetheClient(options: LetheClientOptions) {
  if (!/^lethe_[\w-]+$/u.test(options.key)) throw new TypeError('key is not a system key of Lethe');
  const callsOfType = createCaller(options);
  const untyped = { query: callsOfType('query'), mutation: callsOfType('mutation') };
  return asTypedClient<SystemRouter['_def']['record']>(
    createTRPCClientProxy(untyped as TRPCUntypedClient<never>),
  );
}

export interface WebhookRequest {
  /** The request's headers: a `Headers`, or an object with names in lower case. */
  headers: Headers | Record<string, string | string[] | undefined>;
  /** The body exactly as it came, before it is parsed. */
  body: string;
  /** The secret that Lethe showed when the webhook was made: `whsec_…`. */
  secret: string;
  /** How old a message may be, in seconds; 300 by default. Someone who recorded a message cannot send it again later. */
  toleranceSeconds?: number | undefined;
}

/** A message of a webhook. `id` is the same each time that the message is sent: drop what you have seen. */
export interface WebhookMessage {
  id: string;
  type: 'request.created' | 'request.decided' | 'request.overdue' | 'system.overdue' | 'test';
  /** When it happened, as an ISO 8601 instant. */
  timestamp: string;
  /** `erasureId` comes with `system.overdue`; a `test` has no ids. */
  data: { requestId?: string; erasureId?: string };
}

/**
 * Verifies that a message is from Lethe, and answers what it says. Errors: a `LetheError` of the kind `signature_wrong` or `too_old`.
 */
export async function verifyWebhook(request: WebhookRequest): Promise<WebhookMessage> {
  const { toleranceSeconds = 300 } = request;
  const checked = await check({ ...request, toleranceSeconds, now: Date.now() });
  if (typeof checked === 'string')
    throw new LetheError(checked, 'This is no message of Lethe, or an old one.');
  return { id: checked.id, ...(JSON.parse(request.body) as Omit<WebhookMessage, 'id'>) };
}

export type LetheClient = ReturnType<typeof createLetheClient>;

const asTypedClient = <Router>(calls: unknown) =>
  calls as {
    [N in keyof Router]: {
      [P in keyof Router[N]]: Router[N][P] extends TRPCQueryProcedure<infer D>
        ? { query(input: D['input'], options?: CallOptions): Promise<D['output']> }
        : Router[N][P] extends TRPCMutationProcedure<infer D>
          ? { mutate(input: D['input'], options?: CallOptions): Promise<D['output']> }
          : never;
    };
  };

type Mutations<Noun> = {
  [P in keyof Noun as Noun[P] extends TRPCMutationProcedure<infer _> ? P : never]: boolean;
};

/** Whether repeating the call changes nothing: only then does the client retry it. A mutation without an entry does not compile. */
const repeatable: {
  [N in keyof SystemRouter['_def']['record']]: Mutations<SystemRouter['_def']['record'][N]>;
} = {
  consents: {},
  customers: { upsert: true, remove: true },
  erasures: { acknowledge: true },
  invoices: { upsert: true, remove: true },
  services: { upsert: true, remove: true },
  // Repeatable by the idempotency key that `withIdempotencyKey` adds.
  requests: { create: true },
};

/** Adds an idempotency key to a request without one: the same key for every attempt. */
const withIdempotencyKey = (path: string, input: unknown): unknown =>
  path === 'requests.create' && typeof input === 'object'
    ? {
        ...input,
        idempotencyKey: (input as { idempotencyKey?: string }).idempotencyKey ?? crypto.randomUUID(),
      }
    : input;

function isRepeatable(path: string): boolean {
  const [noun = '', verb = ''] = path.split('.');
  return (repeatable as Record<string, Record<string, boolean>>)[noun]?.[verb] ?? false;
}

function createCaller({
  url,
  key,
  fetch,
  attempts = DEFAULTS.attempts,
  totalMs = DEFAULTS.totalMs,
  timeoutMs = DEFAULTS.timeoutMs,
}: LetheClientOptions) {
  const link = httpLink({
    url: new URL('trpc', url.endsWith('/') ? url : `${url}/`),
    // Personal data must not appear in URLs, which proxies log.
    methodOverride: 'POST',
    headers: { authorization: `Bearer ${key}` },
    fetch: (address, init) => send(fetch ?? globalThis.fetch, address as string, init as RequestInit),
  });
  const trpc = new TRPCUntypedClient<SystemRouter>({ links: [link] });
  return (type: 'query' | 'mutation') =>
    (path: string, input: unknown, { signal }: CallOptions = {}): Promise<unknown> => {
      const waitMs = serverWaitMs(input);
      const keyedInput = withIdempotencyKey(path, input);
      const attempt = (current: AbortSignal) =>
        trpc[type](`system.${path}`, keyedInput, { signal: current }).catch((error: unknown) => {
          throw translateFailure(error, current, signal);
        });
      const isSafe = type === 'query' || isRepeatable(path);
      return retryUntilDone(attempt, (error) => retryDelay(error, isSafe), {
        attempts,
        totalMs: totalMs + waitMs,
        timeoutMs: timeoutMs + waitMs,
        signal,
      });
    };
}

/** Milliseconds that the call asks the server to wait for news. */
const serverWaitMs = (input: unknown): number =>
  typeof input === 'object' && input !== null && 'waitSeconds' in input
    ? Number(input.waitSeconds) * 1_000 || 0
    : 0;

/** Sends one request. Throws a `LetheError` for a refusal, and for an answer that is not Lethe's. */
async function send(fetch: typeof globalThis.fetch, address: string, init: RequestInit) {
  let response: Response;
  let body: string;
  try {
    // A redirect must not carry the key and the data to another server.
    response = await fetch(address, { ...init, redirect: 'manual' });
    body = await response.text();
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new LetheError('unreachable', 'Lethe cannot be reached.', { cause });
  }
  const answer = parseAnswer(body);
  if (!response.ok || typeof answer?.result !== 'object' || answer.result === null)
    throw errorFromAnswer(response, answer?.error);
  return { ok: true, json: () => Promise.resolve(answer) };
}

interface ErrorBody {
  message: string;
  data?: { kind?: string; field?: string; problem?: string };
}

function parseAnswer(body: string): { result?: unknown; error?: ErrorBody } | null {
  try {
    return JSON.parse(body) as { result?: unknown; error?: ErrorBody } | null;
  } catch {
    return null;
  }
}

function errorFromAnswer({ status, headers }: Response, error: ErrorBody | undefined): LetheError {
  const facts = { status, retryAfter: Number(headers.get('retry-after')) || undefined };
  const { kind, field, problem } = error?.data ?? {};
  return error === undefined || kind === undefined
    ? new LetheError(
        'unexpected_answer',
        `Something other than Lethe answered, with status ${status}.`,
        facts,
      )
    : new LetheError(kind, error.message, { ...facts, field, problem });
}

/** Returns a `LetheError` for failures of the server or a signal. Any other error is the caller's mistake, such as an input that is not JSON. */
function translateFailure(error: unknown, current: AbortSignal, caller: AbortSignal | undefined): unknown {
  const cause: unknown = error instanceof TRPCClientError ? (error.cause ?? error) : error;
  if (cause instanceof LetheError) return cause;
  if (caller?.aborted) return new LetheError('aborted', 'The call was aborted.', { cause: caller.reason });
  if (current.aborted) return new LetheError('timed_out', 'Lethe did not answer in time.', { cause });
  return cause;
}

const TEMPORARY_STATUSES = new Set([429, 502, 503, 504]);

/** The least milliseconds to wait before the next attempt; null if another attempt is unsafe or useless. */
function retryDelay(error: unknown, isSafe: boolean): number | null {
  if (!(error instanceof LetheError)) return null;
  const { kind, status, retryAfter } = error;
  const mayPass = kind === 'unreachable' || kind === 'timed_out' || TEMPORARY_STATUSES.has(status ?? 0);
  // Lethe did not carry out a call that it refused with 429, so even an unsafe call may be repeated.
  return mayPass && (isSafe || status === 429) ? (retryAfter ?? 0) * 1_000 : null;
}
