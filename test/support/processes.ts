import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';

/* Processes as the system tells of them: on Linux by /proc, since a small machine may have no ps. */

const LINUX = existsSync('/proc/self/stat');
const ps = (...args: string[]): string => execFileSync('ps', args, { encoding: 'utf8' });

/** What a process started, directly. */
export function childrenOf(parent: number): number[] {
  const pairs = LINUX
    ? readdirSync('/proc')
        .filter((name) => /^\d+$/u.test(name))
        .flatMap((name) => parentIn(name))
    : ps('-A', '-o', 'pid=,ppid=')
        .trim()
        .split('\n')
        .map((line) => line.trim().split(/\s+/u).map(Number));
  return pairs.filter(([, of]) => of === parent).map(([pid]) => pid!);
}

function parentIn(name: string): number[][] {
  try {
    const [, rest = ''] = readFileSync(`/proc/${name}/stat`, 'utf8').split(/\) (?=\w \d)/u);
    return [[Number(name), Number(rest.split(' ')[1])]];
  } catch {
    return [];
  }
}

/** Command line and environment, as one text with a variable a line. */
export function startOf(pid: number): string {
  if (!LINUX) return ps('eww', '-o', 'command=', '-p', String(pid)).replaceAll(' ', '\n');
  const read = (file: string) => readFileSync(`/proc/${pid}/${file}`, 'utf8').replaceAll('\0', '\n');
  return `${read('cmdline')}${read('environ')}`;
}

/** The account whose file rights a process has. */
export const accountOf = (pid: number): number =>
  LINUX ? statSync(`/proc/${pid}`).uid : Number(ps('-o', 'uid=', '-p', String(pid)));
