import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Closing after an answer that came before its request had arrived. Cutting the connection would lose the answer for a client that is
 * still writing. So the server announces the end, ends its side, and discards what the client still sends, within these bounds.
 */
export interface Lingering {
  /** The server cuts a connection that sends no byte for this long. */
  quietMs: number;
  /** After this time the server cuts it in any case. */
  totalMs: number;
  /** The server discards at most this much. */
  bytes: number;
}

/** A line of 1 Mbit/s needs 40 s for 5 MB. */
export const LINGERING: Lingering = { quietMs: 5_000, totalMs: 45_000, bytes: 256 * 1024 * 1024 };
const CHECK_MS = 100;

interface Exchange {
  incoming: IncomingMessage;
  outgoing: ServerResponse;
}

/** The newest request of each connection, until its answer is complete. */
const openExchanges = new WeakMap<Socket, Exchange>();
/** Connections on which the last answer is under way: anything else that arrives there is discarded. */
const endingSockets = new WeakSet<Socket>();
const lingeringSockets = new WeakSet<Socket>();

export const isEnding = (socket: Socket): boolean => endingSockets.has(socket);

/**
 * Checks when the answer begins whether its request has arrived. If not, closes the connection after the answer. If so, discards the
 * rest of the request that no handler has read, to make way for the next request.
 */
export function closeAfterEarlyAnswer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  bounds: Lingering,
): void {
  const { socket } = incoming;
  const writeHead = outgoing.writeHead.bind(outgoing) as (...head: unknown[]) => ServerResponse;
  openExchanges.set(socket, { incoming, outgoing });
  outgoing.writeHead = (...head: unknown[]) => {
    if (!hasArrived(incoming)) endConnectionAfter(socket, { incoming, outgoing }, bounds);
    return writeHead(...head);
  };
  outgoing.once('finish', () => discardInput(incoming));
  outgoing.once('close', () => {
    if (openExchanges.get(socket)?.outgoing === outgoing) openExchanges.delete(socket);
  });
}

/** Makes the running answer the last one of its connection. False where no complete request is being answered. */
export function endAfterAnswer(socket: Socket, bounds: Lingering): boolean {
  const exchange = openExchanges.get(socket);
  if (exchange === undefined || !(exchange.outgoing.headersSent || exchange.incoming.complete)) return false;
  endConnectionAfter(socket, exchange, bounds);
  return true;
}

function endConnectionAfter(socket: Socket, { incoming, outgoing }: Exchange, bounds: Lingering): void {
  const end = () => {
    discardInput(incoming);
    linger(socket, bounds);
  };
  endingSockets.add(socket);
  outgoing.shouldKeepAlive = false;
  // Node's own `destroySoon` cuts the connection at once, and the client loses what it has not read yet.
  socket.destroySoon = end;
  outgoing.once('finish', end);
}

/** Node marks a request complete only after a synchronous answer. So a body that is buffered in full counts as arrived too. */
function hasArrived({ complete, headers, readableLength }: IncomingMessage): boolean {
  return (
    complete || !('transfer-encoding' in headers || Number(headers['content-length'] ?? 0) > readableLength)
  );
}

/** Removes listeners first: a stream whose reader has gone away holds the rest of the request back. */
function discardInput(incoming: IncomingMessage): void {
  if (incoming.readableEnded) return;
  incoming.removeAllListeners('data');
  incoming.resume();
}

/** Ends our side, and waits within bounds for the client to end its side. */
export function linger(socket: Socket, { quietMs, totalMs, bytes }: Lingering): void {
  if (lingeringSockets.has(socket)) return;
  lingeringSockets.add(socket);
  endingSockets.add(socket);
  socket.end();
  const start = { at: performance.now(), read: socket.bytesRead };
  let lastRead = start;
  const timer = setInterval(() => {
    const now = { at: performance.now(), read: socket.bytesRead };
    if (now.read !== lastRead.read) lastRead = now;
    const over = now.at - lastRead.at >= quietMs || now.at - start.at >= totalMs;
    if (over || now.read - start.read > bytes) socket.destroy();
  }, CHECK_MS);
  socket.once('close', () => clearInterval(timer));
}
