import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { type Browser, chromium } from 'playwright-core';

interface Found {
  executable: string;
  env?: Record<string, string>;
}

const FLAGS =
  '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking ' +
  '--disable-component-update --disable-sync --disable-dev-shm-usage';

/** A real Chromium. Whoever launches it closes it. */
export async function launchBrowser(): Promise<Browser> {
  const { executable, env } = await findBrowser();
  const environment = { ...process.env, ...env } as Record<string, string>;
  return chromium.launch({ executablePath: executable, args: FLAGS.split(' '), env: environment });
}

/** In this order: the one asked for, Playwright's own download, the one from npm, the system's. */
async function findBrowser(): Promise<Found> {
  const asked = process.env.CHROME_PATH;
  if (asked) return { executable: asked };
  const own = chromium.executablePath();
  if (own && existsSync(own)) return { executable: own };
  const packaged = await unpackPackaged();
  if (packaged) return packaged;
  const system = SYSTEM.find((path) => existsSync(path));
  if (system) return { executable: system };
  throw new Error('There is no Chromium: set CHROME_PATH, or run npx playwright-core install chromium');
}

const SYSTEM = [
  '/usr/bin/google-chrome',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** @sparticuz/chromium brings Chromium and the libraries it needs as archives; both are unpacked once, beside the packages. */
async function unpackPackaged(): Promise<Found | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const archives = packagedArchives();
  if (!archives) return undefined;
  const target = resolve('node_modules/.cache/chromium');
  const executable = join(target, 'chromium');
  if (!existsSync(executable)) await unpack(archives, target);
  const fonts = existsSync('/etc/fonts') ? {} : { FONTCONFIG_PATH: target };
  return { executable, env: { LD_LIBRARY_PATH: join(target, 'lib'), ...fonts } };
}

function packagedArchives(): string | undefined {
  try {
    const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
    for (let folder = dirname(entry); folder !== dirname(folder); folder = dirname(folder)) {
      if (existsSync(join(folder, 'bin/chromium.br'))) return join(folder, 'bin');
    }
  } catch {
    // An optional package, which other platforms do without.
  }
  return undefined;
}

async function unpack(archives: string, target: string): Promise<void> {
  const half = `${target}.${process.pid}`;
  await mkdir(half, { recursive: true });
  const inflate = async (name: string) => promisify(brotliDecompress)(await readFile(join(archives, name)));
  await writeFile(join(half, 'chromium'), await inflate('chromium.br'));
  await chmod(join(half, 'chromium'), 0o755);
  for (const archive of ['al2023.tar.br', 'swiftshader.tar.br', 'fonts.tar.br']) {
    if (existsSync(join(archives, archive))) await untar(await inflate(archive), half);
  }
  const fonts = `<fontconfig><dir>${target}/fonts</dir><cachedir>${target}/fonts-cache</cachedir></fontconfig>`;
  await writeFile(join(half, 'fonts.conf'), fonts);
  await rename(half, target).catch(() => rm(half, { recursive: true })); // somebody else was first
}

/** Plain files and folders of a ustar archive, which is all these hold. */
async function untar(archive: Buffer, folder: string): Promise<void> {
  const text = (at: number, length: number) =>
    archive
      .toString('latin1', at, at + length)
      .split('\0')[0]!
      .trim();
  for (let at = 0; at + 512 <= archive.length && archive[at] !== 0; ) {
    const size = Number.parseInt(text(at + 124, 12) || '0', 8);
    const path = join(folder, join('/', text(at + 345, 155), text(at, 100)));
    const kind = text(at + 156, 1);
    if (kind === '5') await mkdir(path, { recursive: true });
    else if (kind === '0' || kind === '') {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, archive.subarray(at + 512, at + 512 + size), { mode: 0o755 });
    }
    at += 512 + Math.ceil(size / 512) * 512;
  }
}
