import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** As `commandOf` writes a path. */
export const inOneLine = (text: string): string => text.replaceAll(/[\s\0]+/g, ' ').trim();

/** The command line of a live process, in one line; undefined where there is no such process, or it shows none. */
export function commandOf(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return undefined;
  }
  try {
    const command = inOneLine(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
    return command === '' ? undefined : command; // a zombie has none
  } catch {
    return psCommand(pid);
  }
}

function psCommand(pid: number): string | undefined {
  try {
    return (
      execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined
    );
  } catch {
    return undefined;
  }
}

/** Sends each signal in turn, with `patience` ms between, until the process is gone. */
export async function end(pid: number, signals: NodeJS.Signals[], patience = 10_000): Promise<void> {
  for (const signal of signals) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    for (let waited = 0; waited < patience; waited += 20) {
      if (commandOf(pid) === undefined) return;
      await sleep(20);
    }
  }
}

/** A prefix that makes the kernel end a child whose parent was killed; empty where the system has no such command. */
export function dieWithParent(signal: 'INT' | 'TERM'): string[] {
  if (process.platform !== 'linux') return [];
  const probe = spawnSync('setpriv', ['--pdeathsig', signal, 'true']);
  return probe.status === 0 ? ['setpriv', '--pdeathsig', signal] : [];
}
