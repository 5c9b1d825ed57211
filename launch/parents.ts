import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { commandOf } from '../db/processes.ts';

/**
 * Calls `end` once npm, or the shell it started us with, is gone. A signal to `npm start` ends npm and not always us,
 * and whoever sends one, or `kill -9`, expects the whole product to end. Started without npm, nothing is watched.
 */
export function endWithNpm(end: () => void): () => void {
  if (!process.env.npm_lifecycle_event) return () => undefined;
  const watched = npmChain(process.ppid);
  const timer = setInterval(() => {
    if (watched.some((pid) => commandOf(pid) === undefined)) end();
  }, 1_000);
  return () => clearInterval(timer);
}

/** The shell npm may have put in between, and npm itself; nothing above it. */
function npmChain(pid: number): number[] {
  const command = commandOf(pid);
  if (command === undefined || pid <= 1) return [];
  if (/\bnpm\b/.test(command.split(' -c ')[0]!)) return [pid];
  return /^(\S*\/)?(ba|da|z)?sh -c /.test(command) ? [pid, ...npmChain(parentOf(pid))] : [];
}

function parentOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1) ?? '';
    return Number(fields.split(' ')[1]);
  } catch {
    return Number(execFileSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' }));
  }
}
