import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '../../db/connect.ts';
import { type EmbeddedPostgres, startEmbedded } from '../../db/embedded.ts';
import { freePort } from '../../db/free-port.ts';
import { TEST_BUILD, testBuild } from '../support/build.ts';
import { CERTIFICATE, CERTIFICATE_KEY, OTHER_AUTHORITY } from '../support/certificate.ts';
import { eventually } from '../support/waiting.ts';

/* A database whose certificate is for localhost, by an authority that nobody knows by nature. */

let folder: string;
let postgres: EmbeddedPostgres;

const file = (name: string) => join(folder, name);
const addressBy = (host: string, mode: string, url = postgres.url) => {
  const address = new URL(url);
  address.hostname = host;
  address.searchParams.set('sslmode', mode);
  return address.href;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lethe-tls-'));
  await chmod(folder, 0o755);
  await writeFile(file('ours.pem'), CERTIFICATE);
  await writeFile(file('other.pem'), OTHER_AUTHORITY);
  await writeFile(file('nothing.pem'), 'nothing');
  await writeFile(file('key.pem'), CERTIFICATE_KEY, { mode: 0o600 });
  // As the account that PostgreSQL runs as where root starts it.
  if (process.getuid?.() === 0) await chown(file('key.pem'), 65_534, 65_534);
  const settings = { ssl: 'on', ssl_cert_file: file('ours.pem'), ssl_key_file: file('key.pem') };
  postgres = await startEmbedded(join(folder, 'data'), { settings });
});
afterAll(async () => {
  await postgres?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function isEncrypted(url: string, ca?: string): Promise<unknown> {
  const sql = connect(url, 1, {}, { ca });
  try {
    const [row] = await sql`select ssl from pg_stat_ssl where pid = pg_backend_pid()`;
    return row?.ssl;
  } finally {
    await sql.end();
  }
}

test('a connection verifies the authority and the host, an IP address too', async () => {
  expect(await isEncrypted(addressBy('localhost', 'verify-full'), CERTIFICATE)).toBe(true);
  expect(await isEncrypted(addressBy('localhost', 'verify-ca'), CERTIFICATE)).toBe(true);
  const refused = (url: string, ca?: string) => expect(isEncrypted(url, ca)).rejects.toThrow();
  await refused(addressBy('localhost', 'verify-full'));
  await refused(addressBy('localhost', 'verify-full'), OTHER_AUTHORITY);
  await refused(addressBy('127.0.0.1', 'verify-full'), CERTIFICATE);
  await refused(addressBy('127.0.0.1', 'verify-ca'), CERTIFICATE);
  expect(await isEncrypted(addressBy('127.0.0.1', 'require'))).toBe(true);
});

const START = `import { run } from './${TEST_BUILD}/launch.js';
  import { explain } from './launch/words.mjs';
  run({ root: process.cwd(), build: '${TEST_BUILD}', runtime: process.env.RUNTIME }).then(
    (code) => (process.exitCode = code),
    (error) => { console.error('lethe: ' + explain(error)); process.exitCode = 1; },
  );`;

/** Starts the product. Answers what it said where it refused, or 'serves' once it did. */
async function start(runtime: string, given: Record<string, string>): Promise<string> {
  const port = String(await freePort());
  const environment = {
    PATH: process.env.PATH,
    RUNTIME: runtime,
    PORT: port,
    LETHE_DATA: file('secrets'),
    LETHE_DEMO: '1',
  };
  const child = spawn(process.execPath, ['--input-type=module', '-e', START], {
    env: { ...environment, ...given },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => (said += String(chunk)));
  const closed = once(child, 'close').then(() => said.trim());
  const serves = eventually(async () => {
    if (child.exitCode !== null) return;
    expect((await fetch(`http://127.0.0.1:${port}/health`)).ok).toBe(true);
  }, 60_000).then(() => 'serves');
  const outcome = await Promise.race([closed, serves]);
  child.kill('SIGTERM');
  await closed;
  return child.exitCode === 1 ? said.trim() : outcome;
}

describe.each(['deno', 'node'])('under %s', { timeout: 120_000 }, (runtime) => {
  beforeAll(testBuild);

  test('the product serves over a verified connection, and reads the authority from its file', async () => {
    const [DATABASE_URL, LETHE_DATABASE_CA] = [addressBy('localhost', 'verify-full'), file('ours.pem')];
    expect(await start(runtime, { DATABASE_URL, LETHE_DATABASE_CA })).toBe('serves');
  });

  test.each([
    [
      'localhost',
      'other.pem',
      /^lethe: The database of DATABASE_URL has a certificate of an authority that/u,
    ],
    [
      '127.0.0.1',
      'ours.pem',
      /^lethe: The database of DATABASE_URL has a certificate for another host name/u,
    ],
    ['localhost', 'missing.pem', /^lethe: LETHE_DATABASE_CA .*missing\.pem cannot be read$/u],
    ['localhost', 'nothing.pem', /^lethe: LETHE_DATABASE_CA .*nothing\.pem is no certificate in PEM$/u],
  ])('at %s, with the authority of %s, the start refuses in one line', async (host, ca, line) => {
    const given = { DATABASE_URL: addressBy(host, 'verify-full'), LETHE_DATABASE_CA: file(ca) };
    const said = await start(runtime, given);
    expect(said).toMatch(line);
    expect(said).not.toContain('\n');
  });
});
