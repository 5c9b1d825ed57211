/** How new a row is where it comes from; null where nobody said. `updatedAt`: ISO 8601. */
export interface SourceVersion {
  version: number | null;
  updatedAt: string | null;
}
type Said = { [K in keyof SourceVersion]?: SourceVersion[K] | undefined };

/** So far a system's clock may be ahead: a day covers every mix-up of time zones. */
const MOST_AHEAD_MS = 86_400_000;

/**
 * The instant in microseconds, as PostgreSQL keeps it: two changes may fall into one millisecond. Null where nobody said one, or one that is
 * to come: a clock that was wrong once would bar all that is said after it.
 */
function instantOf(text: string | null | undefined, now: number): number | null {
  if (!text) return null;
  const milliseconds = Date.parse(text);
  if (milliseconds > now + MOST_AHEAD_MS) return null;
  const [, fraction = ''] = /\.(\d+)/u.exec(text) ?? [];
  return milliseconds * 1000 + Number(fraction.padEnd(6, '0').slice(3, 6));
}

/** A row that comes late changes nothing. Where either side says no version, or no time, it is not compared. */
export function isOlder(row: Said, held: SourceVersion | undefined, now = Date.now()): boolean {
  const { version, updatedAt } = held ?? {};
  const olderVersion = row.version != null && version != null && row.version < version;
  const [said, stands] = [instantOf(row.updatedAt, now), instantOf(updatedAt, now)];
  return olderVersion || (said !== null && stands !== null && said < stands);
}

/** What stands after a row that is not older: what it leaves out stays, and one instant is written in one way. */
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
