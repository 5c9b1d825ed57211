import type { Sql, TransactionSql } from 'postgres';
import { asAWhole, CONNECTION_LOST, inOneTransaction, UNIQUE_VIOLATION } from '../../db/transaction.ts';
import type { BlacklistKey } from '../blacklist/hmac.ts';
import { identifierName, listBlacklisted } from '../blacklist/queries.ts';
import { type Identity, identifiersOf } from '../blacklist/rules.ts';
import type { Identifier } from '../blacklist/schema.ts';
import { countRefusals } from '../recipients/queries.ts';
import {
  blacklistRefusal,
  type Facts,
  type Found,
  newIdentity,
  objection,
  wanted,
} from './customer-rules.ts';
import { findMeant } from './meaning.ts';
import {
  countRefused,
  mayWrite,
  type Refusal,
  resultsOf,
  type Verdict,
  withoutRepetitions,
  withRepetitions,
} from './rules.ts';
import type { CustomerResults, CustomerRow, UpsertCustomers } from './schema.ts';
import { writeCustomers } from './write-customers.ts';

/** A service that hands something in. */
export interface Intake {
  sql: Sql;
  blacklistKey: BlacklistKey;
  recipientId: string;
}

/** A row, what was found about it, and the customer as it wants them. */
export interface Asked extends Found {
  row: CustomerRow;
  customerId: string;
  facts: Facts;
}

/** The batch in one transaction, in a number of statements that does not depend on the number of rows; again as a whole after a race. */
export function takeCustomers(by: Intake, { items, atomic }: UpsertCustomers): Promise<CustomerResults> {
  const listed = withoutRepetitions(items, (row) => [
    ['externalId', row.externalId],
    ['email', row.email],
  ]);
  const rows = listed.flatMap((one) => ('row' in one ? [one.row] : []));
  const identify = identifierOf(by.blacklistKey);
  const take = async (tx: TransactionSql): Promise<CustomerResults> => {
    const found = await findMeant(tx, by, rows);
    const asked = found.map((one, at) => askedOf(rows[at]!, one));
    const refusals = await judge(tx, asked, identify);
    const verdicts = withRepetitions(
      listed,
      asked.map((one, at) => verdictOf(one, refusals[at]!)),
    );
    const written = mayWrite(verdicts, atomic);
    if (written)
      await writeCustomers(
        tx,
        by.recipientId,
        asked.filter((_, at) => refusals[at] === null),
      );
    await countRefusals(tx, by.recipientId, countRefused(verdicts));
    return { results: resultsOf(verdicts, written, 'customerId') };
  };
  return asAWhole(() => inOneTransaction(by.sql, take), [UNIQUE_VIOLATION, ...CONNECTION_LOST]);
}

const askedOf = (row: CustomerRow, found: Found): Asked => ({
  ...found,
  row,
  customerId: found.held?.customerId ?? crypto.randomUUID(),
  facts: wanted(found.held, row),
});

const verdictOf = ({ customerId }: Asked, refused: Refusal | null): Verdict =>
  refused === null ? { id: customerId } : { refused };

/** For each row why it is refused, or null. The blacklist is read under the locks: what a decision wrote while it was waited for counts. */
async function judge(
  tx: TransactionSql,
  asked: readonly Asked[],
  identify: Identify,
): Promise<(Refusal | null)[]> {
  const objections = asked.map(({ row, ...found }) => objection(row, found));
  const identifiers = await Promise.all(
    asked.map(({ held, facts }, at) =>
      objections[at] === null ? identify(newIdentity(held, facts)) : NOTHING,
    ),
  );
  const listed = await listBlacklisted(tx, identifiers.flat());
  if (listed.size === 0) return objections;
  return Promise.all(
    asked.map(async ({ held }, at) => {
      const hits = (identifiers[at] ?? []).filter((one) => listed.has(identifierName(one)));
      if (hits.length === 0) return objections[at] ?? null;
      // In another spelling it may be what the customer has: an entry keeps people out, it does not freeze who is in.
      const had = new Set((await identify(held ?? {})).map(identifierName));
      const news = hits.filter((one) => !had.has(identifierName(one)));
      return blacklistRefusal(held, news, (one) => listed.get(identifierName(one)) === true);
    }),
  );
}

type Identify = (identity: Identity) => Promise<Identifier[]>;
const NOTHING: Promise<Identifier[]> = Promise.resolve([]);

/** Hashing takes its time; what was hashed stays so when the batch is tried again. */
function identifierOf(key: BlacklistKey): Identify {
  const known = new Map<string, Promise<Identifier[]>>();
  return (identity) => {
    const { email, phone, fullName, birthDate, companyNumber } = identity;
    const name = JSON.stringify([email, phone, fullName, birthDate, companyNumber]);
    const identifiers = known.get(name) ?? identifiersOf(identity, key);
    known.set(name, identifiers);
    return identifiers;
  };
}
