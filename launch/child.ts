import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';

export type Runtime = 'deno' | 'node';

export interface ChildOptions {
  runtime: Runtime;
  root: string;
  /** The folder with the bundles. Without one Deno runs the sources, as `npm run dev` has it. */
  build?: string;
  environment: Record<string, string | undefined>;
  /** Where its output goes; the launcher's own output unless given. */
  output?: 'inherit' | 'ignore';
}

/** The entry files, as they are bundled. */
const SOURCES = { main: 'server/main.ts', migrate: 'server/runtime/migrate.ts' };

/** A program to start, with everything it gets. */
export interface Program {
  /** The name of its bundle; `SOURCES` has its file. */
  name: keyof typeof SOURCES;
  arguments: string[];
  variables: readonly string[];
  /** Deno's permission flags. */
  flags: string[];
}

export interface Child {
  /** Settles with the exit code. */
  exited: Promise<number>;
  readonly pid: number | undefined;
  end(signal?: 'SIGTERM' | 'SIGKILL'): void;
}

/** Signals by which somebody ends Lethe on purpose. A child that does not serve yet ends by the signal itself, and that is no failure. */
const END_SIGNALS = new Set<NodeJS.Signals>(['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Starts a child with its own variables and nothing else of this environment. The launcher keeps the child's standard input open: when
 * the launcher is killed, that input closes, and the child ends by itself.
 */
export function startChild(options: ChildOptions, program: Program): Child {
  const { runtime, root, environment, output = 'inherit' } = options;
  const [command, ...args] =
    runtime === 'deno' ? denoCommand(options, program) : nodeCommand(options, program);
  const child = spawn(command!, args, {
    cwd: root,
    stdio: ['pipe', output, 'inherit'],
    env: {
      ...pickVariables(environment, [...program.variables, 'PATH', 'SystemRoot', 'TZ']),
      ...runtimeVariables(root),
    },
  });
  const exited = new Promise<number>((done, fail) => {
    child.once('error', fail);
    child.once('exit', (code, signal) => done(code ?? (signal !== null && END_SIGNALS.has(signal) ? 0 : 1)));
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

function nodeCommand(options: ChildOptions, program: Program): string[] {
  return [process.execPath, fileOf(options, program), ...program.arguments, '--launched'];
}

function denoCommand(options: ChildOptions, program: Program): string[] {
  const command = [denoBinary(options.root), 'run', '--no-remote', '--no-lock', ...program.flags];
  return [...command, fileOf(options, program), ...program.arguments, '--launched'];
}

/** Both runtimes run the bundle: the driver of the database is mended there. */
const fileOf = ({ root, build }: ChildOptions, { name }: Program): string =>
  build === undefined ? join(root, SOURCES[name]) : join(build, `${name}.js`);

/** The binary itself rather than its script, so that signals reach the child. */
export function denoBinary(root: string): string {
  const require = createRequire(join(root, 'package.json'));
  const deno = require('deno/install_api.cjs') as { runInstall(): string };
  return deno.runInstall();
}

/** Deno's cache stays beside the packages. */
export function runtimeVariables(root: string): Record<string, string> {
  return {
    DENO_DIR: join(root, 'node_modules/.cache/deno'),
    DENO_NO_UPDATE_CHECK: '1',
    NODE_ENV: 'production',
  };
}

function pickVariables(all: Record<string, string | undefined>, names: string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (all[name] ? [[name, all[name]]] : [])));
}
