import { request as ask, createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** What befalls a request on its way: an answer of somebody in between, a connection that breaks, or one that says nothing. */
export type Accident =
  | { status: number; headers?: Record<string, string>; body?: string }
  | 'broken before'
  | 'broken after'
  | 'silence';

export interface FaultProxy {
  url: string;
  /** Befall the next requests, one each; those after them pass. */
  accidents: Accident[];
  /** When requests came by, where to, and with what. */
  seen: { at: number; method: string; path: string; body: string }[];
  stop(): Promise<void>;
}

/** Stands between a client and the server, as a reverse proxy on a bad day. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const road = { accidents: [] as Accident[], seen: [] as FaultProxy['seen'] };
  const server = createServer((request, response) => void pass(request, response));

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const { method = '', url: path = '' } = request;
    road.seen.push({ at: performance.now(), method, path, body });
    const accident = road.accidents.shift();
    if (accident === 'silence') return;
    if (accident === 'broken before') return void response.destroy();
    if (typeof accident === 'object') {
      response.writeHead(accident.status, accident.headers).end(accident.body ?? 'Bad day');
      return;
    }
    const onward = ask(new URL(path, target), { method, headers: request.headers }, (answer) => {
      if (accident === 'broken after') return answer.resume().once('end', () => response.destroy());
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      return answer.pipe(response);
    });
    response.once('close', () => onward.destroy());
    onward.once('error', () => response.destroy()).end(body);
  }

  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the road has no port');
  return {
    ...road,
    url: `http://127.0.0.1:${address.port}`,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}
