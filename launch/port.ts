import { createServer } from 'node:net';

/** What browsers take for `localhost`. Where a program has the port on one of them and Lethe on the other, either may answer. */
const LOCALHOST = ['127.0.0.1', '::1'];

/** Checks the port before anything starts. Errors: one line, where the port is taken or needs more rights. */
export async function refuseTakenPort(host: string, port: string, command = 'npm start'): Promise<void> {
  const failure = await tryPort(host, port);
  if (failure !== undefined) throw new Error(reason(failure, host, port, command));
  if (![...LOCALHOST, 'localhost'].includes(host)) return;
  for (const other of LOCALHOST.filter((address) => address !== host)) {
    // A machine may have no IPv6.
    if ((await tryPort(other, port)) !== 'EADDRINUSE') continue;
    throw new Error(
      `PORT ${port} is taken at ${other}, where browsers look for localhost too; choose another, as in PORT=3001 ${command}`,
    );
  }
}

/** Answers the code of what keeps this account from listening there; undefined where nothing does. */
function tryPort(host: string, port: string): Promise<string | undefined> {
  return new Promise((done) => {
    const probe = createServer();
    probe.once('error', ({ code }: NodeJS.ErrnoException) => done(code ?? 'unknown'));
    probe.listen(Number(port), host, () => probe.close(() => done(undefined)));
  });
}

function reason(code: string, host: string, port: string, command: string): string {
  if (code === 'EADDRINUSE') return `PORT ${port} is taken; choose another, as in PORT=3001 ${command}`;
  if (code === 'EACCES') return `PORT ${port} needs more rights than this account has`;
  return `HOST ${host} is not an address of this machine`;
}
