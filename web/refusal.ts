import * as v from 'valibot';
import { pageOwnerHeaders } from './page-owner.ts';

/** A refusal outside tRPC, in the shape of tRPC's. `kind`: a name of the error catalog, or a key of `locales/en/errors.ts`. */
export class Refusal extends Error {
  readonly data: { kind: string; field?: string | undefined };

  constructor(kind: string, message = kind, field?: string) {
    super(message);
    this.data = { kind, field };
  }
}

const Body = v.object({
  error: v.object({
    message: v.string(),
    data: v.object({ kind: v.string(), field: v.optional(v.string()) }),
  }),
});

/** Posts JSON. Errors: Refusal. */
export async function post(path: string, body: object): Promise<Response> {
  const answer = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...pageOwnerHeaders() },
    body: JSON.stringify(body),
  });
  if (answer.ok) return answer;
  const refused = v.safeParse(Body, await answer.json().catch(() => null));
  if (!refused.success) throw new Refusal('unexpected');
  const { message, data } = refused.output.error;
  throw new Refusal(data.kind, message, data.field);
}
