import type { Match, MatchPlace, MatchSide } from './schema.ts';

/** Orders a pair as `findCandidates` does: the customer that a join would keep first. */
export const orderSides = (first: MatchSide, second: MatchSide): [MatchSide, MatchSide] =>
  isKept(first, second) ? [first, second] : [second, first];

const isKept = (first: MatchSide, second: MatchSide): boolean =>
  first.hasAccount === second.hasAccount ? first.number < second.number : first.hasAccount;

/** Turns a pair into a match; returns an empty list if one of the two customers is gone by now. */
export function withSides(
  { customerId, otherId, ...match }: MatchPlace & Pick<Match, 'reason'>,
  sides: ReadonlyMap<string, MatchSide>,
): Match[] {
  const [first, second] = [sides.get(customerId), sides.get(otherId)];
  return first === undefined || second === undefined ? [] : [{ ...match, sides: orderSides(first, second) }];
}
