import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * An answer that comes before its request has arrived. Whoever is still writing must get to read it, so the connection is not cut under
 * their hands: they are told that it ends, our side of it ends, and what they still send is thrown away, within bounds.
 */
export interface Lingering {
  /** Without a byte for this long the connection is cut. */
  quietMs: number;
  /** After this it is cut in any case. */
  totalMs: number;
  /** What is thrown away at most. */
  bytes: number;
}

/** A line of 1 Mbit/s needs 40 s for 5 MB. */
export const LINGERING: Lingering = { quietMs: 5_000, totalMs: 45_000, bytes: 256 * 1024 * 1024 };
const LOOK_MS = 100;

interface Exchange {
  incoming: IncomingMessage;
  outgoing: ServerResponse;
}

/** The newest request of each connection, until it is answered. */
const open = new WeakMap<Socket, Exchange>();
/** Connections whose last answer is being given: what else comes on them is no request. */
const endingSockets = new WeakSet<Socket>();
const lingeringSockets = new WeakSet<Socket>();

export const isEnding = (socket: Socket): boolean => endingSockets.has(socket);

/**
 * Looks at the moment of the answer whether its request has arrived, and sees to the end of the connection if not. Otherwise what nobody
 * has read of it is taken out of the way of the next.
 */
export function closeAfterEarlyAnswer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  bounds: Lingering,
): void {
  const { socket } = incoming;
  const writeHead = outgoing.writeHead.bind(outgoing) as (...head: unknown[]) => ServerResponse;
  open.set(socket, { incoming, outgoing });
  outgoing.writeHead = (...head: unknown[]) => {
    if (!hasArrived(incoming)) endAfter(socket, { incoming, outgoing }, bounds);
    return writeHead(...head);
  };
  outgoing.once('finish', () => discardInput(incoming));
  outgoing.once('close', () => {
    if (open.get(socket)?.outgoing === outgoing) open.delete(socket);
  });
}

/** Where a whole request is being answered, makes its answer the last one. */
export function endAfterAnswer(socket: Socket, bounds: Lingering): boolean {
  const exchange = open.get(socket);
  if (exchange === undefined || !(exchange.outgoing.headersSent || exchange.incoming.complete)) return false;
  endAfter(socket, exchange, bounds);
  return true;
}

function endAfter(socket: Socket, { incoming, outgoing }: Exchange, bounds: Lingering): void {
  const end = () => {
    discardInput(incoming);
    linger(socket, bounds);
  };
  endingSockets.add(socket);
  outgoing.shouldKeepAlive = false;
  // The runtime's own end of it cuts the connection at once, and with it what its client has not read yet.
  socket.destroySoon = end;
  outgoing.once('finish', end);
}

/** What is answered in the moment it comes is marked complete only after that: its body, if it has any, lies ready as a whole. */
function hasArrived({ complete, headers, readableLength }: IncomingMessage): boolean {
  return (
    complete || !('transfer-encoding' in headers || Number(headers['content-length'] ?? 0) > readableLength)
  );
}

/** A reader that had begun may hold the rest back: a stream whose own reader has gone away does. */
function discardInput(incoming: IncomingMessage): void {
  if (incoming.readableEnded) return;
  incoming.removeAllListeners('data');
  incoming.resume();
}

/** Ends our side, and waits within bounds for the other to end its own. */
export function linger(socket: Socket, { quietMs, totalMs, bytes }: Lingering): void {
  if (lingeringSockets.has(socket)) return;
  lingeringSockets.add(socket);
  endingSockets.add(socket);
  socket.end();
  const began = { at: performance.now(), read: socket.bytesRead };
  let heard = began;
  const look = setInterval(() => {
    const now = { at: performance.now(), read: socket.bytesRead };
    if (now.read !== heard.read) heard = now;
    const over = now.at - heard.at >= quietMs || now.at - began.at >= totalMs;
    if (over || now.read - began.read > bytes) socket.destroy();
  }, LOOK_MS);
  socket.once('close', () => clearInterval(look));
}
