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
