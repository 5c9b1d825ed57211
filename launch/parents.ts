import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { commandOf } from '../db/processes.ts';

/**
 * Calls `end` once npm, or the shell that npm started us with, is gone. A signal or `kill -9` to `npm start` ends npm but not always this
 * process, although its sender expects everything to end. Without npm, this watches nothing. Answers a function that stops watching.
 */
export function endWithNpm(end: () => void): () => void {
  if (!process.env.npm_lifecycle_event) return () => undefined;
  const watched = npmChain(process.ppid);
  const timer = setInterval(() => {
    if (watched.some((pid) => commandOf(pid) === undefined)) end();
  }, 1_000);
  return () => clearInterval(timer);
}

/** The process ids of npm and of a shell between npm and us. */
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
