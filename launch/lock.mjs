import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, mkdir, readdir, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/*
 * One start at a time. A lock is a folder of numbered files, and the highest number counts: see `db/claim.ts`, which does the same and is
 * not JavaScript. A lock whose process was killed is void, also where another process has its number by now.
 */

/** Earlier files that stay, for a start that is reading the folder at this moment. */
const EARLIER_KEPT = 8;

/** Lets starts at the same time work one after the other. */
export async function withLock(folder, work) {
  await makeLockFolder(folder);
  const file = await take(folder);
  try {
    return await work();
  } finally {
    // The file stays, but empty: numbers only rise.
    await writeFile(file, '');
  }
}

/** Before 0.1.0 a lock was a file. */
async function makeLockFolder(folder) {
  // Removes no folder that another start has made meanwhile.
  await unlink(folder).catch(() => undefined);
  await mkdir(folder, { recursive: true });
}

async function take(folder) {
  const draft = join(folder, `draft-${randomBytes(6).toString('hex')}`);
  await writeFile(draft, `${process.pid}\n${startOf(process.pid) ?? ''}\n`, { flag: 'wx' });
  try {
    for (;;) {
      const newest = await findNewest(folder);
      await waitFor(folder, newest);
      const file = join(folder, String(newest + 1));
      if (!(await linkIfFirst(draft, file))) continue;
      if ((await findNewest(folder)) === newest + 1) return await keep(folder, newest + 1);
      // It had looked too early.
      await rm(file, { force: true });
    }
  } finally {
    await rm(draft, { force: true });
  }
}

async function keep(folder, number) {
  const early = (await listNumbers(folder)).filter((earlier) => earlier < number - EARLIER_KEPT);
  await Promise.all(early.map((earlier) => rm(join(folder, String(earlier)), { force: true })));
  return join(folder, String(number));
}

const listNumbers = async (folder) =>
  (await readdir(folder)).filter((name) => /^\d{1,15}$/u.test(name)).map(Number);

/** 0 where nobody has ever had the lock. */
const findNewest = async (folder) => Math.max(0, ...(await listNumbers(folder)));

async function waitFor(folder, number) {
  for (let said = false; ; said = true) {
    const [pid, start] = (await readFile(join(folder, String(number)), 'utf8').catch(() => '')).split('\n');
    if (!isRunning(Number(pid), start)) return;
    if (!said) process.stdout.write(`Waiting for process ${pid} (${basename(folder)}) …\n`);
    await sleep(100);
  }
}

/** Whether the process that wrote the file still runs. Where the system does not tell a start, the number decides. */
function isRunning(pid, start) {
  if (!pid) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== 'EPERM') return false;
  }
  const now = startOf(pid);
  return !start || now === undefined || now === start;
}

/** When a process started, in the system's own words: a later process with the same number has another start. */
function startOf(pid) {
  try {
    if (process.platform === 'linux') {
      const [state, ...fields] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
      return state === 'Z' ? 'ended' : fields[18];
    }
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

async function linkIfFirst(draft, file) {
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  }
}
