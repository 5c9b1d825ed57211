import { afterEach, expect } from 'vitest';

/* Set up for every test file: whatever the server logs in this process, no line may tell of a person. */

/** An e-mail or IP address, a password of the tests, a key of a system, a canary, a name of the people of the tests. */
const PERSONAL =
  /[\w.+-]+@[\w-]+\.\w+|\b(?:\d{1,3}\.){3}\d{1,3}\b|lethe-(?:test|demo)-password|\blethe_[\w-]{43}\b|\bq\d+x[a-z\d]{6}\b|\bnora\b/iu;

const told: string[] = [];

/** Looks at one line of the log. */
export function scanLine(line: string): void {
  if (line.startsWith('{"at":') && PERSONAL.test(line)) told.push(line);
}

interface Scanning {
  scans?: true;
}

/* oxlint-disable no-console -- the log is written there */
const plain = console.error as typeof console.error & Scanning;
if (!plain.scans) {
  const scanning: typeof console.error & Scanning = (...line: unknown[]) => {
    scanLine(line.join(' '));
    plain(...line);
  };
  scanning.scans = true;
  console.error = scanning;
}

afterEach(() => {
  expect(told.splice(0), 'a person was logged').toEqual([]);
});
