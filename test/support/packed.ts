import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { inject } from 'vitest';
import { connect } from '../../db/connect.ts';

const execute = promisify(execFile);

export interface Ran {
  stdout: string;
  stderr: string;
}

/** Runs a program to its end; what npm says of the run around this one is kept from it. A failure says what was printed. */
export async function run(command: string, args: string[], cwd: string): Promise<Ran> {
  const { PATH = '', HOME = '', SystemRoot, DENO_DIR } = process.env;
  const env = { PATH, HOME, ...(SystemRoot && { SystemRoot }), ...(DENO_DIR && { DENO_DIR }), NO_COLOR: '1' };
  try {
    return await execute(command, args, { cwd, env, maxBuffer: 1e7 });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as Partial<Ran>;
    throw new Error(`${command} ${args.join(' ')} failed: ${stdout}\n${stderr}`, { cause: error });
  }
}

export const npm = (args: string[], cwd: string): Promise<Ran> =>
  run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, cwd);

export const DENO = resolve('node_modules/.bin/deno');

export interface Packed {
  tarball: string;
  /** An empty project with the client installed from the tarball, and a copy of this folder. */
  project(folder: string): Promise<string>;
  remove(): Promise<void>;
}

/** One after the other: each builds `dist/client` again. */
async function pack(folder: string): Promise<Ran> {
  const turn = connect(inject('postgresUrl'), 1);
  try {
    await turn`select pg_advisory_lock(hashtext('npm pack'))`;
    return await run(process.execPath, [resolve('launch/pack.mjs')], folder);
  } finally {
    await turn.end();
  }
}

/** What `npm run pack:client` makes, in a folder of its own. */
export async function packClient(): Promise<Packed> {
  const folder = await mkdtemp(join(tmpdir(), 'lethe-packed-'));
  const { stdout } = await pack(folder);
  const tarball = join(folder, stdout.trim().split('\n').at(-1) ?? '');
  return {
    tarball,
    async project(from) {
      const project = await mkdtemp(join(folder, 'project-'));
      await cp(resolve(from), project, { recursive: true });
      await writeFile(join(project, 'package.json'), '{ "private": true, "type": "module" }');
      await npm(['install', '--offline', '--no-audit', '--no-fund', '--loglevel=error', tarball], project);
      return project;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
