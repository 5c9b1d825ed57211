import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Runtime } from '../../launch/child.ts';
import { createClient } from '../support/client.ts';
import { startProduct } from '../support/product.ts';
import { registerSystem } from '../support/systems.ts';

/** The head and the first byte of a system's batch, and then a byte a second. */
function drip(port: number, key: string) {
  const socket = connect(port, '127.0.0.1');
  socket.write('POST /trpc/system.customers.upsert HTTP/1.1\r\nhost: 127.0.0.1\r\n');
  socket.write(`authorization: Bearer ${key}\r\n`);
  socket.write('content-type: application/json\r\ncontent-length: 5000000\r\n\r\n{');
  const timer = setInterval(() => socket.write(' '), 1_000);
  return socket
    .on('close', () => clearInterval(timer))
    .on('error', () => undefined)
    .resume();
}

describe.each<Runtime>(['deno', 'node'])('a body sent at a byte a second, on %s', (runtime) => {
  it('is hung up on after a minute and a half at most, and nobody waits for it meanwhile', async () => {
    const product = await startProduct(runtime);
    try {
      const admin = createClient(product.url);
      const account = { email: 'admin@lethe.example', password: 'lethe-demo-password' };
      await admin.post('/api/auth/sign-in/email', account);
      // Whoever shows no key is answered at once, and hung up on.
      const { key } = await registerSystem(product, admin, 'Slow');
      const started = performance.now();
      const sockets = Array.from({ length: 200 }, () => drip(Number(new URL(product.url).port), key));
      const ends = Promise.all(sockets.map((socket) => once(socket, 'close')));
      for (let asked = 0; asked < 50; asked += 1)
        expect((await fetch(`${product.url}/health`)).status).toBe(200);
      expect(performance.now() - started, '50 looks').toBeLessThan(20_000);
      await ends;
      expect(performance.now() - started).toBeGreaterThan(50_000);
      expect(performance.now() - started).toBeLessThan(100_000);
    } finally {
      await product.stop();
    }
  }, 200_000);
});
