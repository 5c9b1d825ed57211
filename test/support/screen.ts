import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import { DEMO_ADMIN, DEMO_PASSWORD } from '../../db/demo.ts';

export const PHONE = { width: 390, height: 844 };
export const DESK = { width: 1360, height: 900 };

type Looks = { viewport?: { width: number; height: number }; colorScheme?: 'light' | 'dark' };

/** A browser of somebody of the demo, signed in. Motion is reduced, so that nothing is looked at half-way. */
export async function signedInContext(
  browser: Browser,
  url: string,
  { email = DEMO_ADMIN, ...looks }: Looks & { email?: string } = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({
    baseURL: url,
    viewport: DESK,
    reducedMotion: 'reduce',
    timezoneId: 'Europe/Berlin',
    ...looks,
  });
  const answer = await context.request.post('/api/auth/sign-in/email', {
    headers: { origin: url },
    data: { email, password: DEMO_PASSWORD },
  });
  expect(answer.status()).toBe(200);
  return context;
}

/** Collects what a page must never do: throw, or be stopped by its own security policy. */
export function troublesOf(page: Page): string[] {
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) troubles.push(message.text());
  });
  return troubles;
}

let axe: string | undefined;

/** No violation that axe finds, and nothing wider than the window, which axe does not notice. */
export async function expectAccessible(page: Page): Promise<void> {
  axe ??= await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    const { axe: engine } = window as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const { violations } = await engine.run();
    const { scrollWidth, clientWidth } = document.documentElement;
    return {
      violations: violations.map((one) => `${one.id}: ${one.nodes[0]?.html}`),
      overflow: Math.max(0, scrollWidth - clientWidth),
    };
  });
  expect(found).toEqual({ violations: [], overflow: 0 });
}
