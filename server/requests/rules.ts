/** Pending requests that one system may have entered: a stolen key must not bury the requests of the customers themselves. */
export const MOST_PENDING = 200;

/** The name of the rule under which Lethe decides after so many days of waiting; stored with the decision. */
export const automaticRule = (waitingDays: number): string => `waiting_period_${waitingDays}_days`;

/** The days that such a rule names; null for any other name. */
export const waitingDaysOf = (rule: string): number | null => {
  const days = /^waiting_period_(\d+)_days$/u.exec(rule)?.[1];
  return days === undefined ? null : Number(days);
};
