import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { AppError } from '../errors.ts';

/** An error of the catalog as an answer outside tRPC, in tRPC's own shape, so that clients read one shape only. */
export function refusalOf(error: AppError, more: Record<string, string> = {}) {
  const status = getHTTPStatusCodeFromError(error);
  const { kind, field, message, code, retryAfter } = error;
  const data = { code, httpStatus: status, kind, ...(field === undefined ? {} : { field }) };
  return {
    status,
    headers: {
      ...more,
      'content-type': 'application/json',
      'cache-control': 'no-store',
      ...(retryAfter === null ? {} : { 'retry-after': String(retryAfter) }),
    },
    body: JSON.stringify({ error: { message, code: TRPC_ERROR_CODES_BY_KEY[code], data } }),
  };
}

export function refuse(c: Context, error: AppError, more: Record<string, string> = {}): Response {
  const { status, headers, body } = refusalOf(error, more);
  return c.body(body, status as ContentfulStatusCode, headers);
}
