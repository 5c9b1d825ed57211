// `npm run dev`: database, server and pages, which reload when a source changes. Plain JavaScript, since nothing may be installed yet.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { install } from './install.mjs';
import { explain, refuseOldNode } from './words.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

async function develop() {
  refuseOldNode();
  await install(root, 'all');
  const vite = await import('vite');
  const bundled = { root, configFile: false, logLevel: 'error' };
  const { module: launcher } = await vite.runnerImport(join(root, 'launch/dev.ts'), bundled);
  const pagesPort = await launcher.pagesPort(process.env);
  const port = String(await launcher.freePort());
  const pages = await launcher.servePages(root, { port: pagesPort, serverPort: port });
  // The server prints it when it answers.
  const url = `http://localhost:${pagesPort}`;
  const ending = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => ending.abort());
  try {
    await launcher.develop({ root, url, port, pages, signal: ending.signal });
  } finally {
    await pages.close();
  }
}

try {
  await develop();
} catch (error) {
  process.stderr.write(`lethe: ${explain(error)}\n`);
  process.exitCode = 1;
}
