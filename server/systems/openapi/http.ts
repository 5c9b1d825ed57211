import { Hono } from 'hono';
import { etag } from 'hono/etag';
import { openApiDocument } from './document.ts';

/** `GET /openapi.json`: the same for all callers until the next version, so it is built once and may be cached. */
export function openApiRoutes(url: string): Hono {
  let document: string | undefined;
  const routes = new Hono();
  routes.get('/openapi.json', etag(), (c) => {
    document ??= JSON.stringify(openApiDocument(url));
    return c.body(document, 200, {
      'content-type': 'application/json',
      'cache-control': 'public, max-age=300',
    });
  });
  return routes;
}
