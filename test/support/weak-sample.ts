import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Sql } from 'postgres';

export interface WeakSample {
  url: string;
  stop(): Promise<void>;
}

/**
 * A server with the holes that scanners look for, as a control: a scanner that finds nothing here has proved nothing elsewhere. It writes
 * the query into its SQL and into its page, and lets fifty slow callers keep out everybody else.
 */
export async function startWeakSample(sql: Sql): Promise<WeakSample> {
  const server = createServer((request, response) => void answer(sql, request, response));
  server.headersTimeout = 0;
  server.requestTimeout = 0;
  server.maxConnections = 50;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function answer(sql: Sql, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const query = new URL(request.url ?? '/', 'http://127.0.0.1').searchParams;
  const id = query.get('id') ?? '1';
  response.setHeader('content-type', 'text/html');
  try {
    const rows = await sql.unsafe(`select 'row ' || n as word from generate_series(1, 9) n where n = ${id}`);
    response.end(
      `<html><body><form><input name="id" value="1"><input name="q"></form>
      <a href="/?id=2&q=x">next</a> ${query.get('q') ?? ''} ${rows.map(({ word }) => String(word)).join(' ')}</body></html>`,
    );
  } catch (error) {
    response.statusCode = 500;
    response.end(`PostgreSQL ERROR: ${(error as Error).message}`);
  }
}
