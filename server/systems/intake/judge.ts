import type { TransactionSql } from 'postgres';
import { hex } from '../../../db/hex.ts';
import type { BlacklistKey } from '../../blacklist/hmac.ts';
import { identifierName, listBlacklisted } from '../../blacklist/queries.ts';
import { externalIdHmac, type Identity, identifiersOf } from '../../blacklist/rules.ts';
import type { BlacklistKind, Identifier } from '../../blacklist/schema.ts';
import { isProved, personOf } from '../../matches/likeness.ts';
import { listErasedAddresses } from '../erasures/address-queries.ts';
import { erasedAddressHmac, erasedAddressNameHmac } from '../erasures/erased-addresses.ts';
import { listErasedExternalIds } from '../external-ids/queries.ts';
import { newIdentity, type StoredCustomer } from './customer-rules.ts';
import type { ResolvedRow } from './customers.ts';
import type { ResolvedCustomers } from './resolve-customers.ts';
import { type Refusal, refusal } from './rules.ts';
import type { CustomerRow } from './schema.ts';

interface By {
  systemId: string;
  blacklistKey: BlacklistKey;
}
const refused = (kind: Refusal['kind'], field: string): Refusal => refusal(kind, field).refused;

/** Why each row is refused, or null; and the hash of its id where that is to be held no longer once the row is taken. */
export interface Judgement {
  refusals: (Refusal | null)[];
  cameBack: (string | null)[];
}

/**
 * Answers for each row why it is refused, or null. It reads under the locks, and so sees what a decision wrote while the batch waited.
 */
export async function judge(
  tx: TransactionSql,
  by: By,
  asked: readonly ResolvedRow[],
  { erased }: ResolvedCustomers,
  identify: Identify,
): Promise<Judgement> {
  const { erasedIds, cameBack } = await findErasedIds(tx, by, asked);
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
  return { refusals: await judgeValues(tx, asked, objections, identify), cameBack };
}

/**
 * Answers for each row whether its id was an erased person's. Somebody who signed up again and confirmed the address has come back: their
 * id is no longer held. The row must say their name: without one, the id may be that of whoever had the address with them.
 */
async function findErasedIds(
  tx: TransactionSql,
  { systemId, blacklistKey }: By,
  asked: readonly ResolvedRow[],
): Promise<{ erasedIds: boolean[]; cameBack: (string | null)[] }> {
  const hmacs = await Promise.all(
    asked.map(async ({ row, match }) =>
      match.by === 'id' ? null : hex(await externalIdHmac(blacklistKey, systemId, row.externalId)),
    ),
  );
  const known = await listErasedExternalIds(
    tx,
    systemId,
    hmacs.flatMap((hmac) => hmac ?? []),
  );
  const cameBack = asked.map(({ row, match, held }, at) => {
    const hmac = hmacs[at] ?? null;
    const isBack = match.by === 'address' && held?.account === 'confirmed' && isProved(personOf(row), held);
    return isBack && hmac !== null && known.has(hmac) ? hmac : null;
  });
  const erasedIds = hmacs.map((hmac, at) => hmac !== null && known.has(hmac) && cameBack[at] === null);
  return { erasedIds, cameBack };
}

/**
 * Until every system has answered an erasure, none brings anybody in by that person's address. The same name, or none, means the person:
 * `erased_person`. Another name may be somebody who shares the address: `value_refused`, which says nothing of an erasure. Somebody whom an
 * earlier row of the batch would bring in does not count as known yet, or a second row would bring the erased person back.
 */
async function findErasedAddresses(
  tx: TransactionSql,
  { blacklistKey }: By,
  asked: readonly ResolvedRow[],
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
 * The refusal of blacklisted values that are new to the customer. `erased_person` asks the system to erase its copy: it is said only of an
 * erased person's own address, in a row that brings in somebody new.
 */
export function blacklistRefusal(
  held: StoredCustomer | null,
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
  asked: readonly ResolvedRow[],
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
      // The customer may have the value already, in another spelling: an entry keeps people out and freezes nobody who is in.
      const had = new Set((await identify(held ?? {})).map(identifierName));
      const news = hits.filter((one) => !had.has(identifierName(one)));
      return blacklistRefusal(held, news, (one) => listed.get(identifierName(one)) === true);
    }),
  );
}

type Identify = (identity: Identity) => Promise<Identifier[]>;
const NOTHING: Promise<Identifier[]> = Promise.resolve([]);

/** Remembers every hash: hashing is slow, and the batch may be tried again. */
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
