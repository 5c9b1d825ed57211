import { createServer, connect as dial, type Socket } from 'node:net';

export interface Proxy {
  url: string;
  /** Drops every connection and refuses new ones, as a database that is restarted. */
  down(): void;
  up(): Promise<void>;
  /** New connections lead to another database, as after a failover. */
  lead(url: string): void;
  /** Drops every connection, accepts new ones and closes them without a word; as a front does whose database is gone. */
  mute(): void;
  /** Drops every connection, and leaves new ones without an answer. */
  hush(): void;
  /** Lets connections through again. */
  speak(): void;
  /** Breaks one connection and answers how many there were: politely (FIN), or as a machine that lost its memory (RST). */
  cut(nth: number, how: 'close' | 'reset'): number;
  /** Breaks each connection as soon as its client says these words, until `speak`. */
  cutAt(words: string, how: 'close' | 'reset'): void;
  stop(): Promise<void>;
}

/** Stands between the server and its PostgreSQL, so that a test can take the database away without a neighbor noticing. */
export async function startProxy(url: string): Promise<Proxy> {
  let target = new URL(url);
  const sockets = new Set<Socket>();
  let muted = false;
  let hushed = false;
  let unspeakable: { words: string; how: 'close' | 'reset' } | null = null;
  const clients = new Set<Socket>();
  const server = createServer((near) => {
    if (muted) {
      near.destroy();
      return;
    }
    if (hushed) {
      sockets.add(near.on('error', () => undefined).once('close', () => sockets.delete(near)));
      return;
    }
    clients.add(near);
    near.on('close', () => clients.delete(near));
    near.on('data', (said: Buffer) => {
      if (unspeakable !== null && said.includes(unspeakable.words)) breakOff(near, unspeakable.how);
    });
    const far = dial(Number(target.port), target.hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
  });
  const listen = (port: number) =>
    new Promise<void>((done) => {
      server.listen(port, '127.0.0.1', done);
    });
  await listen(0);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  const proxied = new URL(url);
  proxied.host = `127.0.0.1:${address.port}`;
  const dropAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: proxied.href,
    down() {
      server.close();
      dropAll();
    },
    up: () => listen(address.port),
    lead(other) {
      target = new URL(other);
    },
    mute() {
      muted = true;
      dropAll();
    },
    hush() {
      hushed = true;
      dropAll();
    },
    speak() {
      if (hushed) dropAll();
      muted = false;
      hushed = false;
      unspeakable = null;
    },
    cut(nth, how) {
      const near = [...clients][nth % clients.size];
      if (near !== undefined) breakOff(near, how);
      return clients.size;
    },
    cutAt(words, how) {
      unspeakable = { words, how };
    },
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        dropAll();
      }),
  };
}

function breakOff(socket: Socket, how: 'close' | 'reset'): void {
  if (how === 'reset') socket.resetAndDestroy();
  else socket.destroy();
}
