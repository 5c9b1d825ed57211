/** The test runner's reporter groups failures by Map.groupBy, which Node 20 does not have yet. */
// oxlint-disable-next-line typescript/unbound-method -- defined here, and called as a method only
Map.groupBy ??= <K, T>(items: Iterable<T>, keyOf: (item: T, index: number) => K): Map<K, T[]> => {
  const groups = new Map<K, T[]>();
  let index = 0;
  for (const item of items) {
    const key = keyOf(item, index++);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
};
