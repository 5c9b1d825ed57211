// `npm run pack:client`: the client for connected systems as a package of its own, one file of JavaScript and one of types, without
// dependencies. Its code runs inside other companies' systems, so it is under the MIT License.
import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { install, npm } from './install.mjs';
import { explain, StartError } from './words.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const client = join(root, 'server/systems/client/client.ts');
const folder = join(root, 'dist/client');

/** Where the package goes. The build runs in the root: the bundle names its parts by their paths from there. */
const destination = process.cwd();
process.chdir(root);

const compiler = join(root, 'node_modules/typescript/bin/tsc');
async function bundle() {
  const vite = await import('vite');
  await vite.build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      lib: { entry: client, formats: ['es'], fileName: () => 'client.js' },
      outDir: folder,
      emptyOutDir: true,
      copyPublicDir: false,
      minify: false,
      target: 'es2022',
      // The licenses of bundled packages require their notices.
      license: { fileName: 'licenses.md' },
      // Deno finds the types by this line where there is no package.json.
      rolldownOptions: { output: { banner: '/* @ts-self-types="./client.d.ts" */' } },
    },
  });
}

/** The compiler writes types for every file the client imports; the client's own types must not need the others. */
async function declare() {
  const scratch = await mkdtemp(join(root, 'node_modules/.lethe-types-'));
  try {
    const config = join(scratch, 'tsconfig.json');
    await writeFile(config, JSON.stringify(configOf(scratch)));
    await compile(config);
    const types = await readFile(join(scratch, 'server/systems/client/client.d.ts'), 'utf8');
    if (/\bimport\b|\bfrom\b ['"]/u.test(types)) {
      throw new StartError(
        'the types of server/systems/client/client.ts refer to other files: leave them to the compiler',
      );
    }
    await cp(join(scratch, 'server/systems/client/client.d.ts'), join(folder, 'client.d.ts'));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

const configOf = (outDir) => ({
  extends: join(root, 'tsconfig.json'),
  compilerOptions: { noEmit: false, declaration: true, emitDeclarationOnly: true, rootDir: root, outDir },
  // Packages without types of their own are declared there.
  include: [join(root, 'server/**/*.d.ts')],
  files: [client],
});

function compile(config) {
  const child = spawn(process.execPath, [compiler, '-p', config], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return finished(child, 'the types of the client cannot be made');
}

/** The package's own description: nothing of ours but the version. */
async function describe() {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const description = {
    name: 'lethe',
    version,
    description: 'The typed client of Lethe for connected systems.',
    license: 'MIT',
    type: 'module',
    exports: { './client': { types: './client.d.ts', default: './client.js' } },
  };
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(description, null, 2)}\n`);
  await cp(join(dirname(client), 'LICENSE'), join(folder, 'LICENSE'));
}

/** Writes `lethe-<version>.tgz` where the command was given, and prints its name. */
function pack() {
  const [command, ...args] = npm('pack', '--silent', '--pack-destination', destination);
  return finished(spawn(command, args, { cwd: folder, stdio: 'inherit' }), 'npm could not pack the client');
}

/** Settles when the process has ended well. */
const finished = (child, failure) =>
  new Promise((done, fail) => {
    child.once('error', fail);
    child.once('exit', (code) => (code === 0 ? done(undefined) : fail(new StartError(failure))));
  });

try {
  await install(root, 'product');
  await bundle();
  await declare();
  await describe();
  await pack();
} catch (error) {
  process.stderr.write(`lethe: ${explain(error)}\n`);
  process.exitCode = 1;
}
