import { Hono } from 'hono';
import type { Sql } from 'postgres';
import { AppError } from '../../errors.ts';
import { findPicture } from './queries.ts';
import { LOGO_PATH } from './rules.ts';

/** The picture of a path never changes, so whoever has it need not ask again. */
const FOREVER = 'public, max-age=31536000, immutable';

/** The operator's logo, for everybody: the sign-in page shows it. */
export function logoRoutes(sql: Sql): Hono {
  const app = new Hono();
  app.get(`${LOGO_PATH}:hash`, async (c) => {
    const hash = c.req.param('hash');
    const picture = /^[0-9a-f]{64}$/u.test(hash) ? await findPicture(sql, hash) : undefined;
    if (picture === undefined) throw new AppError('not_found');
    const etag = `"${hash}"`;
    if (c.req.header('if-none-match') === etag) return c.body(null, 304, { etag, 'cache-control': FOREVER });
    return c.body(new Uint8Array(picture.image), 200, {
      'content-type': picture.type,
      'cache-control': FOREVER,
      etag,
    });
  });
  return app;
}
