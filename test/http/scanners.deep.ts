import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_ADMIN } from '../../db/demo/accounts.ts';
import { sessionCookie } from '../support/accounts.ts';
import { createDemoDatabase } from '../support/database.ts';
import { type Product, SECRET, startProduct } from '../support/product.ts';
import { startWeakSample, type WeakSample } from '../support/weak-sample.ts';

/* What scanners find, where they are installed (Debian: sqlmap, wapiti, slowhttptest): the holes of a weak sample, and none of Lethe's. */

const run = promisify(execFile);
let product: Product;
let sample: WeakSample;
let cookie: string;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lethe-scanners-'));
  // Scanners come from one address, and are told of their limit soon.
  product = await startProduct('node', {}, await createDemoDatabase());
  const sql = product.database.pools.app;
  sample = await startWeakSample(sql);
  const [admin] = await sql<[{ id: string }]>`select id from lethe.users where email = ${DEMO_ADMIN}`;
  const { name, value } = await sessionCookie(sql, admin.id, { url: product.url, secret: SECRET });
  cookie = `${name}=${value}`;
});
afterAll(async () => {
  await sample?.stop();
  await product?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Says in one line what is not tried here. */
function isInstalled(program: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`]);
    return true;
  } catch {
    process.stdout.write(`${program} is not installed: its scan did not run\n`);
    return false;
  }
}
const scan = (program: string, args: string[]) =>
  run(program, args, { maxBuffer: 1e8, timeout: 400_000 }).then(
    ({ stdout }) => stdout,
    ({ stdout }: { stdout: string }) => stdout,
  );

const LISTS = [
  'admin.customers.list?input={"search":"nora*"}',
  'admin.requests.list?input={"search":"nora*"}',
  'admin.requests.list?input={"cursor":1*}',
  'admin.customers.get?input={"customerId":"ID*"}',
  'admin.audit.list?input={"limit":5*}',
];

describe.runIf(isInstalled('sqlmap'))('sqlmap', () => {
  const inject = (url: string, more: string[] = []) =>
    scan('sqlmap', [
      '-u',
      url,
      '--batch',
      '--flush-session',
      '--disable-coloring',
      '--output-dir',
      join(folder, 'sqlmap'),
      '--dbms=PostgreSQL',
      '--technique=BEUS',
      '--threads=4',
      '--skip-waf',
      ...more,
    ]);

  it('finds the hole of the sample', async () => {
    expect(await inject(`${sample.url}/?id=1`, ['-p', 'id'])).toMatch(
      /is vulnerable|identified the following injection/u,
    );
  });
  it.each(LISTS)('finds none in %s', async (path) => {
    const traffic = join(folder, `traffic-${LISTS.indexOf(path)}`);
    await product.database.pools.app`delete from lethe.rate_limits`;
    const [{ id }] = await product.database.pools.app<
      [{ id: string }]
    >`select id from lethe.customers limit 1`;
    const said = await inject(`${product.url}/trpc/${path.replace('ID', id)}`, [
      '--cookie',
      cookie,
      '--ignore-code',
      '400,404,429',
      '-t',
      traffic,
    ]);
    expect(said).toMatch(/do(?:es)? not (?:appear|seem) to be injectable/u);
    expect(said).not.toMatch(/is vulnerable|identified the following injection/u);
    expect(await readFile(traffic, 'utf8'), 'it has got in at all').toMatch(/\b200 OK\b/u);
  });
});

describe.runIf(isInstalled('wapiti'))('wapiti', () => {
  interface Report {
    vulnerabilities: Record<string, { info: string; path: string }[]>;
  }
  async function crawl(name: string, url: string, more: string[] = []): Promise<string[]> {
    const file = join(folder, `${name}.json`);
    await scan('wapiti', [
      '-u',
      `${url}/`,
      '--flush-session',
      '-f',
      'json',
      '-o',
      file,
      '--max-scan-time',
      '150',
      '-m',
      'sql,xss,exec,file,redirect,ssrf,crlf,xxe,methods,shellshock',
      '--no-bugreport',
      ...more,
    ]);
    const report = JSON.parse(await readFile(file, 'utf8')) as Report;
    return Object.entries(report.vulnerabilities).flatMap(([kind, found]) =>
      found.map(({ path, info }) => `${kind}: ${path} ${info}`),
    );
  }

  it('finds the holes of the sample', async () => {
    const found = await crawl('sample', sample.url);
    expect(found.join('\n')).toMatch(/SQL Injection/u);
    expect(found.join('\n')).toMatch(/Cross Site Scripting/u);
  });
  it('finds none in the product, signed out and signed in', async () => {
    expect(await crawl('visitor', product.url)).toEqual([]);
    expect(await crawl('admin', product.url, ['-H', `Cookie: ${cookie}`])).toEqual([]);
  });
});

describe.runIf(isInstalled('slowhttptest'))('slowhttptest', () => {
  const slow = (url: string, kind: string[]) =>
    scan('slowhttptest', [...kind, '-c', '300', '-r', '100', '-l', '20', '-i', '5', '-p', '3', '-u', url]);

  it('keeps everybody out of the sample', async () => {
    expect(await slow(`${sample.url}/`, ['-H'])).toMatch(/service available:\S*\s+\S*NO/u);
  });
  it.each([
    ['headers', ['-H']],
    ['bodies', ['-B', '-t', 'POST', '-f', 'application/json']],
    ['readers', ['-X', '-w', '1', '-y', '10', '-n', '5', '-z', '5']],
  ])('keeps nobody out of the product by slow %s', async (_, kind) => {
    const said = slow(`${product.url}/health`, kind);
    await new Promise((done) => setTimeout(done, 10_000));
    const began = performance.now();
    expect((await fetch(`${product.url}/health`)).status).toBe(200);
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(await said).not.toMatch(/service available:\S*\s+\S*NO/u);
  });
});
