import { vi } from 'vitest';

export interface LogLine {
  event: string;
  kind?: string;
  path?: string;
  status?: number;
  from?: string;
}

/** What this process logs while `work` runs: each line as text, and read. */
export async function logged(work: () => Promise<unknown>): Promise<{ text: string; lines: LogLine[] }> {
  const said: string[] = [];
  const watch = vi
    .spyOn(console, 'error')
    .mockImplementation((...line: unknown[]) => void said.push(line.join(' ')));
  try {
    await work();
  } finally {
    watch.mockRestore();
  }
  return { text: said.join('\n'), lines: said.map((line) => JSON.parse(line) as LogLine) };
}
