import { Hono } from 'hono';
import type { Sql } from 'postgres';
import { exportRoutes } from '../../server/exports/http.ts';
import { refuse, sameSiteWrites } from '../../server/guards.ts';
import { findViewer } from '../../server/session.ts';
import { translate } from '../../server/trpc.ts';
import type { TestDatabase } from './database.ts';

const SITE = 'http://lethe.example';

/** The export's routes behind the guard of writes, with the session token in a header of its own. */
export function createExports({ pools }: TestDatabase, stalledMs?: number) {
  const app = new Hono();
  app.use(sameSiteWrites(SITE));
  app.onError((error, c) => refuse(c, translate(error)));
  const routes = exportRoutes({
    pools,
    viewerOf: (request) => findViewer(pools.app, request.headers.get('x-token')),
    ...(stalledMs === undefined ? {} : { stalledMs }),
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
  };
}

/** The newest download as it is recorded, once it has ended. */
export async function endOfLastDownload(sql: Sql): Promise<{ outcome: string; bytes: number }> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const [row] = await sql<[{ outcome: string; bytes: number }]>`
      select outcome, bytes::float8 as bytes from lethe.exports order by number desc limit 1`;
    if (row.outcome !== 'running') return row;
    await new Promise((done) => setTimeout(done, 20));
  }
  throw new Error('the download never ended');
}
