import type { Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { openPools } from '../db/connect.ts';
import { fillDemo } from '../db/demo/fill.ts';
import { StartRefused, startFailure } from '../db/errors.ts';
import { refuseOtherSessions } from '../db/pooler.ts';
import { isEasyToGuess } from './accounts/password-strength.ts';
import { createPasswords } from './accounts/passwords.ts';
import { createApp } from './app.ts';
import { importBlacklistKey } from './blacklist/hmac.ts';
import { type Env, parseEnv } from './env.ts';
import { loadAssets } from './http/assets.ts';
import { createListener } from './http/listener.ts';
import { createMailbox, type Mailbox, mailboxSender } from './notifications/mailbox.ts';
import { resendSender } from './notifications/resend.ts';
import type { Send } from './notifications/send.ts';
import { smtpSender } from './notifications/smtp.ts';
import { announcement } from './runtime/announce.ts';
import { readAuthority } from './runtime/authority.ts';
import { createBell } from './runtime/bell.ts';
import { verifySecrets } from './runtime/fingerprints.ts';
import { refuseDemoDatabase, refuseRealDatabase } from './runtime/refuse-demo.ts';
import { refuseUnmigrated } from './runtime/refuse-unmigrated.ts';
import { startWorkers } from './runtime/workers.ts';
import { createFirstAdmin } from './team/queries.ts';

/* The only file that has effects when it is loaded. Its environment configures it. Its one argument is the folder of the web build;
   with `--launched` it ends when its standard input ends. */

const print = (line: string) => process.stdout.write(`${line}\n`);

async function start(): Promise<void> {
  const env = parseEnv((name) => process.env[name]);
  const pools = openPools(env.databaseUrl, {
    directUrl: env.directUrl,
    ca: await readAuthority(env.databaseCa),
  });
  await refuseOtherSessions(pools, env.directUrl !== undefined);
  await refuseUnmigrated(pools.app);
  await verifySecrets(pools.app, env);
  await (env.demo ? refuseRealDatabase(pools.app) : refuseDemoDatabase(pools.app));
  if (env.admin && isEasyToGuess(env.admin.password, env.admin.email))
    throw new StartRefused('LETHE_ADMIN_PASSWORD is easy to guess; choose another one');
  const passwords = createPasswords();
  if (env.demo) await fillDemo(pools.app, { hashPassword: passwords.hash, admin: env.admin });
  else if (env.admin) {
    const { email, password } = env.admin;
    const created = await createFirstAdmin(pools.app, {
      email,
      passwordHash: await passwords.hash(password),
    });
    if (!created) throw new StartRefused('LETHE_ADMIN_EMAIL belongs to a customer; choose another address');
  }
  const mailbox = env.demo && !env.mail ? createMailbox() : null;
  const blacklistKey = await importBlacklistKey(env.blacklistKey);
  const ending = new AbortController();
  const app = createApp({
    pools,
    erasureBell: createBell({ sql: pools.notifications, channel: 'lethe_erasures', signal: ending.signal }),
    url: env.url,
    secret: env.secret,
    blacklistKey,
    secondFactorRequired: !env.demo,
    singleSignOn: env.singleSignOn ?? undefined,
    proxy: env.proxy,
    passwords,
    mailbox,
    mailProvider: env.mail?.provider,
    webhookHosts: env.webhookHosts,
    assets: await loadAssets(process.argv[2] ?? fileURLToPath(new URL('../dist/web/', import.meta.url))),
  });
  // Asked before anybody is served: a connection that is cut later cannot end the start any more.
  const lines = await announcement(pools.app, env);
  const server = createListener({ fetch: app.fetch, url: env.url, secret: env.secret });
  await listen(server, env);
  const send = senderOf(env, mailbox);
  const workers = startWorkers({
    pools,
    blacklistKey,
    url: env.url,
    send,
    webhooks: { secret: env.secret, hosts: env.webhookHosts },
    signal: ending.signal,
  });
  endOnSignal(server, ending, async () => {
    await workers;
    await pools.end();
  });
  for (const line of lines) print(line);
}

function senderOf(env: Env, mailbox: Mailbox | null): Send | null {
  if (env.mail?.provider === 'smtp') return smtpSender({ ...env.mail, url: env.url });
  if (env.mail?.provider === 'resend') return resendSender(env.mail);
  return mailbox && mailboxSender(mailbox);
}

function listen(server: Server, { host, port }: Env): Promise<void> {
  return new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(port, host, () => done());
  });
}

function endOnSignal(server: Server, ending: AbortController, release: () => Promise<void>): void {
  const end = () => {
    if (ending.signal.aborted) return;
    ending.abort();
    // Running calls may finish, but a stalled reader must not delay the end.
    setTimeout(() => process.exit(0), 5_000).unref();
    server.close(() => void release().then(() => process.exit(0)));
    server.closeIdleConnections();
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  if (process.argv.includes('--launched')) process.stdin.once('end', end).once('error', end).resume();
}

/** The failure in one line that a person can act on. */
function reason(error: unknown, port: string): string {
  if (error instanceof StartRefused) return error.message;
  const { code = '' } = error as { code?: string };
  if (code === 'EADDRINUSE') return `PORT ${port} is taken; choose another with PORT=…`;
  if (code === 'EACCES') return `PORT ${port} needs more rights than this account has`;
  return startFailure(error, 'DATABASE_URL');
}

start().catch((error: unknown) => {
  process.stderr.write(`lethe: ${reason(error, process.env.PORT ?? '3000')}\n`);
  process.exit(1);
});
