/** How new a row is by its system's own count or clock; null where the system did not say. `updatedAt`: ISO 8601. */
export interface SourceVersion {
  version: number | null;
  updatedAt: string | null;
}
type Said = { [K in keyof SourceVersion]?: SourceVersion[K] | undefined };

/** So far a system's clock may be ahead: a day covers every mix-up of time zones. */
const MOST_AHEAD_MS = 86_400_000;

/**
 * The instant in microseconds, as PostgreSQL keeps it: two changes may fall into one millisecond. Null where the system said none, or one
 * far ahead: a clock that was wrong once would bar all that is said after it.
 */
function instantOf(text: string | null | undefined, now: number): number | null {
  if (!text) return null;
  const milliseconds = Date.parse(text);
  if (milliseconds > now + MOST_AHEAD_MS) return null;
  const [, fraction = ''] = /\.(\d+)/u.exec(text) ?? [];
  return milliseconds * 1000 + Number(fraction.padEnd(6, '0').slice(3, 6));
}

/** Whether a row came late. Versions are compared where both sides have one, and so are times. */
export function isOlder(row: Said, held: SourceVersion | undefined, now = Date.now()): boolean {
  const { version, updatedAt } = held ?? {};
  const olderVersion = row.version != null && version != null && row.version < version;
  const [said, stands] = [instantOf(row.updatedAt, now), instantOf(updatedAt, now)];
  return olderVersion || (said !== null && stands !== null && said < stands);
}

/** What to keep after a row that is not older. What it leaves out stays; an equal instant keeps the spelling it has. */
export function newest(row: Said, held: SourceVersion | undefined, now = Date.now()): SourceVersion {
  const said = instantOf(row.updatedAt, now);
  const stands = said === null || said === instantOf(held?.updatedAt, now);
  return {
    version: row.version ?? held?.version ?? null,
    updatedAt: (stands ? held?.updatedAt : inMicroseconds(row.updatedAt)) ?? null,
  };
}

/** Further digits are cut: PostgreSQL would round them, and the same row, said again, would be older. */
const inMicroseconds = (text: string | null | undefined) => text?.replace(/(\.\d{6})\d+/u, '$1');
