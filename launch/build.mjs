import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './lock.mjs';
import { mendDriver } from './mend-driver.mjs';
import { step } from './words.mjs';

const SOURCES = ['db', 'launch', 'server', 'web', 'package-lock.json', 'vite.config.ts'];

/**
 * Builds the pages, the server and the launcher's TypeScript into `<root>/<name>`, unless no source has changed since.
 * The folder must be directly below the root, since the bundles read `../db/migrations`.
 */
export async function build(root, name) {
  const folder = join(root, name);
  const marker = join(folder, '.sources');
  const wanted = await hashOf(root);
  const isBuilt = async () => (await readFile(marker, 'utf8').catch(() => '')) === wanted;
  if (await isBuilt()) return folder;
  await mkdir(folder, { recursive: true });
  await withLock(join(root, `.${name}.lock`), async () => {
    if (await isBuilt()) return;
    await step('Building', () => buildAll(root, folder));
    await writeFile(marker, wanted);
  });
  return folder;
}

async function buildAll(root, folder) {
  const vite = await import('vite');
  const common = { root, logLevel: 'error', mode: 'production' };
  await vite.build({
    ...common,
    root: join(root, 'web'),
    configFile: join(root, 'vite.config.ts'),
    build: { outDir: join(folder, 'web'), emptyOutDir: true, target: 'es2022' },
  });
  const entries = {
    main: join(root, 'server/main.ts'),
    migrate: join(root, 'server/runtime/migrate.ts'),
    launch: join(root, 'launch/run.ts'),
  };
  for (const [entry, file] of Object.entries(entries)) {
    await vite.build({
      ...common,
      configFile: false,
      plugins: [mendDriver()],
      build: {
        ssr: file,
        outDir: folder,
        emptyOutDir: false,
        copyPublicDir: false,
        target: 'node20',
        rolldownOptions: { output: { entryFileNames: `${entry}.js`, codeSplitting: false } },
      },
      ssr: { noExternal: true, target: 'node' },
    });
  }
}

async function hashOf(root) {
  const hash = createHash('sha256').update(process.version);
  for (const source of SOURCES) {
    for (const file of await filesOf(join(root, source))) hash.update(file).update(await readFile(file));
  }
  return hash.digest('hex');
}

async function filesOf(path) {
  const found = await stat(path);
  if (found.isFile()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

if (resolve(process.argv[1] ?? '') === fileURLToPath(import.meta.url)) {
  await build(dirname(dirname(fileURLToPath(import.meta.url))), process.argv[2] ?? 'dist');
}
