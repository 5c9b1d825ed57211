import type { ReservedSql } from 'postgres';
import type { Pools } from '../../db/connect.ts';
import { isCustomerOpen, readSection, recordEndOfDownload } from './queries.ts';
import { DEADLINE_MS, type Section, STALLED_MS } from './rules.ts';
import { closing, createNesting, opening, rowsText, sectionClosing, sectionOpening } from './xml.ts';

/** Why a download did not arrive whole, in our words only; the reader just sees the connection break. */
class DownloadEnded extends Error {
  override name = 'DownloadEnded';
}

const inOurWords = (error: unknown): DownloadEnded =>
  error instanceof DownloadEnded ? error : new DownloadEnded('database failed');

/** The file in pieces, one batch of rows at a time. */
async function* personalDataXml(
  sql: ReservedSql,
  { sections, customerId, number }: Download,
): AsyncGenerator<string> {
  yield opening(new Date().toISOString());
  for (const section of sections) {
    yield sectionOpening(section);
    const nesting = section.inside === null ? null : createNesting(section, section.inside.section);
    for await (const rows of readSection(sql, section, customerId, number)) {
      yield nesting === null ? rowsText(section, rows) : nesting.text(rows);
    }
    yield (nesting?.end() ?? '') + sectionClosing(section);
  }
  yield closing;
}

export interface Download {
  pools: Pools;
  sections: Section[];
  customerId: string;
  /** The number under which the download is recorded. */
  number: number;
  stalledMs?: number | undefined;
  /** Called once, however it ends, when its connection is free again. */
  onEnd: () => void;
}

/**
 * A stream that reads the database only as fast as its reader takes it, from one snapshot. It ends early when the reader
 * goes away or stalls, when the time is up, or when a decision closes the customer: each time the connection is given
 * back and the end is recorded.
 */
export async function openDownload(download: Download): Promise<ReadableStream<Uint8Array>> {
  const { pools, customerId, stalledMs = STALLED_MS } = download;
  const sql = await reserveFor(download);
  const pieces = personalDataXml(sql, download);
  const run = createRun(download, sql, pieces);
  const startedAt = Date.now();
  let stalled: ReturnType<typeof setTimeout> | undefined;

  async function pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    clearTimeout(stalled);
    if (Date.now() - startedAt > DEADLINE_MS) throw new DownloadEnded('deadline');
    if (!(await isCustomerOpen(pools.app, customerId))) throw new DownloadEnded('customer closed');
    const piece = await pieces.next();
    if (run.ended()) return;
    if (piece.done === true) {
      await run.end('complete');
      controller.close();
      return;
    }
    stalled = setTimeout(() => {
      controller.error(new DownloadEnded('stalled'));
      void run.end('aborted');
    }, stalledMs);
    controller.enqueue(run.encode(piece.value));
  }

  const abort = async () => {
    clearTimeout(stalled);
    await run.end('aborted');
  };
  try {
    await sql`begin isolation level repeatable read read only`;
  } catch (error) {
    await abort();
    throw error;
  }
  return new ReadableStream<Uint8Array>(
    {
      pull: (controller) =>
        pull(controller).catch(async (error: unknown) => {
          await abort();
          throw inOurWords(error);
        }),
      cancel: abort,
    },
    { highWaterMark: 1 },
  );
}

/** Where there is no connection, nothing went out: that is the recorded end. */
async function reserveFor({ pools, number }: Download): Promise<ReservedSql> {
  try {
    return await pools.exports.reserve();
  } catch (error) {
    await recordEndOfDownload(pools.app, number, 'aborted', 0).catch(() => undefined);
    throw error;
  }
}

/** Counts what goes out, and does once what has to happen at the end, whoever ends it first. */
function createRun({ pools, number, onEnd }: Download, sql: ReservedSql, pieces: AsyncGenerator<string>) {
  const encoder = new TextEncoder();
  let bytes = 0;
  let ended = false;
  return {
    encode(piece: string): Uint8Array {
      const encoded = encoder.encode(piece);
      bytes += encoded.length;
      return encoded;
    },
    ended: () => ended,
    async end(outcome: 'complete' | 'aborted'): Promise<void> {
      if (ended) return;
      ended = true;
      try {
        // Returning ends the cursor; on a dead connection there is nothing left to end.
        await pieces.return(undefined).catch(() => undefined);
        await sql`rollback`.catch(() => undefined);
      } finally {
        sql.release();
        onEnd();
      }
      await recordEndOfDownload(pools.app, number, outcome, bytes).catch(() => undefined);
    },
  };
}
