import type { Sql } from 'postgres';
import type { Bell } from '../../runtime/bell.ts';
import { requireValidKey } from '../keys/admit.ts';
import { listErasures, listOverdueErasures, type NumberedErasure, recordNotified } from './queries.ts';
import type { Feed, FeedInput } from './schema.ts';

/** A waiting call reads the erasures this often even if the database sends no notification. */
const LOOK_MS = 5_000;

interface Reader {
  sql: Sql;
  systemId: string;
  systemKey: string | null;
  erasureBell: Bell;
}

/** Reads the system's erasures; waits up to `waitSeconds` for news. */
export async function readFeed(
  { sql, systemKey, erasureBell, systemId }: Reader,
  { after, limit, waitSeconds }: FeedInput,
  signal: AbortSignal | undefined,
): Promise<Feed> {
  const until = Date.now() + waitSeconds * 1_000;
  for (;;) {
    const rings = await erasureBell.listen();
    const rows = await listErasures(sql, systemId, { after, limit });
    const overdue = after === undefined ? [] : await listOverdueErasures(sql, systemId, after, limit);
    const left = until - Date.now();
    const over = erasureBell.hasEnded() || signal?.aborted === true;
    const news = rows.flatMap(({ isNews, erasureId }) => (isNews ? [erasureId] : []));
    // Overdue and recently read erasures do not end the wait: a system that never acknowledges would ask without a pause.
    if (news.length > 0 || left <= 0 || over) {
      if (news.length > 0 && !over) await recordNotified(sql, news);
      return {
        items: rows.map(({ isNews: _isNews, ...row }) => withoutNumber(row)),
        nextCursor: rows.at(-1)?.number ?? after ?? 0,
        overdue: overdue.map(withoutNumber),
      };
    }
    await erasureBell.waitForRing(rings, Math.min(left, LOOK_MS), signal);
    // A key that was revoked during the wait learns nothing more.
    await requireValidKey(sql, systemKey);
  }
}

/** The number is only the cursor; it is no part of the answer. */
function withoutNumber({ number: _number, ...erasure }: NumberedErasure): Feed['items'][number] {
  return erasure;
}
