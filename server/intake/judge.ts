import type { TransactionSql } from 'postgres';
import type { BlacklistKey } from '../blacklist/hmac.ts';
import { identifierName, listBlacklisted } from '../blacklist/queries.ts';
import { externalIdHmac, type Identity, identifiersOf } from '../blacklist/rules.ts';
import type { BlacklistKind, Identifier } from '../blacklist/schema.ts';
import { listErasedAddresses } from '../erasures/address-queries.ts';
import { erasedAddressHmac, erasedAddressNameHmac } from '../erasures/erased-addresses.ts';
import { hex } from '../hex.ts';
import { liftErasedIds, listErasedExternalIds } from '../recipients/queries.ts';
import type { Concerned } from './concerned.ts';
import { type Held, newIdentity } from './customer-rules.ts';
import type { Asked } from './customers.ts';
import { type Refusal, refusal } from './rules.ts';
import type { CustomerRow } from './schema.ts';

interface By {
  recipientId: string;
  blacklistKey: BlacklistKey;
}
const refused = (kind: Refusal['kind'], field: string): Refusal => refusal(kind, field).refused;

/**
 * For each row why it is refused, or null. Everything is read under the locks: what a decision wrote while it was waited for counts.
 */
export async function judge(
  tx: TransactionSql,
  by: By,
  asked: readonly Asked[],
  { erased }: Concerned,
  identify: Identify,
): Promise<(Refusal | null)[]> {
  const erasedIds = await findErasedIds(tx, by, asked);
  const erasedAddresses = await findErasedAddresses(tx, by, asked);
  const objections = asked.map(({ row, match, held }, at): Refusal | null => {
    if (erased.externalIds.has(row.externalId)) return refused('erased_person', 'externalId');
    if (match.by === 'refused') return match.refused;
    if (erasedIds[at]) return refused('erased_person', 'externalId');
    if (erasedAddresses[at]) return erasedAddresses[at];
    // Nobody is told of that erasure, so no name is kept to tell the person from whoever shares the address.
    return held === null && row.email && erased.emails.has(row.email)
      ? refused('value_refused', 'email')
      : null;
  });
  return judgeValues(tx, asked, objections, identify);
}

/**
 * For each row, whether its id was an erased person's. Whoever signed up again on their own and confirmed the address came back: their id is
 * one like any other from then on.
 */
async function findErasedIds(
  tx: TransactionSql,
  { recipientId, blacklistKey }: By,
  asked: readonly Asked[],
): Promise<boolean[]> {
  const hmacs = await Promise.all(
    asked.map(async ({ row, match }) =>
      match.by === 'id' ? null : hex(await externalIdHmac(blacklistKey, recipientId, row.externalId)),
    ),
  );
  const known = await listErasedExternalIds(
    tx,
    recipientId,
    hmacs.flatMap((hmac) => hmac ?? []),
  );
  if (known.size === 0) return asked.map(() => false);
  const cameBack = asked.map(({ match, held }) => match.by === 'address' && held?.account === 'confirmed');
  await liftErasedIds(
    tx,
    recipientId,
    hmacs.filter((hmac, at): hmac is string => cameBack[at] === true && hmac !== null && known.has(hmac)),
  );
  return hmacs.map((hmac, at) => hmac !== null && known.has(hmac) && cameBack[at] !== true);
}

/**
 * Until every system that was told of an erasure has answered, nobody is brought in by the erased person's address. The same name, or none, is
 * that person; another name may be somebody else's who shares the address, of whom nothing is said but that the value is refused. Whom an earlier
 * row of the batch would bring in is nobody yet: else the second row about an erased person would pass for a row about somebody here.
 */
async function findErasedAddresses(
  tx: TransactionSql,
  { blacklistKey }: By,
  asked: readonly Asked[],
): Promise<(Refusal | null)[]> {
  const hmacs = await Promise.all(
    asked.map(async ({ row: { email, fullName }, held }) =>
      held !== null || !email
        ? null
        : {
            address: await erasedAddressHmac(blacklistKey, email),
            named: await erasedAddressNameHmac(blacklistKey, email, fullName ?? null),
          },
    ),
  );
  const known = await listErasedAddresses(
    tx,
    hmacs.flatMap((one) => (one === null ? [] : [one.address, ...(one.named === null ? [] : [one.named])])),
  );
  return hmacs.map((one) => {
    if (one === null || !known.has(hex(one.address))) return null;
    return refused(
      one.named === null || known.has(hex(one.named)) ? 'erased_person' : 'value_refused',
      'email',
    );
  });
}

/** The field a blacklisted value stands in. */
const FIELD_OF = {
  email: 'email',
  phone: 'phone',
  person: 'fullName',
  company_number: 'companyNumber',
  // Refuses sign-ups alone: a row is never asked about it.
  domain: 'email',
} as const satisfies Record<BlacklistKind, keyof CustomerRow>;

/**
 * What is said of the values that are new to the row's customer and listed. `erased_person` asks a system to erase: it is said only where
 * the address was an erased person's own, and the row brings in somebody whom nobody here knows.
 */
export function blacklistRefusal(
  held: Held | null,
  listed: readonly Identifier[],
  wasErased: (one: Identifier) => boolean,
): Refusal | null {
  const erased = held === null ? listed.find(wasErased) : undefined;
  if (erased !== undefined) return refused('erased_person', FIELD_OF[erased.kind]);
  const [first] = listed;
  return first === undefined ? null : refused('value_refused', FIELD_OF[first.kind]);
}

async function judgeValues(
  tx: TransactionSql,
  asked: readonly Asked[],
  objections: readonly (Refusal | null)[],
  identify: Identify,
): Promise<(Refusal | null)[]> {
  const identifiers = await Promise.all(
    asked.map(({ row, held }, at) => (objections[at] === null ? identify(newIdentity(held, row)) : NOTHING)),
  );
  const listed = await listBlacklisted(tx, identifiers.flat());
  if (listed.size === 0) return [...objections];
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
export function identifierOf(key: BlacklistKey): Identify {
  const known = new Map<string, Promise<Identifier[]>>();
  return (identity) => {
    const { email, phone, fullName, birthDate, companyNumber } = identity;
    const name = JSON.stringify([email, phone, fullName, birthDate, companyNumber]);
    const identifiers = known.get(name) ?? identifiersOf(identity, key);
    known.set(name, identifiers);
    return identifiers;
  };
}
