import { expect, test } from 'vitest';
import { signedInCustomer } from '../support/accounts.ts';
import { startServer } from '../support/server.ts';

/** Where the server believes a sign-in came from, when the client claims `claimed`. */
async function recordedAddress(proxy: string | null, claimed: string): Promise<unknown> {
  const server = await startServer({ proxy });
  try {
    const { customerId, email } = await signedInCustomer(server);
    await server.database.pools.app`delete from lethe.sign_ins`;
    const headers = { 'content-type': 'application/json', 'x-forwarded-for': claimed, origin: server.url };
    const body = JSON.stringify({ email, password: 'lethe-test-password' });
    await fetch(`${server.url}/api/auth/sign-in/email`, { method: 'POST', headers, body });
    const [row] = await server.database.pools.app`
      select ip_address from lethe.sign_ins where customer_id = ${customerId}`;
    return row?.ip_address;
  } finally {
    await server.stop();
  }
}

test('a client’s own word about its address is not believed', async () => {
  expect(await recordedAddress(null, '198.51.100.7')).toBe('127.0.0.1');
  expect(await recordedAddress('10.0.0.1', '198.51.100.7')).toBe('127.0.0.1');
});

test('the configured proxy’s word is, and only what it wrote itself', async () => {
  expect(await recordedAddress('127.0.0.1', '192.0.2.1, 198.51.100.7')).toBe('198.51.100.7');
  expect(await recordedAddress('127.0.0.1', 'not-an-address')).toBe('127.0.0.1');
});

test('the limiter counts addresses, and answers 429 when one has had its share', async () => {
  const server = await startServer({ limits: { addressPerMinute: 3, accountPerMinute: 100 } });
  const attempt = (n: number) =>
    fetch(`${server.url}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        origin: server.url,
        'x-forwarded-for': `198.51.100.${n}`,
        // The header by which the server names the address to the library: a caller must not fill it.
        'x-lethe-client-address': `198.51.100.${n}`,
      },
      body: JSON.stringify({ email: `someone-${n}@lethe.example`, password: 'wrong-password-here' }),
    });
  const statuses = [];
  for (let n = 1; n <= 5; n += 1) statuses.push((await attempt(n)).status);
  expect(statuses).toEqual([401, 401, 401, 429, 429]);
  await server.stop();
});
