import type { Context } from 'hono';
import { clientFacts } from '../client-facts.ts';
import { AppError } from '../errors.ts';
import { refuse } from '../guards.ts';
import { ACTIONS, type Auth, CLIENT_ADDRESS_HEADER } from './auth.ts';

/** POST /api/auth/… for the few account actions; everything else there is nothing. */
export async function answerAccounts(auth: Auth, proxy: string | null, c: Context): Promise<Response> {
  const action = c.req.path.replace(/^\/api\/auth\//u, '');
  if (c.req.method !== 'POST' || !ACTIONS.includes(action)) return refuse(c, new AppError('not_found'));
  const body = await c.req.text();
  if (body.includes('\\u0000') || body.includes('\0')) return refuse(c, new AppError('invalid_input'));
  const headers = new Headers(c.req.raw.headers);
  headers.set(CLIENT_ADDRESS_HEADER, clientFacts(c, proxy).ipAddress ?? '');
  const response = await auth.handler(new Request(c.req.url, { method: 'POST', headers, body }));
  const answer = new Response(response.body, response);
  answer.headers.set('cache-control', 'no-store');
  return answer;
}
