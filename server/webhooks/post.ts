import { type LookupFunction, Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { ATTEMPT } from '../runtime/attempt.ts';
import { isLoopback } from '../runtime/loopback.ts';
import { isOwnAddress, isPublicAddress } from './addresses.ts';
import type { Target } from './hosts.ts';

/** What a receiver answered; or why there was no answer, as a code of ours: an answer's own words never enter the log. */
export type Answer = { status: number; retryAfter: string | undefined } | { failure: string };

export interface PostOptions {
  /** For everything together, from the look-up to the end of the answer's head. */
  timeoutMs?: number;
  /** Certificates that are trusted in place of the runtime's. */
  authorities?: string;
  /** Looks a name up, in place of the runtime. */
  lookup?: LookupFunction;
}

const TIMEOUT_MS = 10_000;
/** A head of an answer is far smaller. The body is not read at all. */
const MOST_BYTES = 16_384;

class Refused extends Error {}

/**
 * Sends one POST and reads the head of the answer. It follows no redirect, for a redirect is an answer like any other. A name is looked up
 * once, and the address is checked before the connection is made to it and again before anything is sent. Never rejects.
 */
export function post(
  target: Target,
  headers: Record<string, string>,
  body: string,
  { timeoutMs = TIMEOUT_MS, authorities, lookup }: PostOptions = {},
): Promise<Answer> {
  const mayBe = isLoopback(target.host) ? isOwnAddress : isPublicAddress;
  if (/^[\d.]+$|:/u.test(target.address) && !mayBe(target.address))
    return Promise.resolve({ failure: 'forbidden_address' });
  const socket = new Socket();
  return new Promise((resolve) => {
    const finish = (answer: Answer) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => finish({ failure: 'timeout' }), timeoutMs);
    const fail = (error: Error) =>
      finish({ failure: error instanceof Refused ? error.message : failureOf(error) });
    // Node and Deno emit this before they connect. A socket that is destroyed here connects nowhere.
    socket.on('lookup', (error: Error | null, address: string) => {
      if (!error && !mayBe(address)) socket.destroy(new Refused('forbidden_address'));
    });
    socket.on('error', fail);
    socket.on('close', () => finish({ failure: 'cut' }));
    socket.on('connect', () => {
      if (!mayBe(socket.remoteAddress ?? '')) {
        socket.destroy(new Refused('forbidden_address'));
        return;
      }
      const stream = target.secure ? secured(socket, target, authorities) : socket;
      stream.on('error', fail);
      stream.on('close', () => finish({ failure: 'cut' }));
      stream.write(requestOf(target, headers, body));
      readHead(stream, finish);
    });
    socket.connect({
      host: target.address,
      port: target.port,
      ...ATTEMPT,
      ...(lookup && { lookup }),
    });
  });
}

const secured = (socket: Socket, { address }: Target, authorities: string | undefined) =>
  connectTls({
    socket,
    ...(/^[\d.]+$|:/u.test(address) ? { host: address } : { servername: address }),
    ALPNProtocols: ['http/1.1'],
    ...(authorities !== undefined && { ca: authorities }),
  });

/** A code without anything that the other side wrote. */
function failureOf(error: Error & { code?: string }): string {
  const { code = '' } = error;
  if (/^(?:ENOTFOUND|EAI_|EPERM)/u.test(code)) return 'no_such_host';
  if (/CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS|ERR_SSL|SSL/u.test(code) || /certificate|tls/iu.test(error.message))
    return 'tls';
  return code === 'ECONNRESET' ? 'cut' : 'unreachable';
}

function requestOf({ host, port, secure, path }: Target, headers: Record<string, string>, body: string) {
  const lines = [
    `POST ${path} HTTP/1.1`,
    `host: ${port === (secure ? 443 : 80) ? host : `${host}:${port}`}`,
    'user-agent: lethe',
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

function readHead(stream: Socket, finish: (answer: Answer) => void): void {
  let text = '';
  stream.on('data', (chunk: Uint8Array) => {
    text += Buffer.from(chunk).toString('latin1');
    const answer = answerIn(text);
    if (answer !== null) finish(answer);
    else if (text.length > MOST_BYTES) finish({ failure: 'bad_answer' });
  });
}

/** Null while the head is not whole. A 1xx comes before the answer. */
function answerIn(text: string): Answer | null {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const [first = '', ...lines] = text.slice(0, end).split('\r\n');
  const status = Number(/^HTTP\/1\.[01] (\d{3})(?: |$)/u.exec(first)?.[1] ?? 'NaN');
  if (Number.isNaN(status)) return { failure: 'bad_answer' };
  if (status >= 100 && status < 200) return answerIn(text.slice(end + 4));
  const retryAfter = lines.map((line) => /^retry-after:\s*(.*)$/iu.exec(line)?.[1]).find(Boolean);
  return { status, retryAfter };
}
