import * as fc from 'fast-check';
import type { Outcome } from '../../support/newsletter-story.ts';

/** What breaks, and when: after some milliseconds, or as soon as the newsletter has carried something out. */
const fault = fc.record({
  what: fc.constantFrom('newsletter', 'newsletter', 'lethe', 'connections'),
  when: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.constant('effect')),
});
const outcome = fc.constantFrom<Outcome>('block', 'star', 'destroy');
const round = fc.record({
  outcomes: fc.array(outcome, { minLength: 1, maxLength: 3 }),
  /** Whether somebody blocked earlier is erased, rather than somebody else. */
  again: fc.boolean(),
  faults: fc.array(fault, { minLength: 2, maxLength: 4 }),
});

export interface Fault {
  what: string;
  when: number | string;
}
export interface Decision {
  externalId: string;
  outcome: Outcome;
}
export interface Plan {
  rounds: { decisions: Decision[]; faults: Fault[]; newcomer: string }[];
  /** Who has subscribed before it all begins. */
  everybody: string[];
  newcomers: string[];
  /** What is decided about whom, in order. */
  ends: Map<string, Outcome[]>;
}

/** The same seed makes the same plan; the machine makes the rest. */
export function planOf(seed: number, count: number): Plan {
  const ends = new Map<string, Outcome[]>();
  const blocked: string[] = [];
  const rounds = fc.sample(fc.noBias(round), { seed, numRuns: count }).map((one, n) => {
    const decisions = one.outcomes.map((decided) => {
      const known = one.again && decided !== 'block' ? blocked.shift() : undefined;
      const externalId = known ?? `victim-${ends.size}`;
      ends.set(externalId, [...(ends.get(externalId) ?? []), decided]);
      return { externalId, outcome: decided };
    });
    blocked.push(...decisions.flatMap((made) => (made.outcome === 'block' ? [made.externalId] : [])));
    return { decisions, faults: one.faults, newcomer: `newcomer-${n}` };
  });
  const others = Array.from({ length: 40 }, (_, n) => `other-${n}`);
  const newcomers = rounds.map(({ newcomer }) => newcomer);
  return { rounds, everybody: [...ends.keys(), ...others], newcomers, ends };
}
