import type { ServerResponse } from 'node:http';

/**
 * Passes the file on, and cuts the connection when the file breaks off. A failing stream would cut it too, but @hono/node-server 2.0
 * then prints the error with its stack, and a decision that ends a download is no cause for alarm.
 */
export function cutConnectionWhenBroken(
  file: ReadableStream<Uint8Array>,
  outgoing: Pick<ServerResponse, 'destroy'>,
): ReadableStream<Uint8Array> {
  const reader = file.getReader();
  reader.closed.catch(() => outgoing.destroy());
  return new ReadableStream<Uint8Array>(
    {
      pull: (controller) =>
        reader.read().then(
          ({ done, value }) => (done ? controller.close() : controller.enqueue(value)),
          // The connection is cut, so the server cancels this stream.
          () => undefined,
        ),
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}
