/** Does what is asked under one name in turns: so many at a time, the others in the order in which they came. */
export type Turns = <T>(name: string, task: () => Promise<T>) => Promise<T>;

interface Line {
  running: number;
  waiting: (() => void)[];
}

export function createTurns(most: number): Turns {
  const lines = new Map<string, Line>();
  return async (name, task) => {
    const line = lines.get(name) ?? { running: 0, waiting: [] };
    lines.set(name, line);
    if (line.running < most) line.running += 1;
    else await new Promise<void>((begin) => line.waiting.push(begin));
    try {
      return await task();
    } finally {
      const next = line.waiting.shift();
      // Whoever is next takes over the turn that ends.
      if (next !== undefined) next();
      else if (--line.running === 0) lines.delete(name);
    }
  };
}
