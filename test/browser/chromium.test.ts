import { expect, test } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { startServer } from '../support/server.ts';

test('a browser is found here, and it draws what the server sends', async () => {
  const page = new TextEncoder().encode('<!doctype html><title>Lethe</title><h1>Forgotten</h1>');
  const html = { body: page, gzip: null, type: 'text/html; charset=utf-8', cacheControl: 'no-cache' };
  const server = await startServer({ assets: new Map([['/index.html', html]]) });
  const browser = await launchBrowser();
  try {
    const tab = await browser.newPage();
    await tab.goto(server.url);
    expect(await tab.title()).toBe('Lethe');
    const box = await tab.locator('h1').boundingBox();
    expect(box?.height).toBeGreaterThan(10);
  } finally {
    await browser.close();
    await server.stop();
  }
});
