import type { MiddlewareHandler } from 'hono';
import { AppError } from '../errors.ts';

/** How much a request may bring. */

const MEGABYTE = 1024 * 1024;
const FOR_PEOPLE = MEGABYTE;
/** A batch of rows is larger than what a person types. */
const FOR_SYSTEMS = 5 * MEGABYTE;

/** A call, or a batch of calls, at the system door and no other. */
export const isSystemCall = (path: string): boolean =>
  /^\/trpc\/system\.[\w.]+(,system\.[\w.]+)*$/u.test(path);

/**
 * What is too large is refused before any handler reads it: what says so itself, before anything of it is read at all. What comes in
 * pieces is counted as the handler reads it, and it reads nothing of whoever is nobody yet: to be measured here it would be kept whole,
 * for each connection of anybody at all.
 */
export const limitBodySize: MiddlewareHandler = (c, next) => {
  const { raw } = c.req;
  const most = isSystemCall(c.req.path) ? FOR_SYSTEMS : FOR_PEOPLE;
  if (Number(raw.headers.get('content-length') ?? 0) > most) throw new AppError('body_too_large');
  if (raw.headers.has('transfer-encoding') && raw.body !== null) c.req.raw = counted(raw, raw.body, most);
  return next();
};

function counted(request: Request, body: NonNullable<Request['body']>, most: number): Request {
  let left = most;
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
