/** How new a row is by its system's own counter or clock; null if the system did not send it. `updatedAt`: ISO 8601. */
export interface SourceVersion {
  version: number | null;
  updatedAt: string | null;
}
type PartialVersion = { [K in keyof SourceVersion]?: SourceVersion[K] | undefined };

/** How far a system's clock may be ahead: a day covers every mix-up of time zones. */
const MAX_CLOCK_LEAD_MS = 86_400_000;

/**
 * The instant in microseconds, as PostgreSQL stores it: two changes may fall into one millisecond. Null without an instant, or if it is far in
 * the future: one wrong clock would make all later rows too old.
 */
function toMicroseconds(text: string | null | undefined, now: number): number | null {
  if (!text) return null;
  const milliseconds = Date.parse(text);
  if (milliseconds > now + MAX_CLOCK_LEAD_MS) return null;
  const [, fraction = ''] = /\.(\d+)/u.exec(text) ?? [];
  return milliseconds * 1000 + Number(fraction.padEnd(6, '0').slice(3, 6));
}

/** Whether a row is older than the stored one. Versions are compared if both sides have one, and so are instants. */
export function isOlder(row: PartialVersion, stored: SourceVersion | undefined, now = Date.now()): boolean {
  const { version, updatedAt } = stored ?? {};
  const olderVersion = row.version != null && version != null && row.version < version;
  const [reported, current] = [toMicroseconds(row.updatedAt, now), toMicroseconds(updatedAt, now)];
  return olderVersion || (reported !== null && current !== null && reported < current);
}

/** The version to store after a row that is not older. Parts that the row leaves out stay; an equal instant keeps its stored spelling. */
export function newestVersion(
  row: PartialVersion,
  stored: SourceVersion | undefined,
  now = Date.now(),
): SourceVersion {
  const reported = toMicroseconds(row.updatedAt, now);
  const isKept = reported === null || reported === toMicroseconds(stored?.updatedAt, now);
  return {
    version: row.version ?? stored?.version ?? null,
    updatedAt: (isKept ? stored?.updatedAt : truncateToMicroseconds(row.updatedAt)) ?? null,
  };
}

/** Cuts digits beyond microseconds: PostgreSQL would round them up, and the same row, sent again, would count as older. */
const truncateToMicroseconds = (text: string | null | undefined) => text?.replace(/(\.\d{6})\d+/u, '$1');
