import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { freePort } from '../../db/free-port.ts';
import { refuseTakenPort } from '../../launch/port.ts';

let other: Server | undefined;
afterEach(() => other?.close());

/** False where this machine has no such address. */
async function listenAt(host: string, port: number): Promise<boolean> {
  other = createServer();
  const outcome = Promise.race([once(other, 'listening'), once(other, 'error')]);
  other.listen(port, host);
  await outcome.catch(() => undefined);
  return other.listening;
}

test.each([
  ['::1', '127.0.0.1'],
  ['::1', 'localhost'],
  ['127.0.0.1', '::1'],
])('another program at %s keeps Lethe from the same port at %s', async (theirs, ours) => {
  const port = await freePort();
  if (await listenAt(theirs, port))
    await expect(refuseTakenPort(ours, String(port))).rejects.toThrow(
      new RegExp(`^PORT ${port} is taken|^HOST`),
    );
  else await expect(refuseTakenPort('127.0.0.1', String(port))).resolves.toBeUndefined();
});

test('an address that is not what browsers take for localhost may have its port beside another program', async () => {
  const port = await freePort();
  await listenAt('127.0.0.1', port);
  await expect(refuseTakenPort('127.0.0.2', String(port))).resolves.toBeUndefined();
});
