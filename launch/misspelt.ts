/** Variables of other programs that also begin with LETHE_: a client's key, and settings of the tests. */
const OTHER_TOOLS = /^LETHE_(KEY$|TEST_)/;

/** Shorter names are too similar to variables of other programs. */
const MIN_LENGTH = 8;

export interface Misspelt {
  name: string;
  nearest: string;
  /** Whether it begins with LETHE, so is certainly ours. Other names may belong to other programs. */
  ours: boolean;
}

/** Finds variables that look like one of ours. A start that ignores a misspelt LETHE_DEMO=0 would start a demo. */
export function findMisspelt(
  given: Record<string, string | undefined>,
  known: readonly string[],
): Misspelt[] {
  return Object.keys(given)
    .filter((name) => given[name] && !known.includes(name) && !OTHER_TOOLS.test(name))
    .flatMap((name) => {
      const [nearest, edits] = nearestOf(name, known);
      if (/^lethe/iu.test(name)) return [{ name, nearest, ours: true }];
      const likely = edits <= 2 && nearest.length >= MIN_LENGTH && !given[nearest];
      return likely ? [{ name, nearest, ours: false }] : [];
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

export const explainMisspelt = ({ name, nearest }: Misspelt): string =>
  `${name} is no variable of Lethe; did you mean ${nearest}?`;

function nearestOf(name: string, known: readonly string[]): [nearest: string, edits: number] {
  const distances = known.map((candidate): [string, number] => [
    candidate,
    editsBetween(normalize(name), normalize(candidate)),
  ]);
  return distances.reduce((best, candidate) => (candidate[1] < best[1] ? candidate : best));
}

const normalize = (name: string): string => name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');

/** The fewest edits that turn one word into the other: a letter removed, added or changed, or two neighbors swapped. */
function editsBetween(from: string, to: string): number {
  let before: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const changed = row[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, changed, swapped ? before[j - 2]! + 1 : Infinity);
    }
    [before, row] = [row, next];
  }
  return row[to.length]!;
}
