import { join } from 'node:path';
import { createServer, type LogLevel, type Plugin, type ViteDevServer } from 'vite';

/** Paths that Vite passes on to the server, as exact patterns: a source file of the pages may begin like one (`/trpc.ts`). */
const SERVER_PATHS = ['^/trpc/', '^/api/', '^/exports/', '^/openapi\\.json$', '^/health$'];
/** Folders of the pages' sources. Without this list Vite serves every file of the project, including the secrets and databases in `data`. */
const SERVED_FOLDERS = ['web', 'server', 'node_modules'];

export interface PagesOptions {
  port: number;
  serverPort: string;
  logLevel?: LogLevel;
}

/** Vite opens a file in the developer's editor for any page that asks, another site's too. */
const refuseEditor: Plugin = {
  name: 'lethe:refuse-editor',
  configureServer: ({ middlewares }) => {
    middlewares.use('/__open-in-editor', (_request, response) => {
      response.statusCode = 404;
      response.end();
    });
  },
};

/** Starts Vite on loopback; it passes the server's paths on to `serverPort`. */
export async function servePages(
  root: string,
  { port, serverPort, logLevel = 'info' }: PagesOptions,
): Promise<ViteDevServer> {
  const pages = await createServer({
    configFile: join(root, 'vite.config.ts'),
    logLevel,
    plugins: [refuseEditor],
    server: {
      host: '127.0.0.1',
      port,
      strictPort: true,
      fs: { allow: SERVED_FOLDERS.map((folder) => join(root, folder)) },
      proxy: Object.fromEntries(SERVER_PATHS.map((door) => [door, `http://127.0.0.1:${serverPort}`])),
    },
  });
  return pages.listen();
}
