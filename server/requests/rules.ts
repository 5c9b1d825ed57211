/** Of one system, entered and not decided: a key that somebody found must not bury what the people themselves ask. */
export const MOST_PENDING = 200;

/** The name of the rule under which Lethe decides once a request has waited so many days; it stands with the decision. */
export const automaticRule = (waitingDays: number): string => `waiting_period_${waitingDays}_days`;

/** The days that such a rule names; null for any other name. */
export const waitingDaysOf = (rule: string): number | null => {
  const days = /^waiting_period_(\d+)_days$/u.exec(rule)?.[1];
  return days === undefined ? null : Number(days);
};
