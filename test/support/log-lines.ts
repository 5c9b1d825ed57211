import { vi } from 'vitest';
import { scanLine } from './log-scan.ts';

export interface LogLine {
  event: string;
  kind?: string;
  path?: string;
  status?: number;
  from?: string;
}

/**
 * What this process logs while `work` runs: each line as text, and read. A server of an earlier file of this process may still sum up the
 * minute of its refusals, so that such lines count with `summaries` only.
 */
export async function logged(
  work: () => Promise<unknown>,
  { summaries = false } = {},
): Promise<{ text: string; lines: LogLine[] }> {
  const said: string[] = [];
  const watch = vi.spyOn(console, 'error').mockImplementation((...line: unknown[]) => {
    scanLine(line.join(' '));
    said.push(line.join(' '));
  });
  try {
    await work();
  } finally {
    watch.mockRestore();
  }
  const lines = said.map((line) => JSON.parse(line) as LogLine);
  const counted = lines.filter(({ event }) => summaries || event !== 'refused_more');
  return { text: said.join('\n'), lines: counted };
}
