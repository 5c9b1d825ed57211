import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** HTTP by hand, on a connection of its own: what no client of this world would let a test write. */

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
  /** In the catalog's words; undefined where there are none. */
  kind: string | undefined;
}

export interface Spoken {
  answers: Answer[];
  /** How the server ended the connection; `open` where it did not. */
  end: 'ended' | 'open' | (string & {});
  ms: number;
}

interface Manner {
  /** Reads nothing before it has written everything, as simple clients do. */
  blind?: boolean;
  /** How long to wait for the end once everything was written. */
  waitMs?: number;
}

/** Writes the pieces, a pause where a number stands, and hears what comes back until the server ends the connection. */
export async function speak(
  url: string,
  pieces: Iterable<string | Buffer | number>,
  { blind = false, waitMs = 5_000 }: Manner = {},
): Promise<Spoken> {
  const began = performance.now();
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  let heard = '';
  let end: string = 'open';
  const over = new Promise<void>((done) => {
    socket.once('end', () => {
      end = 'ended';
      done();
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      end = error.code ?? error.name;
      done();
    });
    socket.once('close', () => done());
  });
  const listen = () => socket.on('data', (chunk) => void (heard += chunk.toString('latin1')));
  if (!blind) listen();
  await writeAll(socket, pieces, () => end !== 'open');
  if (blind) listen();
  await Promise.race([over, sleep(waitMs)]);
  socket.destroy();
  return { answers: answersIn(heard), end, ms: performance.now() - began };
}

async function writeAll(socket: Socket, pieces: Iterable<string | Buffer | number>, isOver: () => boolean) {
  for (const piece of pieces) {
    if (socket.destroyed || (isOver() && typeof piece === 'number')) return;
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    if (typeof piece === 'number') await sleep(piece);
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    else await new Promise((done) => socket.write(piece, done));
  }
}

function answersIn(text: string): Answer[] {
  const answers: Answer[] = [];
  let rest = text;
  while (rest !== '') {
    const headEnd = rest.indexOf('\r\n\r\n');
    if (headEnd === -1) throw new Error(`this is no answer: ${JSON.stringify(rest.slice(0, 200))}`);
    const [first = '', ...lines] = rest.slice(0, headEnd).split('\r\n');
    const headers = Object.fromEntries(
      lines.map((line) => [
        line.slice(0, line.indexOf(':')).toLowerCase(),
        line.slice(line.indexOf(':') + 2),
      ]),
    ) as Record<string, string>;
    const length = Number(headers['content-length'] ?? 0);
    const body = rest.slice(headEnd + 4, headEnd + 4 + length);
    answers.push({ status: Number(first.split(' ')[1]), headers, body, kind: kindIn(body) });
    rest = rest.slice(headEnd + 4 + length);
  }
  return answers;
}

function kindIn(body: string): string | undefined {
  try {
    const said = JSON.parse(body) as { error?: { data?: { kind?: string } } };
    return said.error?.data?.kind;
  } catch {
    return undefined;
  }
}

/** The head of a POST of JSON, as our own page or a system sends it. */
export function headOf(path: string, headers: Record<string, string> = {}, method = 'POST'): string {
  const all = { host: '127.0.0.1', 'content-type': 'application/json', ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
}
