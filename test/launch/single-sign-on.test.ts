import { expect, test } from 'vitest';
import { createClient } from '../support/client.ts';
import { startProduct } from '../support/product.ts';
import { signOn, startProvider } from '../support/provider.ts';

/* The product as people start it, under its permissions, with a provider that is down at the start. */

test.each(['deno', 'node'] as const)(
  'under %s an admin signs in at the provider',
  { timeout: 180_000 },
  async (runtime) => {
    const provider = await startProvider();
    provider.hang = true;
    const { issuer, clientId, clientSecret } = provider.settings;
    const product = await startProduct(runtime, {
      LETHE_DEMO: '0',
      OIDC_ISSUER: issuer,
      OIDC_CLIENT_ID: clientId,
      OIDC_CLIENT_SECRET: clientSecret,
      OIDC_SCOPES: 'openid profile email groups',
      OIDC_ROLE_CLAIM: 'groups',
      OIDC_ROLES: 'privacy-officers=officer',
    });
    try {
      const client = createClient(product.url);
      expect(await client.call('account.me')).toMatchObject({ role: 'visitor', singleSignOn: true });
      provider.hang = false;
      // Without LETHE_URL, Lethe calls itself localhost.
      provider.serve(product.url.replace('127.0.0.1', 'localhost'));
      provider.person = {
        sub: 'olga',
        name: 'Olga Officer',
        email: 'olga@company.example',
        email_verified: true,
        groups: ['privacy-officers'],
      };
      expect(await signOn(client)).toBe('/');
      expect(await client.call('account.me')).toMatchObject({ role: 'admin', fullName: 'Olga Officer' });
    } finally {
      await product.stop();
      await provider.stop();
    }
  },
);
