/** Variables of others who say LETHE_ too: a client's key, and what the tests are told. */
const ELSEWHERE = /^LETHE_(KEY$|TEST_)/;

/** Shorter names are too like what others use. */
const LONG = 8;

export interface Misspelt {
  name: string;
  nearest: string;
  /** Ours beyond doubt: it begins with LETHE. Of the others only whoever set them knows. */
  ours: boolean;
}

/**
 * The variables that look like one of ours and are none. A start that ignores them does something else than it was told: a misspelt
 * LETHE_DEMO=0 makes a demo.
 */
export function misspelt(given: Record<string, string | undefined>, known: readonly string[]): Misspelt[] {
  return Object.keys(given)
    .filter((name) => given[name] && !known.includes(name) && !ELSEWHERE.test(name))
    .flatMap((name) => {
      const [nearest, edits] = nearestOf(name, known);
      if (/^lethe/iu.test(name)) return [{ name, nearest, ours: true }];
      const likely = edits <= 2 && nearest.length >= LONG && !given[nearest];
      return likely ? [{ name, nearest, ours: false }] : [];
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

export const hint = ({ name, nearest }: Misspelt): string =>
  `${name} is no variable of Lethe; did you mean ${nearest}?`;

function nearestOf(name: string, known: readonly string[]): [nearest: string, edits: number] {
  const all = known.map((one): [string, number] => [one, editsBetween(plain(name), plain(one))]);
  return all.reduce((best, one) => (one[1] < best[1] ? one : best));
}

const plain = (name: string): string => name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');

/** Letters left out, put in, changed, or two changed places: the fewest that make one word of the other. */
function editsBetween(one: string, other: string): number {
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const changed = row[j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, changed, swapped ? before[j - 2]! + 1 : Infinity);
    }
    [before, row] = [row, next];
  }
  return row[other.length]!;
}
