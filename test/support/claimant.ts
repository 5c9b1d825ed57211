import { createInterface } from 'node:readline';
import { claimFolder, type FolderClaim, InUseError } from '../../db/claim.ts';

/* A start that only claims. A line of input is a folder and a moment: it claims it then, and holds it until the next line. */

let held: FolderClaim | undefined;

for await (const line of createInterface({ input: process.stdin })) {
  held?.release();
  held = undefined;
  const [folder, at] = line.split(' ');
  // Awake until then: a timer would come at another time in each.
  while (Date.now() < Number(at)) continue;
  if (folder !== '') held = await tryToClaim(folder!);
  process.stdout.write(`${folder === '' ? 'released' : held === undefined ? 'refused' : 'taken'}\n`);
}

async function tryToClaim(folder: string): Promise<FolderClaim | undefined> {
  try {
    return await claimFolder(folder);
  } catch (error) {
    if (error instanceof InUseError) return undefined;
    throw error;
  }
}
