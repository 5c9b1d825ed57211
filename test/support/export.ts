import { type IncomingMessage, request as openRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import type { Sql } from 'postgres';
import { expect } from 'vitest';
import { type ExportDeps, exportRoutes } from '../../server/exports/http.ts';
import { refuseCrossSiteWrites } from '../../server/http/origins.ts';
import { refuse } from '../../server/http/refusals.ts';
import { findViewer } from '../../server/http/session.ts';
import { translate } from '../../server/http/translate.ts';
import type { TestDatabase } from './database.ts';
import { eventually } from './waiting.ts';

const SITE = 'http://lethe.example';

/** The export's routes behind the guard of writes, with the session token in a header of its own. */
export function createExports(
  { pools }: TestDatabase,
  patience: Pick<ExportDeps, 'stalledMs' | 'answerMs' | 'pace'> = {},
) {
  const app = new Hono();
  app.use(refuseCrossSiteWrites(SITE));
  app.onError((error, c) => refuse(c, translate(error)));
  const routes = exportRoutes({
    pools,
    url: SITE,
    viewerOf: (request) => findViewer(pools.app, request.headers.get('x-token')),
    ...patience,
  });
  app.route('/', routes);
  return {
    download: (token: string, headers: Record<string, string> = {}) =>
      Promise.resolve(
        app.request(`${SITE}/exports/personal-data.xml`, {
          method: 'POST',
          headers: { 'x-token': token, origin: SITE, 'content-type': 'application/json', ...headers },
        }),
      ),
    schema: async () => (await app.request('/exports/personal-data.xsd')).text(),
    /** The same behind a real socket, whose reader may be slow. */
    listen: () => listen(app),
  };
}

async function listen(app: Hono) {
  const server = createAdaptorServer({ fetch: app.fetch });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    /** Asks for a file, and reads nothing of it yet. */
    ask: (token: string) => ask(port, token),
    async stop() {
      if ('closeAllConnections' in server) server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

const ask = (port: number, token: string): Promise<IncomingMessage> =>
  new Promise((answered, failed) => {
    const headers = { 'x-token': token, origin: SITE, 'content-type': 'application/json' };
    const options = { port, host: '127.0.0.1', path: '/exports/personal-data.xml', method: 'POST', headers };
    openRequest(options, answered).once('error', failed).end();
  });

/** Takes so many bytes each time it looks, every so many ms, until the file ends or breaks off; answers how much came. */
export async function readSlowly(
  file: IncomingMessage,
  bytes: number,
  everyMs: number,
  isEnough = () => false,
): Promise<number> {
  let taken = 0;
  // A connection that is cut says so twice.
  file.on('error', () => undefined);
  while (!file.closed && !file.readableEnded && !isEnough()) {
    const piece: Buffer | null = file.read(Math.min(bytes, file.readableLength)) ?? file.read();
    taken += piece?.length ?? 0;
    await sleep(everyMs);
  }
  return taken;
}

/**
 * So many invoices with so many lines each, so that a download takes several batches. Written past the guard, which takes
 * a lock a row, and without the limit of a page's statement.
 */
export const addInvoices = (sql: Sql, customerId: string, invoices: number, linesEach: number) =>
  sql.begin(async (tx) => {
    await tx`select set_config('lethe.guard', 'off', true), set_config('statement_timeout', '0', true)`;
    await tx`
      with added as (
        insert into lethe.invoices (customer_id, number, status, currency, total, billed_to, issued_on, due_on)
        select ${customerId}::uuid, n, 'paid', 'EUR', 1, 'Ada', '2024-01-01', '2024-01-01'
        from generate_series(1, ${invoices}::int) n returning customer_id, id
      )
      insert into lethe.invoice_lines (customer_id, invoice_id, position, description, quantity, unit_price, amount)
      select customer_id, id, n, repeat('a padded line ', 20), 1, 1, 1 from added, generate_series(1, ${linesEach}::int) n`;
  });

/** The newest download as it is recorded, once it has ended. */
export async function endOfLastDownload(sql: Sql): Promise<{ outcome: string; bytes: number }> {
  let end = { outcome: 'running', bytes: 0 };
  await eventually(async () => {
    [end] = await sql<[{ outcome: string; bytes: number }]>`
      select outcome, bytes::float8 as bytes from lethe.exports order by number desc limit 1`;
    expect(end.outcome, 'the download has ended').not.toBe('running');
  });
  return end;
}
