import { connect, createServer, type LookupFunction, Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { readTarget, type Target } from '../../server/webhooks/hosts.ts';
import { post } from '../../server/webhooks/post.ts';
import { CERTIFICATE, CERTIFICATE_KEY } from '../support/certificate.ts';
import { answerWith, type Receiver, startReceiver } from '../support/webhook-receiver.ts';

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.stop());

const targetOf = (url: string): Target => {
  const { hostname: host, port, protocol } = new URL(url);
  const target = readTarget(url, [{ host, port: Number(port || (protocol === 'https:' ? '443' : '80')) }]);
  if (typeof target === 'string') throw new Error(target);
  return target;
};
const HEADERS = { 'webhook-id': 'x' };

describe('a message', () => {
  it('is one POST with its headers, and the answer is a status', async () => {
    const answer = await post(targetOf(`${receiver.url}?key=1`), HEADERS, '{"a":"ü"}');
    expect(answer).toEqual({ status: 204, retryAfter: undefined });
    expect(receiver.arrived).toMatchObject([
      {
        method: 'POST',
        path: '/lethe?key=1',
        body: '{"a":"ü"}',
        headers: {
          host: `127.0.0.1:${receiver.port}`,
          'content-type': 'application/json',
          'webhook-id': 'x',
          connection: 'close',
        },
      },
    ]);
  });

  it('follows no redirect', async () => {
    const other = await startReceiver();
    receiver.behaviors.push(answerWith(307, { location: other.url }));
    expect(await post(targetOf(receiver.url), HEADERS, '{}')).toMatchObject({ status: 307 });
    expect(other.arrived).toEqual([]);
    await other.stop();
  });

  it('ends in time where the receiver hangs, cuts, says nonsense or never stops', async () => {
    const target = targetOf(receiver.url);
    receiver.behaviors.push(() => undefined);
    expect(await post(target, HEADERS, '{}', { timeoutMs: 200 })).toEqual({ failure: 'timeout' });
    receiver.behaviors.push((response) => response.socket?.destroy());
    expect(await post(target, HEADERS, '{}')).toEqual({ failure: 'cut' });
    receiver.behaviors.push((response) => void response.socket?.end('nonsense\r\n\r\n'));
    expect(await post(target, HEADERS, '{}')).toEqual({ failure: 'bad_answer' });
    receiver.behaviors.push((response) => {
      const { socket } = response;
      const more = () => socket?.writable && socket.write('x: '.repeat(5_000), more);
      socket?.on('error', () => undefined).write('HTTP/1.1 200 OK\r\n', more);
    });
    expect(await post(target, HEADERS, '{}')).toEqual({ failure: 'bad_answer' });
    // A body without an end is not waited for.
    receiver.behaviors.push((response) => void response.writeHead(200).write('begun'));
    expect(await post(target, HEADERS, '{}')).toMatchObject({ status: 200 });
  });

  it('reads past 100 Continue, and how long to wait', async () => {
    receiver.behaviors.push((response) => {
      response.writeContinue();
      answerWith(429, { 'retry-after': '120' })(response, receiver.arrived[0]!);
    });
    expect(await post(targetOf(receiver.url), HEADERS, '{}')).toEqual({ status: 429, retryAfter: '120' });
  });

  it('goes by TLS to a host with a certificate of its name, and to no other', async () => {
    const authorities = CERTIFICATE;
    const secure = await startReceiver({ cert: CERTIFICATE, key: CERTIFICATE_KEY });
    const target = targetOf(secure.url);
    expect(await post(target, HEADERS, '{}', { authorities })).toMatchObject({
      status: 204,
    });
    expect(await post(target, HEADERS, '{}')).toEqual({ failure: 'tls' });
    const other = targetOf(secure.url.replace('localhost', '127.0.0.1'));
    expect(await post(other, HEADERS, '{}', { authorities })).toEqual({ failure: 'tls' });
    expect(secure.arrived).toHaveLength(1);
    await secure.stop();
  });
});

describe('a name', () => {
  const resolving = (...addresses: { address: string; family: number }[]) => {
    const asked: string[] = [];
    const lookup: LookupFunction = (name, options, done) => {
      asked.push(name);
      if (options.all) done(null, addresses);
      else done(null, addresses[0]!.address, addresses[0]!.family);
    };
    return { asked, lookup };
  };

  it.each(['127.0.0.1', '10.0.0.1', '192.168.1.1', '169.254.169.254', '0.0.0.0'])(
    'that the resolver says is %s is not connected to',
    async (address) => {
      let connections = 0;
      const inside = createServer((socket) => {
        connections += 1;
        socket.destroy();
      });
      await new Promise<void>((done) => inside.listen(0, '127.0.0.1', done));
      const { port } = inside.address() as { port: number };
      const target = targetOf(`https://hooks.example:${port}/`);
      const { lookup, asked } = resolving({ address, family: 4 });
      expect(await post(target, HEADERS, '{}', { lookup, timeoutMs: 2_000 })).toEqual({
        failure: 'forbidden_address',
      });
      expect(asked).toEqual(['hooks.example']);
      expect(connections).toBe(0);
      await new Promise((done) => inside.close(done));
    },
  );

  it('is sent nothing, not even the begin of TLS, where a runtime does not say which address it found', async () => {
    const sent: Uint8Array[] = [];
    const inside = createServer((socket) => socket.on('data', (chunk) => sent.push(chunk)));
    await new Promise<void>((done) => inside.listen(0, '127.0.0.1', done));
    onTestFinished(() => void inside.close());
    const unsaid: string[] = ['lookup'];
    const emit = Reflect.get(Socket.prototype, 'emit');
    const silent = vi.spyOn(Socket.prototype, 'emit').mockImplementation(function (
      this: Socket,
      event,
      ...rest
    ) {
      return unsaid.includes(event) ? false : Reflect.apply(emit, this, [event, ...rest]);
    });
    onTestFinished(() => silent.mockRestore());
    const { lookup } = resolving({ address: '127.0.0.1', family: 4 });
    const { port } = inside.address() as { port: number };
    expect(
      await post(targetOf(`https://hooks.example:${port}/`), HEADERS, '{}', { lookup, timeoutMs: 2_000 }),
    ).toEqual({ failure: 'forbidden_address' });
    expect(sent).toEqual([]);
  });

  it('is not connected to where one of its addresses is private', async () => {
    const { lookup } = resolving({ address: '1.1.1.1', family: 4 }, { address: '::1', family: 6 });
    const target = targetOf('https://hooks.example/');
    expect(await post(target, HEADERS, '{}', { lookup, timeoutMs: 2_000 })).toEqual({
      failure: 'forbidden_address',
    });
  });

  it.each(['0.0.0.0', '::ffff:127.0.0.1'])(
    'is not needed: %s itself is not connected to either',
    async (address) => {
      let connections = 0;
      const inside = createServer((socket) => {
        connections += 1;
        socket.destroy();
      });
      await new Promise<void>((done) => inside.listen(0, done));
      onTestFinished(() => void inside.close());
      const { port } = inside.address() as { port: number };
      const target = { host: address, address, port, secure: true, path: '/' };
      expect(await post(target, HEADERS, '{}', { timeoutMs: 2_000 })).toEqual({
        failure: 'forbidden_address',
      });
      expect(connections).toBe(0);
    },
  );

  it('of this machine is not led elsewhere', async () => {
    const { lookup } = resolving({ address: '10.0.0.1', family: 4 });
    const target = targetOf('http://localhost:9001/');
    expect(await post(target, HEADERS, '{}', { lookup, timeoutMs: 2_000 })).toEqual({
      failure: 'forbidden_address',
    });
  });

  // https://github.com/nodejs/node/issues/54359: of two addresses Node gives each a quarter of a second.
  it('leads to a receiver that is far away, though its other address leads nowhere', async () => {
    const far = await startFarReceiver();
    onTestFinished(async () => void (await far.stop()));
    const { lookup } = resolving({ address: '127.0.0.1', family: 4 }, { address: '::1', family: 6 });
    const begun = Date.now();
    expect(await post(targetOf(`http://localhost:${far.port}/`), HEADERS, '{}', { lookup })).toMatchObject({
      status: 204,
    });
    expect(Date.now() - begun, 'the connection took its time').toBeGreaterThan(300);
  });

  it('is looked up once, and the address that was checked is the one connected to', async () => {
    const { lookup, asked } = resolving({ address: '127.0.0.1', family: 4 });
    const target = targetOf(`http://localhost:${receiver.port}/`);
    expect(await post(target, HEADERS, '{}', { lookup })).toMatchObject({ status: 204 });
    expect(asked).toEqual(['localhost']);
    expect(receiver.arrived[0]?.headers.host).toBe(`localhost:${receiver.port}`);
  });
});

/** A receiver that takes no connection for a moment: its queue is full, so what asks for one must ask again, a second later. */
async function startFarReceiver(): Promise<{ port: number; stop(): Promise<unknown> }> {
  const worker = new Worker(FAR, { eval: true });
  const port = await new Promise<number>((done) => void worker.once('message', done));
  const queue = Array.from({ length: 3 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
  await Promise.race(queue.map((socket) => new Promise((done) => void socket.once('connect', done))));
  return {
    port,
    stop: () => {
      for (const socket of queue) socket.destroy();
      return worker.terminate();
    },
  };
}
const FAR = `
  const { createServer } = require('node:net');
  const answer = (socket) => socket.on('error', () => {}).on('data', () => socket.end('HTTP/1.1 204 No Content\\r\\n\\r\\n'));
  const server = createServer(answer).listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
    require('node:worker_threads').parentPort.postMessage(server.address().port);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 700);
  });`;
