import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { variableNames } from '../server/env.ts';
import { permissionFlags } from './permissions.ts';

export type Runtime = 'deno' | 'node';

export interface ServerOptions {
  runtime: Runtime;
  root: string;
  build: string;
  /** The folder with the pages. */
  web: string;
  environment: Record<string, string | undefined>;
  /** Where its lines go; the launcher's own output unless said otherwise. */
  output?: 'inherit' | 'ignore';
}

export interface Server {
  /** Settles with the exit code. */
  exited: Promise<number>;
  readonly pid: number | undefined;
  end(signal?: 'SIGTERM' | 'SIGKILL'): void;
}

/** Whoever sends one wants the end; a server that does not answer yet has nothing to finish, and goes at once. */
const ASKED = new Set<NodeJS.Signals>(['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Starts the server as a child that is given its variables and nothing else of this environment. Its standard input
 * stays open as long as the launcher lives: when that is killed, the server ends by itself.
 */
export function startServer(options: ServerOptions): Server {
  const { runtime, root, environment, output = 'inherit' } = options;
  const [command, ...args] = runtime === 'deno' ? denoCommand(options) : nodeCommand(options);
  const child = spawn(command!, args, {
    cwd: root,
    stdio: ['pipe', output, 'inherit'],
    env: { ...only(environment, [...variableNames, 'PATH', 'SystemRoot', 'TZ']), ...runtimeVariables(root) },
  });
  const exited = new Promise<number>((done, fail) => {
    child.once('error', fail);
    child.once('exit', (code, signal) => done(code ?? (signal !== null && ASKED.has(signal) ? 0 : 1)));
  });
  return {
    exited,
    pid: child.pid,
    end(signal = 'SIGTERM') {
      child.kill(signal);
      setTimeout(() => child.kill('SIGKILL'), 10_000).unref();
    },
  };
}

function nodeCommand({ build, web }: ServerOptions): string[] {
  return [process.execPath, join(build, 'main.js'), web, '--launched'];
}

function denoCommand({ root, web, environment }: ServerOptions): string[] {
  const flags = permissionFlags({
    host: environment.HOST!,
    port: environment.PORT!,
    databaseUrls: [environment.DATABASE_URL, environment.LETHE_MIGRATION_URL].filter(isUrl),
    resendBaseUrl: isUrl(environment.RESEND_BASE_URL) ? environment.RESEND_BASE_URL : undefined,
    folders: [web, join(root, 'db/migrations')],
  });
  const main = join(root, 'server/main.ts');
  return [denoBinary(root), 'run', '--no-remote', '--no-lock', ...flags, main, web, '--launched'];
}

/** The binary itself, not the script around it, so that signals reach the server. */
export function denoBinary(root: string): string {
  const require = createRequire(join(root, 'package.json'));
  const deno = require('deno/install_api.cjs') as { runInstall(): string };
  return deno.runInstall();
}

/** Deno keeps what it compiled beside the packages it compiled it from. */
export function runtimeVariables(root: string): Record<string, string> {
  return {
    DENO_DIR: join(root, 'node_modules/.cache/deno'),
    DENO_NO_UPDATE_CHECK: '1',
    NODE_ENV: 'production',
  };
}

function only(all: Record<string, string | undefined>, names: string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (all[name] ? [[name, all[name]]] : [])));
}

function isUrl(text: string | undefined): text is string {
  return text !== undefined && URL.canParse(text);
}
