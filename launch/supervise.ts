import { type Server, type ServerOptions, startServer } from './server.ts';

/** A server that ran this long had worked: what ends it then is an accident. One that ends sooner would end again. */
const SETTLED_MS = 10_000;

/**
 * The server, started again where it ended by itself after it had worked: the database's driver can throw where nobody can catch it when
 * a connection breaks (porsager/postgres#1154), and then a new process is the clean way on. No state is lost, since it has none.
 */
export function supervise(options: ServerOptions, settledMs = SETTLED_MS): Server {
  let ending = false;
  let server = startServer(options);
  const watch = async (): Promise<number> => {
    for (;;) {
      const started = Date.now();
      const code = await server.exited;
      if (ending || code === 0 || Date.now() - started < settledMs) return code;
      process.stderr.write('lethe: the server ended unexpectedly and is started again\n');
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
      server.end(signal);
    },
  };
}
