// `npm run test:guards`: takes one guard after the other out of a copy of the sources, and sees that a test notices.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const bundled = { root, configFile: false, logLevel: 'error' };
const { module: guards } = await runnerImport(join(root, 'test/guards/run.ts'), bundled);
process.exitCode = await guards.checkGuards(root, process.argv.slice(2));
