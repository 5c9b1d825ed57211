import type { Runtime } from '../../launch/child.ts';
import { type Product, startProduct } from './product.ts';

/** The product with a proxy before it, so that each call may come from an address of its own; without the demo, whose passwords are public. */
export const startOpenProduct = (runtime: Runtime): Promise<Product> =>
  startProduct(runtime, {
    LETHE_DEMO: '0',
    LETHE_PROXY: '127.0.0.1',
    LETHE_ADMIN_EMAIL: 'admin@lethe.example',
    LETHE_ADMIN_PASSWORD: 'correct horse battery staple',
  });

interface Told {
  status: number;
  kind: string | undefined;
  retryAfter: string | null;
}

let next = 0;
/** So many sign-ins in one moment, each at another account and from another address: no limit of attempts stands in their way. */
export const flood = (url: string, many: number): Promise<Told[]> =>
  Promise.all(
    Array.from({ length: many }, async () => {
      const n = (next += 1);
      const response = await fetch(`${url}/api/auth/sign-in/email`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          origin: url,
          'x-forwarded-for': `198.51.${(n >> 8) % 256}.${n % 256}`,
        },
        body: JSON.stringify({ email: `nobody-${n}@lethe.example`, password: 'a password of nobody' }),
      });
      const told = (await response.json()) as { error?: { data?: { kind?: string } } };
      return {
        status: response.status,
        kind: told.error?.data?.kind,
        retryAfter: response.headers.get('retry-after'),
      };
    }),
  );
