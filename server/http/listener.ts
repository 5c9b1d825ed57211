import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import type { Socket } from 'node:net';
import { getRequestListener, RequestError } from '@hono/node-server';
import { AppError, type ErrorKind } from '../errors.ts';
import { createRefusalLog, log } from '../runtime/log.ts';
import { REQUEST_SECONDS } from '../values/limits-and-periods.ts';
import { securityHeadersOf } from './headers.ts';
import {
  closeAfterEarlyAnswer,
  endAfterAnswer,
  isEnding,
  LINGERING,
  type Lingering,
  linger,
} from './lingering-close.ts';
import { refusalOf } from './refusals.ts';

/** The HTTP server between sockets and the app: it refuses what is not valid HTTP, and ends connections. */

/** Longer than a reverse proxy keeps an idle connection, mostly a minute: if we ended it first, the proxy's next call would fail. */
const IDLE_MS = 75_000;

export interface ListenerOptions {
  fetch: (request: Request, env: unknown) => Response | Promise<Response>;
  url: string;
  secret: string;
  /** Tests shorten it. */
  lingering?: Lingering;
}

export function createListener({ fetch, url, secret, lingering = LINGERING }: ListenerOptions): Server {
  const logRefusal = createRefusalLog(secret);
  const refusalFor = (kind: ErrorKind, address: string | undefined) => {
    const error = new AppError(kind);
    logRefusal(error, '*', address ?? null);
    return refusalOf(error, securityHeadersOf(url));
  };
  const answer = getRequestListener(fetch, {
    errorHandler: (error) => {
      if (!(error instanceof RequestError)) log('request_failed', { cause: nameOf(error) });
      const kind = error instanceof RequestError ? 'malformed_request' : 'internal_error';
      const { status, headers, body } = refusalFor(kind, undefined);
      return new Response(body, { status, headers });
    },
  });
  const listener = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    if (isEnding(incoming.socket)) {
      incoming.resume();
      return;
    }
    // While the server shuts down, each answer is the last one on its connection.
    if (!server.listening) outgoing.shouldKeepAlive = false;
    closeAfterEarlyAnswer(incoming, outgoing, lingering);
    void answer(incoming, outgoing);
  };
  const options = {
    requestTimeout: REQUEST_SECONDS * 1_000,
    keepAliveTimeout: IDLE_MS,
    requireHostHeader: false,
  };
  const server = createServer(options, listener);
  /** Refuses on a connection that has no request to answer. */
  const refuseSocket = (socket: Socket, kind: ErrorKind, more: Record<string, string> = {}) => {
    if (socket.writable && !isEnding(socket)) {
      const { status, headers, body } = refusalFor(kind, socket.remoteAddress);
      socket.write(rawResponse(status, { ...headers, ...more }, body));
    }
    linger(socket, lingering);
  };
  return server
    .on('checkContinue', (incoming: IncomingMessage, outgoing: ServerResponse) => {
      continueWhenRead(incoming, outgoing);
      listener(incoming, outgoing);
    })
    .on('checkExpectation', listener)
    .on('connect', (_, socket) => refuseSocket(socket as Socket, 'method_not_allowed', { allow: '' }))
    .on('clientError', (error: NodeJS.ErrnoException, socket) => {
      if (error.code === 'ECONNRESET') socket.destroy();
      // Malformed bytes after a complete request must not cost that request its answer.
      else if (!endAfterAnswer(socket as Socket, lingering))
        refuseSocket(socket as Socket, KINDS[error.code ?? ''] ?? 'malformed_request');
    });
}

const KINDS: Record<string, ErrorKind> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'body_too_large',
};

/** `Expect: 100-continue`: asks the client for the body only when a handler reads it, so that a refused body is never sent. */
function continueWhenRead(incoming: IncomingMessage, outgoing: ServerResponse): void {
  const onListener = (event: string) => {
    if (event !== 'data' && event !== 'readable') return;
    incoming.off('newListener', onListener);
    if (!outgoing.headersSent) outgoing.writeContinue();
  };
  incoming.on('newListener', onListener);
}

function rawResponse(status: number, headers: Record<string, string>, body: string): string {
  const all = { ...headers, 'content-length': String(Buffer.byteLength(body)), connection: 'close' };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${body}`;
}

const nameOf = (error: unknown) => (error instanceof Error ? error.name : 'unknown');
