import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import { TEST_BUILD } from './build.ts';
import type { Figure } from './figures.ts';

/** Where the table is kept, beside what the tests build. */
const FILE = resolve(TEST_BUILD, 'deep.txt');
/** What the whole run may take on two quiet cores. */
const MINUTES = 30;

type Row = readonly string[];
const HEADS: Row = ['measure', 'rounds', 'result', 'bound', 'seed', 'seconds', ''];

/** Prints what the tests of `npm run test:deep` handed in as one table, with a line for each file that measures nothing. */
export default class FiguresTable implements Reporter {
  #began = 0;
  readonly #rows: Row[] = [];

  onTestRunStart(): void {
    this.#began = performance.now();
  }

  /** Kept after each file: a run that is interrupted has measured something as well. */
  onTestModuleEnd(module: TestModule): void {
    this.#rows.push(...rowsOf(module));
    mkdirSync(dirname(FILE), { recursive: true });
    writeFileSync(FILE, this.#table());
  }

  onTestRunEnd(): void {
    process.stdout.write(`\n${this.#table()}`);
  }

  #table(): string {
    const rows = this.#rows.toSorted(([one = ''], [other = '']) => one.localeCompare(other));
    const minutes = ((performance.now() - this.#began) / 60_000).toFixed(1);
    return `${asTable([HEADS, ...rows])}\n\n${rows.length} measures in ${minutes} of ${MINUTES} minutes.\n`;
  }
}

function rowsOf(module: TestModule): Row[] {
  const tests = [...module.children.allTests()];
  const measures = tests.flatMap((test) => (test.meta().figures ?? []).map((figure) => rowOf(figure, test)));
  const silent = tests.filter((test) => test.meta().figures === undefined);
  return silent.length === 0 && measures.length > 0 ? measures : [...measures, sumOf(module, silent)];
}

function rowOf({ what, rounds, result, bound, seed }: Figure, test: TestCase): Row {
  const words = Object.entries(result).map(([name, value]) => `${name} ${written(value)}`);
  return [
    what,
    written(rounds),
    words.join(', '),
    bound,
    `${seed ?? ''}`,
    secondsOf([test]),
    verdictOf([test]),
  ];
}

/** What hands nothing in is told of by how many of its tests failed. */
function sumOf(module: TestModule, tests: TestCase[]): Row {
  const failed = tests.filter((test) => test.result().state === 'failed').length + module.errors().length;
  const skipped = tests.filter((test) => test.result().state === 'skipped').length;
  const result = `failed ${failed}${skipped > 0 ? `, skipped ${skipped}` : ''}`;
  const what = `other tests of ${relative(process.cwd(), module.moduleId)}`;
  const verdict = module.errors().length > 0 ? 'FAILED' : verdictOf(tests);
  return [what, written(tests.length), result, 'failed 0', '', secondsOf(tests), verdict];
}

const written = (value: number | string) => (typeof value === 'number' ? value.toLocaleString('en') : value);
const verdictOf = (tests: TestCase[]) =>
  tests.some((test) => test.result().state === 'failed') ? 'FAILED' : '';
const secondsOf = (tests: TestCase[]) =>
  String(Math.round(tests.reduce((sum, test) => sum + (test.diagnostic()?.duration ?? 0), 0) / 1_000));

function asTable(rows: Row[]): string {
  const widths = HEADS.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
