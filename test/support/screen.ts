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
