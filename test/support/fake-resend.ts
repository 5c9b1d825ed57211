import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import * as v from 'valibot';

/**
 * How the fake answers one call. `lost` accepts the message and drops the connection before saying so; `late` accepts it and never says so;
 * `half` accepts it and stops in the middle of saying so.
 */
export type Manner =
  | 'accept'
  | 'too_many'
  | 'broken'
  | 'refuse'
  | 'hang'
  | 'lost'
  | 'late'
  | 'half'
  | 'bad_json'
  | Gateway;

const ACCEPTING: readonly Manner[] = ['accept', 'lost', 'late', 'half', 'bad_json'];

/** An answer of what stands before Resend, in words of its own. */
export interface Gateway {
  status: number;
  body: string;
  headers?: Record<string, string>;
}

export interface Accepted {
  key: string;
  to: string[];
  subject: string;
  text: string;
  html: string;
  reply_to?: string[] | undefined;
  headers?: Record<string, string> | undefined;
  attachments?: v.InferOutput<typeof Attachment>[] | undefined;
}

export interface FakeResend {
  baseUrl: string;
  /** By idempotency key, as Resend keeps them for 24 hours: one message each, however often it was posted. */
  accepted: Map<string, Accepted>;
  /** Keys that came again with another message. */
  changed: string[];
  /** Every call, in order, with the time it came. */
  calls: { key: string; at: number; manner: Manner }[];
  stop(): Promise<void>;
}

/** Resend on loopback, over real HTTP. `mannerOf` is asked for each call, with how many came for that key before. */
export async function startFakeResend(
  mannerOf: (message: Accepted, before: number) => Manner,
): Promise<FakeResend> {
  const accepted = new Map<string, Accepted>();
  const calls: FakeResend['calls'] = [];
  const changed: string[] = [];

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const message = await read(request);
    const { key } = message;
    const manner = mannerOf(message, calls.filter((call) => call.key === key).length);
    calls.push({ key, at: Date.now(), manner });
    const known = accepted.get(key);
    if (known && JSON.stringify(known) !== JSON.stringify(message)) changed.push(key);
    if (ACCEPTING.includes(manner)) accepted.set(key, message);
    reply(response, manner, key);
  }

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the fake has no port');
  return {
    baseUrl: `http://127.0.0.1:${address.port}`,
    accepted,
    changed,
    calls,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

const Attachment = v.strictObject({
  content: v.string(),
  filename: v.string(),
  content_type: v.string(),
  content_id: v.string(),
});

/** Strict: a second recipient, a copy or another header would not parse. */
const Posted = v.strictObject({
  from: v.string(),
  to: v.tuple([v.string()]),
  subject: v.string(),
  text: v.string(),
  html: v.string(),
  reply_to: v.optional(v.tuple([v.string()])),
  headers: v.strictObject({ 'Auto-Submitted': v.string(), 'X-Auto-Response-Suppress': v.string() }),
  attachments: v.optional(v.array(Attachment)),
});

async function read(request: IncomingMessage): Promise<Accepted> {
  return { key: String(request.headers['idempotency-key']), ...v.parse(Posted, await json(request)) };
}

function reply(response: ServerResponse, manner: Manner, key: string): void {
  const say = (status: number, body: string, headers: Record<string, string> = {}) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
  const error = (status: number, name: string, headers?: Record<string, string>) =>
    say(status, JSON.stringify({ statusCode: status, name, message: `no: ${name}` }), headers);
  if (typeof manner === 'object') say(manner.status, manner.body, manner.headers);
  else if (manner === 'accept') say(200, JSON.stringify({ id: key }));
  else if (manner === 'too_many') error(429, 'rate_limit_exceeded', { 'retry-after': '1' });
  else if (manner === 'broken') error(500, 'internal_server_error');
  else if (manner === 'refuse') error(422, 'validation_error');
  else if (manner === 'bad_json') say(200, '{"id": ');
  else if (manner === 'lost') response.destroy();
  else if (manner === 'half') response.writeHead(200, { 'content-length': '1000' }).write('{"id": "');
}
