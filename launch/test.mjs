// `npm test`: installs missing packages and runs every check; a running `npm start` does not disturb it.
import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { install, npm } from './install.mjs';
import { explain, refuseOldNode } from './words.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The environment without a person's settings for their own Lethe. */
function withoutSettings() {
  const own = /^(LETHE_(?!TEST_)|RESEND_|SMTP_URL$|PG|DATABASE_URL$|PORT$|HOST$|NODE_ENV$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)));
}

function check() {
  const [command, ...args] = npm('run', 'check');
  const child = spawn(command, args, { cwd: root, stdio: 'inherit', env: withoutSettings() });
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('exit', (code) => done(code ?? 1));
  });
}

try {
  refuseOldNode();
  await install(root, 'all');
  const started = Date.now();
  const code = await check();
  const seconds = Math.round((Date.now() - started) / 1_000);
  process.stdout.write(
    code === 0 ? `\nAll checks passed (${seconds} s).\n` : `\nA check FAILED (see above).\n`,
  );
  process.exitCode = code;
} catch (error) {
  process.stderr.write(`lethe: ${explain(error)}\n`);
  process.exitCode = 1;
}
