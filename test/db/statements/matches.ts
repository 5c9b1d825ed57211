import * as v from 'valibot';
import * as queries from '../../../server/matches/queries.ts';
import * as shapes from '../../../server/matches/schema.ts';
import {
  admin,
  answers,
  app,
  type Calls,
  id,
  inTransaction,
  page,
  some,
  somebody,
  sql,
  yes,
} from './sample.ts';

/** Two who may be one. */
async function pair() {
  const other = (await somebody()).customerId;
  await app`insert into lethe.possible_matches (customer_id, other_id, reason)
    values (${id}, ${other}, 'name_differs'), (${other}, ${id}, 'name_differs')`;
  return other;
}
const Pair = v.strictObject({ ...shapes.MatchPlace.entries, reason: shapes.MatchReason });
const place = {
  foundAt: '2020-01-01T00:00:00Z',
  customerId: '00000000-0000-4000-a000-000000000001',
  otherId: '00000000-0000-4000-a000-000000000002',
};

export const matches: Calls = {
  'matches/queries': {
    listOpenPairs: answers(async () => {
      await pair();
      return [
        ...(await queries.listOpenPairs(sql, page)),
        ...(await queries.listOpenPairs(sql, { ...page, cursor: place })),
      ];
    }, some(Pair)),
    listOpenPairsOf: answers(async () => {
      await pair();
      return queries.listOpenPairsOf(sql, id, page);
    }, some(Pair)),
    findSides: answers(() => queries.findSides(sql, [id]), some(shapes.MatchSide)),
    countOpenMatches: answers(() => queries.countOpenMatches(sql), v.pipe(v.number(), v.minValue(1))),
    listMayAlsoBe: answers(() => queries.listMayAlsoBe(sql, id), some(shapes.MayAlsoBe)),
    lockPair: answers(async () => {
      const other = await pair();
      return inTransaction((tx) => queries.lockPair(tx, id, other));
    }, yes),
    findCandidates: answers(
      () => inTransaction((tx) => queries.findCandidates(tx, id, id)),
      some(v.strictObject({ customerId: v.string(), number: v.number() })),
    ),
    keepPairApart: answers(async () => {
      const other = await pair();
      return inTransaction((tx) =>
        queries.keepPairApart(tx, { customerId: id, otherId: other, adminId: admin }),
      );
    }, yes),
  },
};
