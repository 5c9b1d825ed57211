import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { link, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commandOf } from './processes.ts';

/*
 * One start at a time on a folder. Claims are numbered files, and the highest number is the one that counts. A claim is made by linking the
 * next number, which one of several succeeds in; whoever then sees a higher one had looked too early, and withdraws. The highest file
 * is never removed, not even when its start ends, so that numbers only rise: nobody can take a claim for void that was made since they looked.
 */

/** Another start has the folder; the message is one line. */
export class InUseError extends Error {
  override name = 'InUseError';
}

export interface Claim {
  release(): void;
}

/** How many earlier claims stay, for whoever is reading the folder just now. */
const KEPT = 8;

/** This process's own: an earlier process may have had its number and its command, as in a container that starts anew. */
const claimedHere = new Set<string>();

/** Errors: InUseError. */
export async function claimFolder(folder: string): Promise<Claim> {
  const text = `${process.pid}\n${commandOf(process.pid) ?? ''}\n${randomBytes(16).toString('hex')}\n`;
  const draft = join(folder, `in-use.draft-${randomBytes(6).toString('hex')}`);
  await writeFile(draft, text, { flag: 'wx', mode: 0o600 });
  claimedHere.add(text);
  try {
    for (;;) {
      const newest = await newestOf(folder);
      await refuseHeld(folder, newest);
      const number = newest + 1;
      if (!(await isFirst(draft, fileOf(folder, number)))) continue;
      if ((await newestOf(folder)) === number) return await take(folder, number, text);
      await rm(fileOf(folder, number), { force: true });
    }
  } catch (error) {
    claimedHere.delete(text);
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function take(folder: string, number: number, text: string): Promise<Claim> {
  const old = (await numbersIn(folder)).filter((one) => one < number - KEPT);
  await Promise.all(old.map((one) => rm(fileOf(folder, one), { force: true })));
  return {
    release() {
      claimedHere.delete(text);
      try {
        // The file stays, and says nothing any more.
        if (readFileSync(fileOf(folder, number), 'utf8') === text) writeFileSync(fileOf(folder, number), '');
      } catch {
        // The folder is gone, and the claim with it.
      }
    },
  };
}

/** Earlier releases knew one name only. */
const fileOf = (folder: string, number: number): string =>
  join(folder, number === 0 ? 'in-use.pid' : `in-use.${number}.pid`);

async function numbersIn(folder: string): Promise<number[]> {
  const names = await readdir(folder);
  return names.flatMap((name) => {
    const found = /^in-use(?:\.(\d{1,15}))?\.pid$/u.exec(name);
    return found === null ? [] : [Number(found[1] ?? 0)];
  });
}

/** -1 where nobody ever claimed. */
const newestOf = async (folder: string): Promise<number> => Math.max(-1, ...(await numbersIn(folder)));

/** A claim whose process is gone, or is another program by now, is void. */
async function refuseHeld(folder: string, number: number): Promise<void> {
  const text = number < 0 ? '' : await readFile(fileOf(folder, number), 'utf8').catch(() => '');
  const [pid, command] = text.split('\n');
  const holder = Number(pid);
  if (!holder || command === undefined) return;
  const held = holder === process.pid ? claimedHere.has(text) : commandOf(holder) === command;
  if (held) throw new InUseError(`${folder} is in use by another start (process ${holder})`);
}

/** With all that stands in it at once: a claim that is half written would look void. */
async function isFirst(draft: string, file: string): Promise<boolean> {
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}
