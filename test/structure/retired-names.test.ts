import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';

/*
 * Names that meant two things, or that a newcomer had to decode. Each was renamed everywhere, and none comes back. A service is what a
 * customer ordered; another system of the company is a connected system.
 */
const RETIRED = [
  /\bservice[_-]?keys?\b/iu,
  /\bserviceKey/u,
  /\brecipient_id\b|\brecipientId\b|\bsole_recipient/u,
  /\bserviceProcedure\b|\bserviceRouter\b|\/trpc\/service\./u,
  /\b(?:other|another|connected) services?\b/iu,
  /\btoldServices\b|\btold_(?:at|names|otherwise)\b/u,
  /\basAWhole\b|\binOneTransaction\b|\bwhileItLasts\b|\bforgetEveryWayIn\b/u,
  /\bfindKeptLetterAddressee\b|\blockToNotify\b|\bdeleteUnopenedAccounts\b|\bwasFilledAsDemo\b|\bcutLinks?\b/u,
  /\b(?:nowhere|vetoes|ways|any-address|describe-schema)\.ts\b/u,
  /\bHowItStands\b|\bbuildRoad\b|\bservice_hears\b|\bconcerned-queries\b/u,
  /\banew\b/iu,
];
/** The changelog and the records of decisions may say what something was called. */
const HISTORY = /^(?:CHANGELOG\.md|docs\/decisions\/)/u;
const OWN = 'test/structure/retired-names.test.ts';

const tracked = () =>
  execFileSync('git', ['ls-files'], { encoding: 'utf8' })
    .split('\n')
    .filter((file) => /\.(?:ts|tsx|mjs|sql|md|css|html)$/u.test(file) && !HISTORY.test(file) && file !== OWN);

it('no retired name is left in code, screens or documents', async () => {
  const found: string[] = [];
  for (const file of tracked()) {
    const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n');
    for (const [index, line] of lines.entries()) {
      if (RETIRED.some((name) => name.test(line))) found.push(`${file}:${index + 1} ${line.trim()}`);
    }
  }
  expect(found).toEqual([]);
});
