import { type RunnerTestCase, TestRunner } from 'vitest';

/** A line of the table at the end of `npm run test:deep`. */
export interface Figure {
  what: string;
  /** How often it was done. */
  rounds: number;
  /** What was counted or measured. */
  result: Record<string, number | string>;
  /** Which of it must be what. */
  bound: string;
  /** Only where the seed decides what is done. */
  seed?: number;
}

declare module 'vitest' {
  interface TaskMeta {
    figures?: Figure[];
  }
}

/** Hands a measure to the table, before it is judged: the table tells of what fails as well. */
export function figure(measured: Figure): void {
  const { meta } = TestRunner.getCurrentTest<RunnerTestCase>();
  meta.figures = [...(meta.figures ?? []), measured];
}
