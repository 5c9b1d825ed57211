import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Context } from 'hono';

interface Asset {
  body: Uint8Array<ArrayBuffer>;
  gzip: Uint8Array<ArrayBuffer> | null;
  type: string;
  cacheControl: string;
}

/**
 * The web build, read once at the start. A request is answered by an exact match of its path in this map and never
 * by the file system, so that no spelling of a path reaches another file.
 */
export type Assets = ReadonlyMap<string, Asset>;

const types: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json',
  svg: 'image/svg+xml',
  png: 'image/png',
  woff2: 'font/woff2',
  txt: 'text/plain; charset=utf-8',
  webmanifest: 'application/manifest+json',
};

export async function loadAssets(folder: string): Promise<Assets> {
  const assets = new Map<string, Asset>();
  for (const name of await readdir(folder, { recursive: true })) {
    const file = join(folder, name);
    if (!(await stat(file)).isFile()) continue;
    const path = `/${relative(folder, file).split(sep).join('/')}`;
    const body = new Uint8Array(await readFile(file));
    const type = types[path.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
    const packed = /^(text|application\/json|image\/svg)/.test(type) && body.length > 1_000;
    assets.set(path, {
      body,
      gzip: packed ? await gzip(body) : null,
      type,
      // Names under /assets carry a hash of their content.
      cacheControl: path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    });
  }
  return assets;
}

/** Answers GET and HEAD: a file of the build, or the one page for every path a person may have bookmarked. */
export function serveAsset(assets: Assets, c: Context): Response | undefined {
  if (c.req.method !== 'GET' && c.req.method !== 'HEAD') return undefined;
  const { pathname } = new URL(c.req.url);
  const isPage = !pathname.split('/').at(-1)?.includes('.');
  const asset = assets.get(pathname) ?? (isPage ? assets.get('/index.html') : undefined);
  if (!asset) return undefined;
  const headers: Record<string, string> = { 'content-type': asset.type, 'cache-control': asset.cacheControl };
  const zipped = asset.gzip !== null && /\bgzip\b/.test(c.req.header('accept-encoding') ?? '');
  if (asset.gzip) headers.vary = 'accept-encoding';
  if (zipped) headers['content-encoding'] = 'gzip';
  return c.body(zipped ? asset.gzip! : asset.body, 200, headers);
}

async function gzip(body: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([body]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
