import { join } from 'node:path';
import { createServer, type LogLevel, type ViteDevServer } from 'vite';

/** The server's own addresses, whole: a page's own file begins like one (`/trpc.ts`). */
const DOORS = ['^/trpc/', '^/api/', '^/exports/', '^/openapi\\.json$', '^/health$'];
/** What pages are made of. Without this list Vite answers with every file of the project: the secrets and databases of `data` too. */
const SERVED = ['web', 'server', 'node_modules'];

export interface PagesOptions {
  port: number;
  serverPort: string;
  logLevel?: LogLevel;
}

/** Vite, listening on loopback, with the server's addresses passed on to `serverPort`. */
export async function servePages(
  root: string,
  { port, serverPort, logLevel = 'info' }: PagesOptions,
): Promise<ViteDevServer> {
  const pages = await createServer({
    configFile: join(root, 'vite.config.ts'),
    logLevel,
    server: {
      host: '127.0.0.1',
      port,
      fs: { allow: SERVED.map((folder) => join(root, folder)) },
      proxy: Object.fromEntries(DOORS.map((door) => [door, `http://127.0.0.1:${serverPort}`])),
    },
  });
  return pages.listen();
}
