import { createServer, connect as dial, type Socket } from 'node:net';

export interface Proxy {
  url: string;
  /** Drops every connection and accepts none, as a database that is restarted. */
  down(): void;
  up(): void;
  stop(): Promise<void>;
}

/** Stands between the server and its PostgreSQL, so that a test can take the database away without a neighbour noticing. */
export async function startProxy(url: string): Promise<Proxy> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let open = true;
  const server = createServer((near) => {
    if (!open) return near.destroy();
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
    return near;
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
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
      open = false;
      dropAll();
    },
    up() {
      open = true;
    },
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        dropAll();
      }),
  };
}
