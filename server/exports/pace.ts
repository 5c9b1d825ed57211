/** How slowly a file may be taken, on average over a while, so that a short pause does no harm. */
export interface Pace {
  bytesPerSecond: number;
  windowMs: number;
}

/**
 * Tells, of each piece a reader took and how long that lasted, whether they have become too slow. Only their own time
 * counts, never that of the database.
 */
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
