import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface PoolingProxy {
  url: string;
  stop(): Promise<void>;
}

/**
 * A reverse proxy as small as they come: it passes bodies on as they arrive, keeps a few connections to the server for whoever calls next,
 * and answers 502 where one of them breaks.
 */
export async function startPoolingProxy(target: string): Promise<PoolingProxy> {
  const agent = new Agent({ keepAlive: true, maxSockets: 3, scheduling: 'fifo' });
  const { hostname, port } = new URL(target);

  function pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { method, url, headers } = incoming;
    const { connection: _, expect: __, ...sent } = headers;
    const onward = request({ hostname, port, method, path: url, headers: sent, agent }, (answer) => {
      const { connection: ___, 'keep-alive': ____, ...told } = answer.headers;
      outgoing.writeHead(answer.statusCode ?? 500, told);
      answer.pipe(outgoing);
      // Its own caller goes on writing what nobody wants any more.
      incoming.unpipe(onward);
      incoming.resume();
    });
    onward.on('error', () => {
      if (!outgoing.headersSent) outgoing.writeHead(502, { connection: 'close' }).end('Bad gateway');
    });
    incoming.pipe(onward);
  }

  const server = createServer(pass);
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((done) => {
        agent.destroy();
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
