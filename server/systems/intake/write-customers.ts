import type { TransactionSql } from 'postgres';
import { forgetUnopenedAccounts } from '../../customers/contact-queries.ts';
import { lockOutWriters, markShared } from '../../customers/lock.ts';
import { notePossibleMatches, type PossibleMatch } from '../../matches/note-queries.ts';
import { type Draft, FIELDS, type Field, type SaidById } from './customer-rules.ts';
import { findStoredCustomers } from './queries.ts';
import { CustomersChanged } from './resolve-customers.ts';
import {
  cutLinks,
  forgetUnclearIds,
  insertCustomers,
  noteSaid,
  replaceAddresses,
  saveLinks,
  saveStatements,
  updateCustomers,
} from './write-queries.ts';

/** What a batch writes beside its customers. */
export interface Beside {
  possible: readonly PossibleMatch[];
  /** Ids that leave a customer. */
  left: readonly { customerId: string; externalId: string }[];
}

/** Writes what differs from what is held, and nothing else: the same batch twice changes nothing. */
export async function writeCustomers(
  tx: TransactionSql,
  systemId: string,
  drafts: readonly Draft[],
  { possible, left }: Beside,
): Promise<void> {
  const known = drafts.filter(({ held }) => held !== null);
  await moveAddresses(tx, systemId, known);
  await insertCustomers(tx, systemId, drafts.filter(({ held }) => held === null).map(rowOf));
  await updateCustomers(tx, known.filter(hasChanged).map(rowOf));
  await markShared(
    tx,
    systemId,
    known.map(({ customerId }) => customerId),
  );
  await cutLinks(tx, systemId, left);
  const links = drafts.flatMap(newLinks);
  await saveLinks(tx, systemId, links);
  await forgetUnclearIds(tx, systemId, links.filter(isNamed));
  await noteSaid(tx, systemId, known.filter(saysOtherFields).map(fieldsOf));
  await saveStatements(tx, systemId, drafts.flatMap(newStatements));
  await writePostalAddresses(tx, drafts);
  await notePossibleMatches(tx, possible);
}

const rowOf = ({ customerId, facts }: Draft) => ({ ...facts, customerId });
const hasChanged = ({ held, facts }: Draft): boolean =>
  held !== null && FIELDS.some((field) => held[field] !== facts[field]);

/** Locks whoever gets another e-mail address first, so that nobody makes a link or a password of theirs meanwhile. */
async function moveAddresses(tx: TransactionSql, systemId: string, known: readonly Draft[]): Promise<void> {
  const moved = known.flatMap(({ customerId, held, facts }) =>
    held?.email === facts.email ? [] : [customerId],
  );
  if (moved.length === 0) return;
  await lockOutWriters(tx, moved);
  const now = await findStoredCustomers(tx, systemId, moved);
  if (now.some(({ account }) => account !== 'none')) throw new CustomersChanged();
  await forgetUnopenedAccounts(tx, moved);
}

const fieldsOf = ({ customerId, said, corrected }: Draft) => ({
  customerId,
  said: [...said].toSorted(),
  corrected: [...corrected].toSorted(),
});
const saysOtherFields = ({ held, said, corrected }: Draft): boolean =>
  !isSame(said, held?.said ?? []) || !isSame(corrected, held?.corrected ?? []);
const isSame = (now: ReadonlySet<Field>, before: readonly Field[]): boolean =>
  now.size === before.length && before.every((field) => now.has(field));

const isNamed = ({ fields }: SaidById): boolean => fields?.includes('fullName') === true;

/** Ids that are new, and those by which something newer or something more is said than before. */
const newLinks = ({ customerId, held, ids, said }: Draft) =>
  [...ids].flatMap(([externalId, { version, updatedAt, fields }]) => {
    const before = held?.ids[externalId];
    const same =
      before?.version === version &&
      before.updatedAt === updatedAt &&
      before.fields?.join() === fields?.join();
    return same ? [] : [{ customerId, externalId, version, updatedAt, fields, said: [...said].toSorted() }];
  });

const newStatements = ({ customerId, held, statements }: Draft) =>
  [...statements].flatMap(([field, value]) =>
    (held?.statements[field] ?? null) === value ? [] : [{ customerId, field, value }],
  );

async function writePostalAddresses(tx: TransactionSql, drafts: readonly Draft[]): Promise<void> {
  const said = drafts.filter(({ addresses }) => addresses !== undefined);
  await replaceAddresses(
    tx,
    said.flatMap(({ customerId, held }) => (held === null ? [] : [customerId])),
    said.flatMap(({ customerId, addresses }) =>
      (addresses ?? []).map((address, position) => ({ ...address, customerId, position })),
    ),
  );
}
