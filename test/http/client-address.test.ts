import { expect, onTestFinished, test } from 'vitest';
import { PASSWORD, signedInCustomer } from '../support/accounts.ts';
import { createClient } from '../support/client.ts';
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

/**
 * How proxies write one client. With its port: https://github.com/rack/rack/issues/1227 and https://github.com/goauthentik/authentik/issues/25679.
 * An IPv4 address inside IPv6: https://github.com/Yeraze/meshmonitor/pull/2001.
 */
const SPELLINGS = [
  ['198.51.100.7:51234', '198.51.100.7'],
  ['192.0.2.1:4, 198.51.100.7:51234', '198.51.100.7'],
  ['::ffff:198.51.100.7', '198.51.100.7'],
  ['::FFFF:c633:6407', '198.51.100.7'],
  ['[::ffff:198.51.100.7]:51234', '198.51.100.7'],
  ['[2001:db8::7]:51234', '2001:db8::7'],
  ['[2001:db8::7]', '2001:db8::7'],
  ['2001:DB8:0:0:0:0:0:7', '2001:db8::7'],
  // Nothing of these is an address.
  ['198.51.100.7:', '127.0.0.1'],
  ['198.51.100.7:port', '127.0.0.1'],
  ['198.51.100.256', '127.0.0.1'],
  ['[2001:db8::7', '127.0.0.1'],
  ['[2001:db8::7]/x', '127.0.0.1'],
  ['2001:db8::7]/x[', '127.0.0.1'],
  ['[::1]#', '127.0.0.1'],
];

test('however a proxy writes a client, it is one address, for the list of sessions and for the limiter', async () => {
  const server = await startServer({ proxy: '127.0.0.1', limits: { addressPerMinute: 2 } });
  onTestFinished(() => server.stop());
  const { customerId, email } = await signedInCustomer(server);
  const sql = server.database.pools.app;
  const signIn = (claimed: string) =>
    createClient(server.url).fetch('/api/auth/sign-in/email', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': claimed },
      body: JSON.stringify({ email, password: PASSWORD }),
    });
  for (const [claimed = '', address] of SPELLINGS) {
    await sql`delete from lethe.sessions`;
    await sql`delete from lethe.rate_limits`;
    expect((await signIn(claimed)).status).toBe(200);
    expect(
      await sql`select ip_address from lethe.sessions where customer_id = ${customerId}`,
      claimed,
    ).toEqual([{ ip_address: address }]);
  }
  await sql`delete from lethe.rate_limits`;
  const crowd = ['198.51.100.1:1', '198.51.100.2:2', '::ffff:198.51.100.3', '::ffff:198.51.100.4'];
  for (const claimed of crowd) expect((await signIn(claimed)).status).toBe(200);
  const one = ['198.51.100.9:1', '198.51.100.9:2', '::ffff:198.51.100.9'];
  const statuses = [];
  for (const claimed of one) statuses.push((await signIn(claimed)).status);
  expect(statuses).toEqual([200, 200, 429]);
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
