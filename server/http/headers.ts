import type { MiddlewareHandler } from 'hono';

const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');
/** These headers keep other sites from framing a page, guessing a type or reading an address from a referrer. */
export const securityHeadersOf = (url: string): Record<string, string> => ({
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  ...(url.startsWith('https:') ? { 'strict-transport-security': 'max-age=31536000' } : {}),
});

export function securityHeaders(url: string): MiddlewareHandler {
  const headers = Object.entries(securityHeadersOf(url));
  return async (c, next) => {
    await next();
    for (const [name, value] of headers) c.header(name, value);
  };
}
