import { createServer } from 'node:net';

/** Checks the port before anything starts. Errors: one line, where the port is taken or needs more rights. */
export function refuseTakenPort(host: string, port: string, command = 'npm start'): Promise<void> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) =>
      fail(new Error(reason(error, host, port, command))),
    );
    probe.listen(Number(port), host, () => probe.close(() => done()));
  });
}

function reason({ code }: NodeJS.ErrnoException, host: string, port: string, command: string): string {
  if (code === 'EADDRINUSE') return `PORT ${port} is taken; choose another, as in PORT=3001 ${command}`;
  if (code === 'EACCES') return `PORT ${port} needs more rights than this account has`;
  return `HOST ${host} is not an address of this machine`;
}
