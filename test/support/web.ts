import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { loadAssets } from '../../server/http/assets.ts';
import type { Deps } from '../../server/runtime/deps.ts';
import { PASSWORD } from './accounts.ts';
import { launchBrowser } from './browser.ts';
import { testBuild } from './build.ts';
import type { Client } from './client.ts';
import { startServer, type TestServer } from './server.ts';

export interface Web {
  server: TestServer;
  /** A tab with its own cookies or those of a client; by default 1280 px wide and light. */
  open(path: string, width?: number, colorScheme?: 'light' | 'dark', client?: Client): Promise<Page>;
  stop(): Promise<void>;
}

const DESK = 1280;
export const PHONE = 390;

/** A server with the built pages, and a real browser. */
export async function startWeb(overrides: Partial<Deps> = {}): Promise<Web> {
  const server = await startServer({ ...overrides, assets: await loadAssets(`${await testBuild()}/web`) });
  const browser = await launchBrowser();
  return {
    server,
    async open(path, width = DESK, colorScheme = 'light', client) {
      const context = await browser.newContext({
        viewport: { width, height: 844 },
        colorScheme,
        reducedMotion: 'reduce',
        acceptDownloads: true,
      });
      const cookies = [...(client?.cookies ?? [])];
      await context.addCookies(cookies.map(([name, value]) => ({ name, value, url: server.url })));
      const page = await context.newPage();
      page.setDefaultTimeout(30_000);
      await page.goto(server.url + path);
      return page;
    },
    async stop() {
      await browser.close();
      await server.stop();
    },
  };
}

export async function signInOn(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((url) => url.pathname !== '/sign-in' && url.pathname !== '/');
}

let axe: Promise<string> | undefined;

/** Expects no violation that axe finds, and nothing beyond the edge of the window, which axe does not notice. */
export async function expectAccessible(page: Page): Promise<void> {
  axe ??= readFile('node_modules/axe-core/axe.min.js', 'utf8');
  await page.evaluate(await axe);
  const violations = await page.evaluate(`axe.run().then((result) =>
    result.violations.map(({ id, nodes }) => id + ' at ' + nodes.map(({ target }) => target).join(', ')))`);
  expect(violations, page.url()).toEqual([]);
  const beyond = await page.evaluate(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
  expect(beyond, `pixels beyond the window at ${page.url()}`).toBeLessThanOrEqual(0);
}
