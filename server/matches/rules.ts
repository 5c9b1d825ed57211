import type { Match, MatchPlace, MatchSide } from './schema.ts';

/** As `lockPair` orders them: the one who would be kept first. */
export const orderSides = (one: MatchSide, other: MatchSide): [MatchSide, MatchSide] =>
  isKept(one, other) ? [one, other] : [other, one];

const isKept = (one: MatchSide, other: MatchSide): boolean =>
  one.hasAccount === other.hasAccount ? one.number < other.number : one.hasAccount;

/** A pair as a match; nothing where one of the two has gone meanwhile. */
export function withSides(
  { customerId, otherId, ...match }: MatchPlace & Pick<Match, 'reason'>,
  sides: ReadonlyMap<string, MatchSide>,
): Match[] {
  const [one, other] = [sides.get(customerId), sides.get(otherId)];
  return one === undefined || other === undefined ? [] : [{ ...match, sides: orderSides(one, other) }];
}
