/** How new a row is where it comes from; null where nobody said. `updatedAt`: ISO 8601. */
export interface SourceVersion {
  version: number | null;
  updatedAt: string | null;
}
type Said = { [K in keyof SourceVersion]?: SourceVersion[K] | undefined };

/** A row that comes late changes nothing. Where either side says no version, or no time, it is not compared. */
export function isOlder(row: Said, held: SourceVersion | undefined): boolean {
  const { version, updatedAt } = held ?? {};
  const olderVersion = row.version != null && version != null && row.version < version;
  return (
    olderVersion || (!!row.updatedAt && !!updatedAt && Date.parse(row.updatedAt) < Date.parse(updatedAt))
  );
}

/** What stands after a row that is not older: what it leaves out stays, and one instant is written in one way. */
export function newest(row: Said, held: SourceVersion | undefined): SourceVersion {
  const sameTime = !row.updatedAt || Date.parse(row.updatedAt) === Date.parse(held?.updatedAt ?? '');
  return {
    version: row.version ?? held?.version ?? null,
    updatedAt: (sameTime ? held?.updatedAt : row.updatedAt) ?? null,
  };
}
