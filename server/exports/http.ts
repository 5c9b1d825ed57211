import type { ServerResponse } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import type { Pools } from '../../db/connect.ts';
import { PAGE_OF } from '../accounts/rules.ts';
import { AppError } from '../errors.ts';
import { requireConfirmation, requireCustomer, requireManagementOn } from '../http/ladder.ts';
import { isPageOfAnotherAccount, type Viewer } from '../http/session.ts';
import { personalDataMap } from '../personal-data/map.ts';
import { STRICT_CONFIRMATION_MINUTES } from '../values/limits-and-periods.ts';
import { SCHEMA_PATH, sectionsOf } from './rules.ts';
import { openDownload, type Pace } from './stream.ts';
import { schemaOf } from './xsd.ts';

export interface ExportDeps {
  pools: Pools;
  /** The public address of this server; the file refers to its XML schema. */
  url: string;
  /** Who is asking, by the session cookie. */
  viewerOf: (request: Request) => Promise<Viewer>;
  /** How long a reader may stall, and how slow it may be; tests shorten both. */
  stalledMs?: number;
  pace?: Pace;
  /** How long the database may take to give its first answer. */
  answerMs?: number;
}

/** Much longer than a working database takes, and as long as a person should wait to hear that the database is down. */
const ANSWER_MS = 10_000;

/** As many downloads as the pool has connections, so that none waits for a connection. */
const MAX_RUNNING = 4;

const headers = {
  'content-type': 'application/xml; charset=utf-8',
  'content-disposition': 'attachment; filename="personal-data.xml"',
  'cache-control': 'private, no-store',
};

export function exportRoutes({
  pools,
  url,
  viewerOf,
  stalledMs,
  pace,
  answerMs = ANSWER_MS,
}: ExportDeps): Hono {
  const app = new Hono();
  const sections = sectionsOf(personalDataMap);
  const schema = schemaOf(sections);
  let running = 0;

  app.get(SCHEMA_PATH, (c) => c.body(schema, 200, { 'content-type': 'application/xml; charset=utf-8' }));

  app.post('/exports/personal-data.xml', async (c) => {
    const viewer = await answerInTime(viewerOf(c.req.raw), answerMs, async () => undefined);
    if (isPageOfAnotherAccount(viewer, c.req.header(PAGE_OF) ?? null)) throw new AppError('other_account');
    const customerId = requireDownloader(viewer);
    if (running >= MAX_RUNNING) throw new AppError('export_busy');
    running += 1;
    const onEnd = () => {
      running -= 1;
    };
    const opening = openDownload({
      pools,
      sections,
      customerId,
      schemaUrl: url + SCHEMA_PATH,
      stalledMs,
      pace,
      onEnd,
    });
    // A download that waits for its connection keeps its place, even after the person got `database_unavailable`.
    opening.catch(onEnd);
    const file = await answerInTime(opening, answerMs, (late) => late.cancel());
    const { outgoing } = (c.env ?? {}) as Partial<HttpBindings>;
    return c.body(outgoing === undefined ? file : cutConnectionWhenBroken(file, outgoing), 200, headers);
  });
  return app;
}

/** Answers the customer whose data may leave: one who entered the password a moment ago. Access needs no consent (GDPR Art. 15). */
function requireDownloader(viewer: Viewer): string {
  const customer = requireCustomer(viewer);
  requireManagementOn(customer);
  requireConfirmation(STRICT_CONFIRMATION_MINUTES, customer);
  return customer.customerId;
}

/**
 * The database's first answer in time, else `database_unavailable`. Where connections are accepted and nobody answers, the driver
 * lets each download wait for 5 s, one after the other. `giveBack` gets an answer that comes too late.
 */
async function answerInTime<T>(
  answer: Promise<T>,
  withinMs: number,
  giveBack: (late: T) => Promise<void>,
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<never>((_, refuse) => {
    timer = setTimeout(() => {
      refuse(new AppError('database_unavailable'));
      answer.then(giveBack).catch(() => undefined);
    }, withinMs);
  });
  return Promise.race([answer, tooLate]).finally(() => clearTimeout(timer));
}

/**
 * Passes the file on, and cuts the connection when the file breaks off. A failing stream would cut it too, but @hono/node-server 2.1
 * then prints the error with its stack, and a decision that ends a download is no cause for alarm.
 */
function cutConnectionWhenBroken(
  file: ReadableStream<Uint8Array>,
  outgoing: Pick<ServerResponse, 'destroy'>,
): ReadableStream<Uint8Array> {
  const reader = file.getReader();
  reader.closed.catch(() => outgoing.destroy());
  return new ReadableStream<Uint8Array>(
    {
      pull: (controller) =>
        reader.read().then(
          ({ done, value }) => (done ? controller.close() : controller.enqueue(value)),
          // The connection is cut, so the server cancels this stream.
          () => undefined,
        ),
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}
