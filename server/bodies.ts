import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { AppError } from './errors.ts';

/** How much a request may bring. */

const MEGABYTE = 1024 * 1024;
const FOR_PEOPLE = MEGABYTE;
/** A batch of rows is larger than what a person types. */
const FOR_SERVICES = 5 * MEGABYTE;

/** A call, or a batch of calls, at the service door and no other. */
export const isServiceCall = (path: string): boolean =>
  /^\/trpc\/service\.[\w.]+(,service\.[\w.]+)*$/u.test(path);

/** What is too large is refused before any handler reads it: what says so itself, before anything of it is read at all. */
export const smallBodies: MiddlewareHandler = (c, next) => {
  const { headers } = c.req.raw;
  const most = isServiceCall(c.req.path) ? FOR_SERVICES : FOR_PEOPLE;
  if (Number(headers.get('content-length') ?? 0) > most) throw new AppError('body_too_large');
  if (!headers.has('transfer-encoding')) return next();
  return most === FOR_SERVICES ? measuredAsRead(c, next) : measuredAtOnce(c, next);
};

const measuredAtOnce = bodyLimit({
  maxSize: FOR_PEOPLE,
  onError() {
    throw new AppError('body_too_large');
  },
});

/**
 * What comes in pieces is counted as the handler reads it, and it reads nothing of whoever has shown no key: to be measured here it would
 * be kept whole, 5 MB for each connection of anybody at all.
 */
const measuredAsRead: MiddlewareHandler = (c, next) => {
  const { raw } = c.req;
  if (raw.body === null) return next();
  let left = FOR_SERVICES;
  const measure = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(piece, pieces) {
      left -= piece.byteLength;
      if (left < 0) pieces.error(new AppError('body_too_large'));
      else pieces.enqueue(piece);
    },
  });
  const init = { body: raw.body.pipeThrough(measure), duplex: 'half' } satisfies RequestInit & {
    duplex: 'half';
  };
  c.req.raw = new Request(raw, init);
  return next();
};
