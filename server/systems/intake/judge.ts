import type { TransactionSql } from 'postgres';
import { hex } from '../../../db/hex.ts';
import type { BlacklistKey } from '../../blacklist/hmac.ts';
import { identifierKey, listBlacklisted } from '../../blacklist/queries.ts';
import { externalIdHmac, type Identity, identifiersOf } from '../../blacklist/rules.ts';
import type { BlacklistKind, Identifier } from '../../blacklist/schema.ts';
import { isProvedSamePerson, toPerson } from '../../matches/likeness.ts';
import { listErasedAddresses } from '../erasures/address-queries.ts';
import { erasedAddressHmac, erasedAddressNameHmac } from '../erasures/erased-addresses.ts';
import { listErasedExternalIds } from '../external-ids/queries.ts';
import { type RowRefusal, refusal } from './batch-rules.ts';
import { findNewIdentity, type StoredCustomer } from './customer-rules.ts';
import type { Intake, ResolvedCustomers, ResolvedRow } from './resolve-customers.ts';
import type { CustomerRow } from './schema.ts';

type SendingSystem = Pick<Intake, 'systemId' | 'blacklistKey'>;
const refuse = (kind: RowRefusal['kind'], field: string): RowRefusal => refusal(kind, field).refused;

/** For each row: why it is refused, or null; and the hash of an erased id to lift once the row is written, or null. */
export interface Judgment {
  refusals: (RowRefusal | null)[];
  returnedIds: (string | null)[];
}

/** Judges each row. It reads under the locks, and so sees what a decision wrote while the batch waited. */
export async function judgeRows(
  tx: TransactionSql,
  system: SendingSystem,
  resolvedRows: readonly ResolvedRow[],
  { erased }: ResolvedCustomers,
  identify: Identify,
): Promise<Judgment> {
  const { erasedIds, returnedIds } = await findErasedIds(tx, system, resolvedRows);
  const erasedAddresses = await refuseErasedAddresses(tx, system, resolvedRows);
  const objections = resolvedRows.map(({ row, match, stored }, index): RowRefusal | null => {
    if (erased.externalIds.has(row.externalId)) return refuse('erased_person', 'externalId');
    if (match.by === 'refused') return match.refused;
    if (erasedIds[index]) return refuse('erased_person', 'externalId');
    if (erasedAddresses[index]) return erasedAddresses[index];
    // No system is notified of that erasure, so no name is stored that could tell the erased person from somebody who shares the address.
    return stored === null && row.email && erased.emails.has(row.email)
      ? refuse('value_refused', 'email')
      : null;
  });
  return { refusals: await judgeValues(tx, resolvedRows, objections, identify), returnedIds };
}

/**
 * Finds for each row whether its id was an erased person's. Such an id is lifted when the person has signed up again and confirmed the
 * address. The row must have their name: without one, the id may be of somebody who shared the address.
 */
async function findErasedIds(
  tx: TransactionSql,
  { systemId, blacklistKey }: SendingSystem,
  resolvedRows: readonly ResolvedRow[],
): Promise<{ erasedIds: boolean[]; returnedIds: (string | null)[] }> {
  const hmacs = await Promise.all(
    resolvedRows.map(async ({ row, match }) =>
      match.by === 'id' ? null : hex(await externalIdHmac(blacklistKey, systemId, row.externalId)),
    ),
  );
  const known = await listErasedExternalIds(
    tx,
    systemId,
    hmacs.flatMap((hmac) => hmac ?? []),
  );
  const returnedIds = resolvedRows.map(({ row, match, stored }, index) => {
    const hmac = hmacs[index] ?? null;
    const isBack =
      match.by === 'address' && stored?.account === 'confirmed' && isProvedSamePerson(toPerson(row), stored);
    return isBack && hmac !== null && known.has(hmac) ? hmac : null;
  });
  const erasedIds = hmacs.map(
    (hmac, index) => hmac !== null && known.has(hmac) && returnedIds[index] === null,
  );
  return { erasedIds, returnedIds };
}

/**
 * Until every system has answered an erasure, no system may create a customer with the erased person's address. With the same name, or none,
 * the row is about that person: `erased_person`. With another name it may be somebody who shares the address: `value_refused`, which reveals
 * no erasure. A customer whom an earlier row of the batch would create does not count as stored: a second row would bring the person back.
 */
async function refuseErasedAddresses(
  tx: TransactionSql,
  { blacklistKey }: SendingSystem,
  resolvedRows: readonly ResolvedRow[],
): Promise<(RowRefusal | null)[]> {
  const hmacs = await Promise.all(
    resolvedRows.map(async ({ row: { email, fullName }, stored }) =>
      stored !== null || !email
        ? null
        : {
            address: await erasedAddressHmac(blacklistKey, email),
            withName: await erasedAddressNameHmac(blacklistKey, email, fullName ?? null),
          },
    ),
  );
  const known = await listErasedAddresses(
    tx,
    hmacs.flatMap((pair) => (pair === null ? [] : [pair.address, ...(pair.withName ? [pair.withName] : [])])),
  );
  return hmacs.map((pair) => {
    if (pair === null || !known.has(hex(pair.address))) return null;
    const isSameName = pair.withName === null || known.has(hex(pair.withName));
    return refuse(isSameName ? 'erased_person' : 'value_refused', 'email');
  });
}

/** The field of a row that has a blacklisted value. */
const FIELD_OF = {
  email: 'email',
  phone: 'phone',
  person: 'fullName',
  company_number: 'companyNumber',
  // A blocked domain refuses sign-ups only: rows are never checked against it.
  domain: 'email',
} as const satisfies Record<BlacklistKind, keyof CustomerRow>;

/**
 * The refusal of blacklisted values that are new to the customer. `erased_person` asks the system to erase its copy, so it is answered only
 * for an erased person's own address, in a row that would create a customer.
 */
export function blacklistRefusal(
  stored: StoredCustomer | null,
  listed: readonly Identifier[],
  wasErased: (identifier: Identifier) => boolean,
): RowRefusal | null {
  const erased = stored === null ? listed.find(wasErased) : undefined;
  if (erased !== undefined) return refuse('erased_person', FIELD_OF[erased.kind]);
  const [first] = listed;
  return first === undefined ? null : refuse('value_refused', FIELD_OF[first.kind]);
}

async function judgeValues(
  tx: TransactionSql,
  resolvedRows: readonly ResolvedRow[],
  objections: readonly (RowRefusal | null)[],
  identify: Identify,
): Promise<(RowRefusal | null)[]> {
  const identifiers = await Promise.all(
    resolvedRows.map(({ row, stored }, index) =>
      objections[index] === null ? identify(findNewIdentity(stored, row)) : NO_IDENTIFIERS,
    ),
  );
  const listed = await listBlacklisted(tx, identifiers.flat());
  if (listed.size === 0) return [...objections];
  return Promise.all(
    resolvedRows.map(async ({ stored }, index) => {
      const hits = (identifiers[index] ?? []).filter((hit) => listed.has(identifierKey(hit)));
      if (hits.length === 0) return objections[index] ?? null;
      // The customer may already have the value in another spelling. The blacklist stops newcomers; it does not freeze existing customers.
      const current = new Set((await identify(stored ?? {})).map(identifierKey));
      const added = hits.filter((hit) => !current.has(identifierKey(hit)));
      return blacklistRefusal(stored, added, (hit) => listed.get(identifierKey(hit)) === true);
    }),
  );
}

type Identify = (identity: Identity) => Promise<Identifier[]>;
const NO_IDENTIFIERS: Promise<Identifier[]> = Promise.resolve([]);

/** Caches every hash: hashing is slow, and the batch may be tried again. */
export function createIdentifierCache(key: BlacklistKey): Identify {
  const known = new Map<string, Promise<Identifier[]>>();
  return (identity) => {
    const { email, phone, fullName, birthDate, companyNumber } = identity;
    const name = JSON.stringify([email, phone, fullName, birthDate, companyNumber]);
    const identifiers = known.get(name) ?? identifiersOf(identity, key);
    known.set(name, identifiers);
    return identifiers;
  };
}
