// `npm start`: from a fresh clone to a running server. Plain JavaScript without dependencies, since nothing is installed yet.
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { install } from './install.mjs';
import { explain, refuseOldNode } from './words.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

try {
  refuseOldNode();
  await install(root, 'product');
  const folder = await build(root, 'dist');
  const { run } = await import(pathToFileURL(join(folder, 'launch.js')).href);
  process.exitCode = await run({
    root,
    build: folder,
    runtime: process.argv.includes('--node') ? 'node' : 'deno',
  });
} catch (error) {
  process.stderr.write(`lethe: ${explain(error)}\n`);
  process.exitCode = 1;
}
