import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '../../db/connect.ts';
import { type EmbeddedPostgres, startEmbedded } from '../../db/embedded.ts';
import { startProxy } from './proxy.ts';
import { eventually } from './waiting.ts';

/** A primary and its standby, both copied from the same cold data folder. */
export interface Pair {
  primary: EmbeddedPostgres;
  standby: EmbeddedPostgres;
  /** Ends the primary as a power cut does, and makes the standby the primary. */
  failOver(): Promise<void>;
  /** From now on the standby hears nothing. */
  cutOff(): void;
  stop(): Promise<void>;
}

const NAME = 'lethe_standby';

/** A data folder, filled by `fill` and ended cleanly. Answers its path; the caller removes it. */
export async function coldFolder(fill: (url: string) => Promise<void>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lethe-cold-'));
  const postgres = await startEmbedded(folder);
  try {
    await fill(postgres.url);
  } finally {
    await postgres.stop();
  }
  return folder;
}

/** Starts both, and waits until the standby follows. `synchronous`: whether a commit waits for its disk. */
export async function startPair(cold: string, synchronous: boolean): Promise<Pair> {
  const folder = await mkdtemp(join(tmpdir(), 'lethe-pair-'));
  const [one, two] = [join(folder, 'one'), join(folder, 'two')];
  for (const copy of [one, two]) execFileSync('cp', ['-a', cold, copy]);
  const primary = await startEmbedded(one, {
    settings: synchronous ? { synchronous_standby_names: NAME } : {},
  });
  await writeFile(join(two, 'postgres/standby.signal'), '');
  const link = await startProxy(primary.url);
  const { hostname, port, username, password } = new URL(link.url);
  const standby = await startEmbedded(two, {
    settings: {
      primary_conninfo: `host=${hostname} port=${port} user=${username} password=${password} application_name=${NAME}`,
    },
  });
  const state = synchronous ? 'sync' : 'async';
  await onceAsked(primary.url, async (sql) => {
    const [row] = await sql`select sync_state as state from pg_stat_replication`;
    if (row?.state !== state) throw new Error(`the standby is not ${state} yet`);
  });
  return {
    primary,
    standby,
    async failOver() {
      process.kill(primary.pid, 'SIGKILL');
      await primary.exited;
      await onceAsked(standby.url, async (sql) => {
        await sql`select pg_promote()`;
      });
    },
    cutOff: () => link.mute(),
    async stop() {
      await link.stop();
      await standby.stop();
      await primary.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Asks until there is an answer. */
async function onceAsked(
  url: string,
  ask: (sql: ReturnType<typeof connect>) => Promise<void>,
): Promise<void> {
  const sql = connect(url, 1);
  try {
    await eventually(() => ask(sql), 60_000);
  } finally {
    await sql.end();
  }
}
