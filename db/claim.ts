import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { link, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commandOf } from './processes.ts';

/*
 * One start at a time on a folder. A claim is a numbered file, and the highest number counts. A start claims by linking the next number,
 * which only one of several succeeds in. If it then sees a higher number, it had looked too early and withdraws. Nobody ever removes the
 * highest file, not even at the end, so numbers only rise: no start can take a newer claim for void.
 */

/** Another start uses the folder; the message is one line. */
export class InUseError extends Error {
  override name = 'InUseError';
}

export interface FolderClaim {
  release(): void;
}

/** Earlier claims that stay, for a start that is reading the folder at this moment. */
const EARLIER_CLAIMS_KEPT = 8;

/** Claims of this process. Its id and command do not prove that: in a restarted container, an earlier process had the same. */
const claimedHere = new Set<string>();

/** Errors: InUseError. */
export async function claimFolder(folder: string): Promise<FolderClaim> {
  const text = `${process.pid}\n${commandOf(process.pid) ?? ''}\n${randomBytes(16).toString('hex')}\n`;
  const draft = join(folder, `in-use.draft-${randomBytes(6).toString('hex')}`);
  await writeFile(draft, text, { flag: 'wx', mode: 0o600 });
  claimedHere.add(text);
  try {
    for (;;) {
      const newest = await findNewest(folder);
      await refuseIfInUse(folder, newest);
      const number = newest + 1;
      if (!(await linkIfFirst(draft, claimFile(folder, number)))) continue;
      if ((await findNewest(folder)) === number) return await keepClaim(folder, number, text);
      await rm(claimFile(folder, number), { force: true });
    }
  } catch (error) {
    claimedHere.delete(text);
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function keepClaim(folder: string, number: number, text: string): Promise<FolderClaim> {
  const old = (await listClaimNumbers(folder)).filter((earlier) => earlier < number - EARLIER_CLAIMS_KEPT);
  await Promise.all(old.map((earlier) => rm(claimFile(folder, earlier), { force: true })));
  return {
    release() {
      claimedHere.delete(text);
      try {
        // The file stays, but empty.
        if (readFileSync(claimFile(folder, number), 'utf8') === text)
          writeFileSync(claimFile(folder, number), '');
      } catch {
        // The folder is gone, and the claim with it.
      }
    },
  };
}

/** Claim 0 is `in-use.pid`. */
const claimFile = (folder: string, number: number): string =>
  join(folder, number === 0 ? 'in-use.pid' : `in-use.${number}.pid`);

async function listClaimNumbers(folder: string): Promise<number[]> {
  const names = await readdir(folder);
  return names.flatMap((name) => {
    const found = /^in-use(?:\.(\d{1,15}))?\.pid$/u.exec(name);
    return found === null ? [] : [Number(found[1] ?? 0)];
  });
}

/** -1 where no start has ever claimed the folder. */
const findNewest = async (folder: string): Promise<number> =>
  Math.max(-1, ...(await listClaimNumbers(folder)));

/** A claim is void when its process is gone, or is another program by now. */
async function refuseIfInUse(folder: string, number: number): Promise<void> {
  const text = number < 0 ? '' : await readFile(claimFile(folder, number), 'utf8').catch(() => '');
  const [pid, command] = text.split('\n');
  const holder = Number(pid);
  if (!holder || command === undefined) return;
  const isInUse = holder === process.pid ? claimedHere.has(text) : commandOf(holder) === command;
  if (isInUse) throw new InUseError(`${folder} is in use by another start (process ${holder})`);
}

/** Links the finished draft: a claim that appeared half written would look void. */
async function linkIfFirst(draft: string, file: string): Promise<boolean> {
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}
