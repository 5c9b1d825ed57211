/** A guard of the product as it is taken out of a copy, and the tests that must then fail. */
export interface Patch {
  /** What the guard does, in a few words; no two have the same. */
  guard: string;
  file: string;
  /** Stands in the file exactly once. */
  from: string;
  to: string;
  /** One quick test file, or two. */
  tests: readonly string[];
  /** Stands in the name or the message of the test that fails, so that whoever breaks the guard reads which one. */
  says: string;
}

/** The text without its guard. Errors: where the guard is not there exactly once. */
export function withoutGuard(text: string, { guard, file, from, to }: Patch): string {
  const times = text.split(from).length - 1;
  if (times !== 1) throw new Error(`"${guard}" stands ${times} times in ${file}, not once: ${from}`);
  return text.replace(from, () => to);
}
