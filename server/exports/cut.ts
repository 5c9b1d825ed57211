import type { ServerResponse } from 'node:http';

/**
 * The same file, whose connection is cut when it breaks off. To fail the stream cuts it as well, but @hono/node-server
 * 2.0 then prints the error with its stack, and a download that a decision ends is nothing to be alarmed by.
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
          // Nobody reads on: the server cancels this stream when the connection is gone.
          () => undefined,
        ),
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}
