// `npm run db:shell`: opens psql on the database of `npm run dev` (or of `npm start`, with its folder), or prints its address.
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { explain, StartError } from './words.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The address of the embedded PostgreSQL that runs on this data folder. Its owner alone can read the password. */
async function addressOf(folder) {
  const data = join(folder, 'postgres');
  const [, , , port] = (await read(join(data, 'postmaster.pid'))).split('\n');
  const password = await read(`${data}.password`);
  return `postgres://postgres:${password.trim()}@127.0.0.1:${port}/postgres`;
}

const read = (path) =>
  readFile(path, 'utf8').catch((cause) => {
    throw new StartError(
      `${path} cannot be read: start \`npm run dev\` first, or name the data folder: npm run db:shell -- data`,
      { cause },
    );
  });

try {
  const address = await addressOf(resolve(root, process.argv[2] ?? process.env.LETHE_DATA ?? 'data-dev'));
  const settings = { ...process.env, PGOPTIONS: '-c search_path=lethe' };
  const { error, status } = spawnSync('psql', [address], { stdio: 'inherit', env: settings });
  if (error !== undefined)
    process.stdout.write(`${address}\npsql is not installed: open this address with a client of yours.\n`);
  process.exitCode = status ?? 0;
} catch (error) {
  process.stderr.write(`lethe: ${explain(error)}\n`);
  process.exitCode = 1;
}
