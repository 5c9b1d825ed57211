/// <reference types="vitest/config" />

import { defineConfig } from 'vite';
import solid from 'vite-plugin-solid';
import { mendDriver } from './launch/mend-driver.mjs';
import { LongFirst } from './test/support/order.ts';

/** What each script runs beside `npm test`. */
const tests: Record<string, string> = {
  deep: 'test/**/*.deep.ts',
  bench: 'test/**/*.bench.ts',
  pictures: 'test/**/*.pictures.ts',
};

/** Of the deep tests those that measure time or memory. They have the machine for themselves, after the others. */
const MEASURING = [
  'test/accounts/passwords-p95.deep.ts',
  'test/exports/memory.deep.ts',
  'test/requests/automatic-load.deep.ts',
  'test/systems/key-times.deep.ts',
];

/** Of the others those that take longest. They begin, so that none of them is waited for at the end. */
const LONG = [
  'test/http/hostile-inputs.deep.ts',
  'test/requests/killed-decisions.deep.ts',
  'test/http/scanners.deep.ts',
  'test/db/away-under-load.deep.ts',
];

/** `npm run test:deep`: most files three at a time, then those that measure, and at the end one table. */
const inDepth = {
  include: [],
  reporters: ['default', './test/support/figures-table.ts'],
  projects: [
    // By the order of their names.
    { name: 'attacks 1', include: LONG, groupOrder: 0, maxWorkers: 3 },
    {
      name: 'attacks 2',
      include: [tests.deep!],
      exclude: [...LONG, ...MEASURING],
      groupOrder: 0,
      maxWorkers: 3,
    },
    { name: 'measures', include: MEASURING, groupOrder: 1, maxWorkers: 1 },
  ].map(({ groupOrder, ...own }) => ({ test: { ...own, root: '.', sequence: { groupOrder } } })),
};

/** The server's log, a JSON line for each event: of use to whoever looks for one failure, and noise between all others. */
const isServerLog = (text: string) =>
  text.split('\n').every((line) => line === '' || line.startsWith('{"at":'));

/** The web build. The server and launcher bundles are built by `launch/build.mjs` with the same Vite. */
export default defineConfig(({ mode }) => ({
  root: 'web',
  plugins: [solid(), mendDriver()],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    // Browsers that know light-dark() and nesting themselves.
    cssTarget: ['chrome123', 'firefox121', 'safari17.5'],
  },
  test: {
    root: '.',
    environment: 'node',
    include: [tests[mode] ?? 'test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    setupFiles: ['test/support/seed.ts', 'test/support/log-scan.ts'],
    // Under load; the first test of a file may start the product as well.
    testTimeout: 60_000,
    // The driver is loaded as the product has it.
    server: { deps: { inline: ['postgres'] } },
    hookTimeout: 120_000,
    // Tests wait for databases, browsers and the beat of an answer: six workers keep two cores busy.
    // What measures has the machine for itself.
    maxWorkers: mode in tests ? 1 : 6,
    sequence: { sequencer: LongFirst },
    // Every file has a database of its own, and modules hold no state: they are loaded once for each worker.
    isolate: false,
    onConsoleLog: (text) => process.env.LETHE_TEST_LOG === '1' || !isServerLog(text),
    // A state is waited for as long as it takes on a busy machine.
    expect: { poll: { timeout: 10_000 } },
    ...(mode === 'deep' && inDepth),
  },
}));
