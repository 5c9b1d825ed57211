import type { MiddlewareHandler } from 'hono';
import { AppError } from '../errors.ts';

/** Limits the size of request bodies. */

const MEGABYTE = 1024 * 1024;
const LIMIT_FOR_PEOPLE = MEGABYTE;
/** A batch of rows is larger than what a person types. */
const LIMIT_FOR_SYSTEMS = 5 * MEGABYTE;

/** Whether the path is a call, or a batch of calls, of `system.*` procedures only. */
export const isSystemCall = (path: string): boolean =>
  /^\/trpc\/system\.[\w.]+(,system\.[\w.]+)*$/u.test(path);

/**
 * Refuses a body that is too large. A declared length is checked before any byte is read. A chunked body is counted while its handler
 * reads it; counting it here would keep the whole body in memory for callers whom no handler has authorized yet.
 */
export const limitBodySize: MiddlewareHandler = (c, next) => {
  const { raw } = c.req;
  const limit = isSystemCall(c.req.path) ? LIMIT_FOR_SYSTEMS : LIMIT_FOR_PEOPLE;
  if (Number(raw.headers.get('content-length') ?? 0) > limit) throw new AppError('body_too_large');
  if (raw.headers.has('transfer-encoding') && raw.body !== null)
    c.req.raw = limitStream(raw, raw.body, limit);
  return next();
};

function limitStream(request: Request, body: NonNullable<Request['body']>, limit: number): Request {
  let left = limit;
  const count = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(piece, pieces) {
      left -= piece.byteLength;
      if (left < 0) pieces.error(new AppError('body_too_large'));
      else pieces.enqueue(piece);
    },
  });
  const init = { body: body.pipeThrough(count), duplex: 'half' } satisfies RequestInit & { duplex: 'half' };
  return new Request(request, init);
}
