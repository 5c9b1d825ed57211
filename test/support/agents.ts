import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { text as textOf } from 'node:stream/consumers';

/** One call's outcome in a word: `413 body_too_large`, or what broke. */
export type Told = string;

const toldBy = (status: number, body: string): Told => {
  const { error } = JSON.parse(body) as { error?: { data: { kind: string } } };
  return error === undefined ? String(status) : `${status} ${error.data.kind}`;
};

export interface Call {
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

/** The calls one after the other by the runtime's own `fetch`, which keeps its connections. */
export async function byFetch(url: string, calls: Call[]): Promise<Told[]> {
  const all: Told[] = [];
  for (const { path, headers, body } of calls) {
    const init = body === undefined ? {} : { method: 'POST', body };
    // oxlint-disable-next-line no-await-in-loop -- on one connection
    const told = await fetch(url + path, {
      headers: { 'content-type': 'application/json', ...headers },
      ...init,
    })
      .then(async (answer) => toldBy(answer.status, await answer.text()))
      .catch((error: Error) => `broken: ${(error.cause as Error | undefined)?.message ?? error.message}`);
    all.push(told);
  }
  return all;
}

/** The calls one after the other by one connection that is kept as long as the server lets it. */
export async function byAgent(url: string, calls: Call[]): Promise<Told[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const all: Told[] = [];
  // oxlint-disable-next-line no-await-in-loop -- on one connection
  for (const call of calls) all.push(await one(agent, url, call));
  agent.destroy();
  return all;
}

async function one(agent: Agent, url: string, { path, headers, body }: Call): Promise<Told> {
  const sent = { 'content-type': 'application/json', ...headers };
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const method = body === undefined ? 'GET' : 'POST';
  const call = request(url + path, { agent, method, headers: { ...sent, ...length } });
  const broken = new Promise<never>((_, fail) => {
    call.on('error', fail);
  });
  // What breaks after the answer is no business of the call any more.
  broken.catch(() => undefined);
  call.end(body);
  try {
    const [answer] = (await Promise.race([once(call, 'response'), broken])) as [IncomingMessage];
    return toldBy(answer.statusCode ?? 0, await textOf(answer));
  } catch (error) {
    return `broken: ${(error as Error).message}`;
  }
}

/** How often each came. */
export const tally = (all: Told[]): Record<Told, number> => {
  const counts: Record<Told, number> = {};
  for (const told of all) counts[told] = (counts[told] ?? 0) + 1;
  return counts;
};
