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
  /** Lets connections through again. */
  speak(): void;
  /** Breaks one connection and answers how many there were: politely (FIN), or as a machine that lost its memory (RST). */
  cut(nth: number, how: 'close' | 'reset'): number;
  stop(): Promise<void>;
}

/** Stands between the server and its PostgreSQL, so that a test can take the database away without a neighbor noticing. */
export async function startProxy(url: string): Promise<Proxy> {
  let target = new URL(url);
  const sockets = new Set<Socket>();
  let muted = false;
  const clients = new Set<Socket>();
  const server = createServer((near) => {
    if (muted) {
      near.destroy();
      return;
    }
    clients.add(near);
    near.on('close', () => clients.delete(near));
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
    speak() {
      muted = false;
    },
    cut(nth, how) {
      const near = [...clients][nth % clients.size];
      if (how === 'reset') near?.resetAndDestroy();
      else near?.destroy();
      return clients.size;
    },
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        dropAll();
      }),
  };
}
