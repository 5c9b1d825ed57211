import type { Child } from './child.ts';
import { type ServerOptions, startServer } from './server.ts';

/** A server that ran this long had worked, so it is worth a restart. A first server that ends sooner would only end again. */
const SETTLED_MS = 10_000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Starts the server, and restarts it when it ended by itself after it had worked. The database driver can throw where nobody can catch it
 * when a connection breaks (porsager/postgres#1154); a new process is the clean answer, and loses nothing, since servers have no state. A
 * restarted server that finds no database yet starts again after pauses that grow.
 */
export function supervise(options: ServerOptions, settledMs = SETTLED_MS): Child {
  let ending = false;
  let hurry: (() => void) | undefined;
  let server = startServer(options);
  const pause = (ms: number) =>
    new Promise<void>((done) => {
      const timer = setTimeout(done, ms);
      hurry = () => (clearTimeout(timer), done());
    });
  const watch = async (): Promise<number> => {
    let settled = false;
    let pauseMs = 0;
    for (;;) {
      const started = Date.now();
      const code = await server.exited;
      const worked = Date.now() - started >= settledMs;
      settled ||= worked;
      if (ending || code === 0 || !settled) return code;
      process.stderr.write('lethe: the server ended unexpectedly and is started again\n');
      pauseMs = worked ? 0 : Math.min(Math.max(pauseMs * 2, 1_000), LONGEST_PAUSE_MS);
      if (pauseMs > 0) await pause(pauseMs);
      if (ending) return code;
      server = startServer(options);
    }
  };
  return {
    exited: watch(),
    get pid() {
      return server.pid;
    },
    end(signal) {
      ending = true;
      hurry?.();
      server.end(signal);
    },
  };
}
