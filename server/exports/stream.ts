import type { TransactionSql } from 'postgres';
import type { Pools } from '../../db/connect.ts';
import { CONNECTION_LOST } from '../../db/errors.ts';
import { retryTransaction } from '../../db/transaction.ts';
import { writeForCustomer } from '../customers/lock.ts';
import { AppError } from '../errors.ts';
import { findOperator } from '../settings/queries.ts';
import {
  isCustomerOpen,
  readSection,
  recordDownload,
  recordEndOfDownload,
  takeDownloadSlot,
} from './queries.ts';
import { DEADLINE_MS, PIECE_BYTES, type Section, STALLED_MS } from './rules.ts';
import { openSnapshot, type Snapshot } from './snapshot.ts';
import { closing, createRowWriter, opening, sectionClosing, sectionOpening } from './xml.ts';

/** The slowest pace at which a reader may take a file, averaged over a window so that a short pause does no harm. */
export interface Pace {
  bytesPerSecond: number;
  windowMs: number;
}

/** The server cuts off a reader that is slower than this for a minute: 64 kbit/s, a slow telephone line. */
export const MINIMUM_PACE: Pace = { bytesPerSecond: 8 * 1024, windowMs: 60_000 };

/** Answers after each piece, from its bytes and the reader's own time for it, whether the reader is too slow. The database's time does not count. */
export function createPaceKeeper({ bytesPerSecond, windowMs }: Pace): (bytes: number, ms: number) => boolean {
  let taken = 0;
  let passed = 0;
  return (bytes, ms) => {
    taken += bytes;
    passed += ms;
    if (passed < windowMs) return false;
    const tooSlow = taken < (bytesPerSecond * passed) / 1_000;
    taken = 0;
    passed = 0;
    return tooSlow;
  };
}

/** Why a download broke off, in our own words, for the log only; the reader just sees the connection break. */
class DownloadEnded extends Error {
  override name = 'DownloadEnded';
}

const toDownloadEnded = (error: unknown): DownloadEnded =>
  error instanceof DownloadEnded ? error : new DownloadEnded('database failed');

/** The file in pieces, one batch of rows at a time. */
async function* personalDataXml(
  sql: TransactionSql,
  { sections, customerId, schemaUrl }: Download,
): AsyncGenerator<string> {
  yield opening(new Date().toISOString(), schemaUrl, await findOperator(sql));
  for (const section of sections) {
    yield sectionOpening(section);
    const writer = createRowWriter(section);
    for await (const rows of readSection(sql, section, customerId)) yield writer.text(rows);
    yield writer.end() + sectionClosing(section);
  }
  yield closing;
}

/** Splits large batches, so that the server notices that a slow reader still takes data. */
async function* inPieces(texts: AsyncGenerator<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const text of texts) {
    const bytes = encoder.encode(text);
    for (let from = 0; from < bytes.length; from += PIECE_BYTES)
      yield bytes.subarray(from, from + PIECE_BYTES);
  }
}

export interface Download {
  pools: Pools;
  sections: Section[];
  customerId: string;
  /** The public address of the schema. */
  schemaUrl: string;
  stalledMs?: number | undefined;
  pace?: Pace | undefined;
  /** Called once when the connection is free again, however the download ends. */
  onEnd: () => void;
}

/**
 * Opens a stream that reads one snapshot of the database, only as fast as its reader takes it. It breaks off when the reader goes away
 * or stalls, when the time is up, when a decision closes the customer, or when the database goes away. Each time it gives the connection
 * back and records the end. Errors, with nothing opened: `export_running`, `customer_closed`.
 */
export async function openDownload(download: Download): Promise<ReadableStream<Uint8Array>> {
  const { pools, customerId, stalledMs = STALLED_MS, pace = MINIMUM_PACE } = download;
  const snapshot = await retryTransaction(() => openSnapshot(pools.exports), CONNECTION_LOST);
  const number = await recordStart(download, snapshot);
  const pieces = inPieces(personalDataXml(snapshot.sql, download));
  const run = createRun(download, number, snapshot, pieces);
  const startedAt = Date.now();
  const isTooSlow = createPaceKeeper(pace);
  const offered = { bytes: 0, at: startedAt };
  let stallTimer: ReturnType<typeof setTimeout> | undefined;

  async function pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    clearTimeout(stallTimer);
    if (isTooSlow(offered.bytes, Date.now() - offered.at)) throw new DownloadEnded('too slow');
    if (Date.now() - startedAt > DEADLINE_MS) throw new DownloadEnded('deadline');
    if (!(await isCustomerOpen(pools.app, customerId))) throw new DownloadEnded('customer closed');
    if (snapshot.isBroken()) throw new DownloadEnded('database failed');
    const piece = await pieces.next();
    if (run.ended()) return;
    if (piece.done === true) {
      await run.end('complete');
      controller.close();
      return;
    }
    stallTimer = setTimeout(() => {
      controller.error(new DownloadEnded('stalled'));
      void run.end('aborted');
    }, stalledMs);
    run.count(piece.value);
    Object.assign(offered, { bytes: piece.value.length, at: Date.now() });
    controller.enqueue(piece.value);
  }

  const abort = async () => {
    clearTimeout(stallTimer);
    await run.end('aborted');
  };
  return new ReadableStream<Uint8Array>(
    {
      pull: (controller) =>
        pull(controller).catch(async (error: unknown) => {
          await abort();
          throw toDownloadEnded(error);
        }),
      cancel: abort,
    },
    { highWaterMark: 1 },
  );
}

/** Takes a download slot of the customer and records the download, before its first byte. */
async function recordStart({ pools, customerId }: Download, snapshot: Snapshot): Promise<number> {
  try {
    if (!(await takeDownloadSlot(snapshot.sql, customerId))) throw new AppError('export_running');
    return await writeForCustomer(pools.app, customerId, (tx) => recordDownload(tx, customerId));
  } catch (error) {
    await snapshot.close();
    throw error;
  }
}

/** Counts the bytes that go out, and ends the download exactly once. */
function createRun(
  { pools, onEnd }: Download,
  number: number,
  snapshot: Snapshot,
  pieces: AsyncGenerator<Uint8Array>,
) {
  let bytes = 0;
  let ended = false;
  return {
    count(piece: Uint8Array): void {
      bytes += piece.length;
    },
    ended: () => ended,
    async end(outcome: 'complete' | 'aborted'): Promise<void> {
      if (ended) return;
      ended = true;
      // `return` ends the cursor; a broken connection has none.
      if (!snapshot.isBroken()) await pieces.return(undefined).catch(() => undefined);
      await snapshot.close();
      onEnd();
      await recordEndOfDownload(pools.app, number, outcome, bytes).catch(() => undefined);
    },
  };
}
