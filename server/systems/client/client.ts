import { createTRPCClientProxy, httpLink, TRPCClientError, TRPCUntypedClient } from '@trpc/client';
import type { TRPCMutationProcedure, TRPCQueryProcedure } from '@trpc/server';
import type { everyCall, words } from '../openapi/words.ts';
import type { SystemRouter } from '../router.ts';
import { tryAgain } from './retry.ts';

/*
 * The typed client for other systems, packed as `lethe/client` with nothing to install beside it. Of the server it takes types only,
 * and the compiler writes those out in full where it declares this file (`launch/pack.mjs`): return types are left to it for that.
 */

export interface LetheClientOptions {
  /** Where Lethe answers: `https://privacy.example`. */
  url: string;
  /** A system key: `lethe_…`. */
  key: string;
  /** The `fetch` to use, if not the global one. */
  fetch?: typeof globalThis.fetch | undefined;
  /** How often a call is tried in all, where another try is safe and `totalMs` are not over; 12 unless given. */
  attempts?: number | undefined;
  /** Milliseconds after which a call is not tried again; 60,000 unless given. `waitSeconds` comes on top. */
  totalMs?: number | undefined;
  /** Milliseconds that one attempt may take; 20,000 unless given. `waitSeconds` comes on top. */
  timeoutMs?: number | undefined;
}

export interface CallOptions {
  /** Ends the call, and every wait between its attempts, at once. */
  signal?: AbortSignal | undefined;
}

type Nouns = keyof typeof words;
type RefusalsOf<Words> = Words extends { errors: (infer Refusal)[] } ? Refusal : never;
type Kind =
  | (typeof everyCall)[number]
  | { [N in Nouns]: RefusalsOf<(typeof words)[N][keyof (typeof words)[N]]> }[Nouns]
  | ('unreachable' | 'timed_out' | 'aborted' | 'unexpected_answer');

/** Why a call failed. */
export class LetheError extends Error {
  override readonly name = 'LetheError';
  /** As in Lethe's catalogue; without an answer of Lethe's: `unreachable`, `timed_out`, `aborted`, `unexpected_answer`. */
  readonly kind;
  /** The part of the input it is about. */
  readonly field: string | null;
  /** With `invalid_input`: what is wrong with the field, in one word. */
  readonly problem: string | null;
  /** The HTTP status; null where there was no answer. */
  readonly status: number | null;
  /** Seconds after which Lethe says another try is worth it. */
  readonly retryAfter: number | null;

  constructor(kind: string, message: string, facts: LetheErrorFacts = {}) {
    super(message, { cause: facts.cause });
    this.kind = kind as { [K in Kind]: K }[Kind];
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

/** A client of the system door: `client.erasures.feed.query(input, { signal })`, `client.erasures.acknowledge.mutate(input)`. */
export function createLetheClient(options: LetheClientOptions) {
  if (!/^lethe_[\w-]+$/u.test(options.key)) throw new TypeError('key is not a system key of Lethe');
  const callsOf = callerWith(options);
  const untyped = { query: callsOf('query'), mutation: callsOf('mutation') };
  return typed<SystemRouter['_def']['record']>(createTRPCClientProxy(untyped as TRPCUntypedClient<never>));
}

export type LetheClient = ReturnType<typeof createLetheClient>;

const typed = <Router>(calls: unknown) =>
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

/** Whether the same call twice changes nothing: only then is it tried again. A mutation without a line does not compile. */
const repeatable: {
  [N in keyof SystemRouter['_def']['record']]: Mutations<SystemRouter['_def']['record'][N]>;
} = {
  consents: {},
  customers: { upsert: true, remove: true },
  erasures: { acknowledge: true },
  invoices: { upsert: true, remove: true },
  services: { upsert: true, remove: true },
  // By the idempotency key, which `keyed` gives it.
  requests: { create: true },
};

/** A request without an idempotency key gets one, the same for every attempt. */
const keyed = (path: string, input: unknown): unknown =>
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

function callerWith({
  url,
  key,
  fetch,
  attempts = 12,
  totalMs = 60_000,
  timeoutMs = 20_000,
}: LetheClientOptions) {
  const link = httpLink({
    url: new URL('trpc', url.endsWith('/') ? url : `${url}/`),
    // What people are searched by does not belong into addresses.
    methodOverride: 'POST',
    headers: { authorization: `Bearer ${key}` },
    fetch: (address, init) => send(fetch ?? globalThis.fetch, address as string, init as RequestInit),
  });
  const trpc = new TRPCUntypedClient<SystemRouter>({ links: [link] });
  return (type: 'query' | 'mutation') =>
    (path: string, input: unknown, { signal }: CallOptions = {}): Promise<unknown> => {
      const waits = waitOf(input);
      const sent = keyed(path, input);
      const once = (current: AbortSignal) =>
        trpc[type](`system.${path}`, sent, { signal: current }).catch((error: unknown) => {
          throw translateFailure(error, current, signal);
        });
      const safe = type === 'query' || isRepeatable(path);
      return tryAgain(once, (error) => againAfter(error, safe), {
        attempts,
        totalMs: totalMs + waits,
        timeoutMs: timeoutMs + waits,
        signal,
      });
    };
}

/** Milliseconds that the server was asked to wait for news. */
const waitOf = (input: unknown): number =>
  typeof input === 'object' && input !== null && 'waitSeconds' in input
    ? Number(input.waitSeconds) * 1_000 || 0
    : 0;

/** One request. A refusal, and what is no answer of Lethe's, is thrown as an error of ours. */
async function send(fetch: typeof globalThis.fetch, address: string, init: RequestInit) {
  let response: Response;
  let body: string;
  try {
    // Elsewhere the key and the data have no business.
    response = await fetch(address, { ...init, redirect: 'manual' });
    body = await response.text();
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new LetheError('unreachable', 'Lethe cannot be reached.', { cause });
  }
  const answer = parsed(body);
  if (!response.ok || typeof answer?.result !== 'object' || answer.result === null)
    throw refusal(response, answer?.error);
  return { ok: true, json: () => Promise.resolve(answer) };
}

interface Refused {
  message: string;
  data?: { kind?: string; field?: string; problem?: string };
}

function parsed(body: string): { result?: unknown; error?: Refused } | null {
  try {
    return JSON.parse(body) as { result?: unknown; error?: Refused } | null;
  } catch {
    return null;
  }
}

function refusal({ status, headers }: Response, error: Refused | undefined): LetheError {
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

/** What is neither of the server nor of the signals is a mistake on this side, and stays as it is: an input that is not JSON. */
function translateFailure(error: unknown, current: AbortSignal, caller: AbortSignal | undefined): unknown {
  const cause: unknown = error instanceof TRPCClientError ? (error.cause ?? error) : error;
  if (cause instanceof LetheError) return cause;
  if (caller?.aborted) return new LetheError('aborted', 'The call was aborted.', { cause: caller.reason });
  if (current.aborted) return new LetheError('timed_out', 'Lethe did not answer in time.', { cause });
  return cause;
}

const passing = new Set([429, 502, 503, 504]);

/** Milliseconds to wait at least; null where another try is not safe or no use. */
function againAfter(error: unknown, safe: boolean): number | null {
  if (!(error instanceof LetheError)) return null;
  const { kind, status, retryAfter } = error;
  const mayPass = kind === 'unreachable' || kind === 'timed_out' || passing.has(status ?? 0);
  // A call that was one too many was not carried out.
  return mayPass && (safe || status === 429) ? (retryAfter ?? 0) * 1_000 : null;
}
