/** One JSON line on stderr. Callers pass names, codes and opaque ids only: never a value a person typed. */
export function log(event: string, facts: Record<string, string | number | boolean | undefined> = {}): void {
  // oxlint-disable-next-line no-console -- the one place that writes to the log
  console.error(JSON.stringify({ at: new Date().toISOString(), event, ...facts }));
}
