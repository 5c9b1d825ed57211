import {
  createServer as createHttp,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A message as it came, at each attempt. */
export interface Arrived {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}
export type Behavior = (response: ServerResponse, arrived: Arrived) => void;
export const answerWith =
  (status: number, headers: Record<string, string> = {}): Behavior =>
  (response) =>
    void response.writeHead(status, headers).end();

export interface Receiver {
  port: number;
  url: string;
  arrived: Arrived[];
  /** What it does with the next messages; then it answers 204. */
  behaviors: Behavior[];
  stop(): Promise<void>;
}

/** The program of a company that takes messages of webhooks, on loopback. */
export async function startReceiver(tls?: { key: string; cert: string }): Promise<Receiver> {
  const arrived: Arrived[] = [];
  const behaviors: Behavior[] = [];
  const listener: RequestListener = (request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      const one = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body };
      arrived.push(one);
      (behaviors.shift() ?? answerWith(204))(response, one);
    });
  };
  const server = tls ? createHttps(tls, listener) : createHttp(listener);
  const port = await new Promise<number>((done) => {
    server.listen(0, '127.0.0.1', () => done((server.address() as AddressInfo).port));
  });
  return {
    port,
    url: `${tls ? 'https' : 'http'}://${tls ? 'localhost' : '127.0.0.1'}:${port}/lethe`,
    arrived,
    behaviors,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
