export const expiries = ['none', 'days90', 'year', 'date'] as const;
export type Expiry = (typeof expiries)[number];

const day = 86_400_000;

/** When a key ends, as the server is told; a chosen day is its last whole one. What is no day is passed on, to be refused. */
export function expiresAt(expiry: Expiry, chosen: string, now = Date.now()): { expiresAt?: string } {
  if (expiry === 'none') return {};
  if (expiry === 'days90') return { expiresAt: new Date(now + 90 * day).toISOString() };
  if (expiry === 'year') {
    const end = new Date(now);
    end.setFullYear(end.getFullYear() + 1);
    return { expiresAt: end.toISOString() };
  }
  const end = new Date(`${chosen}T23:59:59`);
  return { expiresAt: Number.isNaN(end.getTime()) ? '' : end.toISOString() };
}
