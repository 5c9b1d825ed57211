/** A browser's manners without the browser: keeps cookies, names its origin, speaks JSON. */
export interface Client {
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** POSTs JSON as the product's own pages do. */
  post(path: string, body: unknown): Promise<Response>;
  /** Calls a tRPC procedure by POST; answers its data, or throws a `CallError`. */
  call<T = unknown>(procedure: string, input?: unknown): Promise<T>;
  cookies: Map<string, string>;
}

/** What a refused tRPC call says. */
export class CallError extends Error {
  readonly status: number;
  readonly kind: string | undefined;
  readonly field: string | undefined;
  readonly problem: string | undefined;

  constructor(
    status: number,
    error: { message?: string; data?: { kind?: string; field?: string; problem?: string } },
  ) {
    super(error.message ?? `status ${status}`);
    this.status = status;
    this.kind = error.data?.kind;
    this.field = error.data?.field;
    this.problem = error.data?.problem;
  }
}

export function createClient(url: string): Client {
  const cookies = new Map<string, string>();

  async function send(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (cookies.size > 0)
      headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    if (!headers.has('origin')) headers.set('origin', new URL(url).origin);
    const response = await fetch(new URL(path, url), { redirect: 'manual', ...init, headers });
    for (const line of response.headers.getSetCookie()) keep(cookies, line);
    return response;
  }

  const post = (path: string, body: unknown) =>
    send(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  async function call<T>(procedure: string, input: unknown = {}): Promise<T> {
    const response = await post(`/trpc/${procedure}`, input);
    const answer = (await response.json()) as {
      result?: { data: T };
      error?: ConstructorParameters<typeof CallError>[1];
    };
    if (!response.ok || answer.error) throw new CallError(response.status, answer.error ?? {});
    return answer.result!.data;
  }

  return { fetch: send, post, call, cookies };
}

function keep(cookies: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split(';');
  const at = pair.indexOf('=');
  const name = pair.slice(0, at).trim();
  const gone = attributes.some((attribute) => /^\s*max-age=0\s*$/i.test(attribute));
  if (gone) cookies.delete(name);
  else cookies.set(name, pair.slice(at + 1).trim());
}
