import { expect, onTestFinished, test } from 'vitest';
import { connect } from '../../db/connect.ts';
import { SESSIONS } from '../../db/sessions.ts';
import { createApp } from '../../server/app.ts';
import { startServer } from '../support/server.ts';

/* https://github.com/windmill-labs/windmill/pull/9722, https://github.com/fleetdm/fleet/issues/39228: after a failover the sessions lead to a
   standby, every change fails, and the check of health says that all is well. */
test('a database that takes no write is unavailable: to whoever changes something, and to the check of health', async () => {
  const server = await startServer();
  const standby = connect(server.database.url, 2, { ...SESSIONS.app, default_transaction_read_only: 'on' });
  onTestFinished(async () => {
    await standby.end();
    await server.stop();
  });
  const app = createApp({ ...server.deps, pools: { ...server.deps.pools, app: standby } });
  const health = await app.request('/health');
  expect(health.status).toBe(503);
  expect(await health.json()).toMatchObject({ error: { data: { kind: 'database_unavailable' } } });
  const signIn = await app.request('/api/auth/sign-in/email', {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.url },
    body: JSON.stringify({ email: 'nora@lethe.example', password: 'a quite different one' }),
  });
  expect([signIn.status, await signIn.json()]).toMatchObject([
    503,
    { error: { data: { kind: 'database_unavailable' } } },
  ]);
  expect((await fetch(`${server.url}/health`)).status).toBe(200);
});
