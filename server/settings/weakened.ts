import type { Settings } from './schema.ts';

const STRENGTH: readonly Settings['secondApproval'][] = ['off', 'destroy', 'every'];

/** Which protections a change of settings took away, each as the rest of a sentence about the admin. */
export function weakenedBy(before: Settings, after: Settings): string[] {
  const weakened: string[] = [];
  if (STRENGTH.indexOf(after.secondApproval) < STRENGTH.indexOf(before.secondApproval))
    weakened.push(
      after.secondApproval === 'off'
        ? 'switched second approval off: one member alone can decide'
        : 'switched second approval off for all outcomes but destroying data',
    );
  if (after.decisionsPerHourAlert > before.decisionsPerHourAlert)
    weakened.push(
      `raised the number of decisions in an hour that owners are told of, from ${before.decisionsPerHourAlert} to ${after.decisionsPerHourAlert}`,
    );
  return weakened;
}
