import type { TransactionSql } from 'postgres';
import { ChangedBeforeLock } from '../../../db/errors.ts';
import { deleteLinksAndUnopenedAccounts } from '../../customers/contact-queries.ts';
import { lockOutWriters, markShared } from '../../customers/lock.ts';
import { notePossibleMatches, type PossibleMatch } from '../../matches/note-queries.ts';
import type { CustomerField, Draft, IdReport } from './customer-rules.ts';
import { findStoredCustomers } from './queries.ts';
import { SENT_FIELDS } from './schema.ts';
import {
  deleteLinks,
  forgetUnclearIds,
  insertCustomers,
  replaceAddresses,
  saveLinks,
  saveReportedFields,
  saveStatements,
  updateCustomers,
} from './write-queries.ts';

/** What a batch writes in addition to its customers. */
export interface LinkChanges {
  possible: readonly PossibleMatch[];
  /** Ids that move from this customer to another. */
  moved: readonly { customerId: string; externalId: string }[];
}

/** Writes only what differs from the stored customers: the same batch twice changes nothing. */
export async function writeCustomers(
  tx: TransactionSql,
  systemId: string,
  drafts: readonly Draft[],
  { possible, moved }: LinkChanges,
): Promise<void> {
  const known = drafts.filter(({ stored }) => stored !== null);
  await lockCustomersWithNewEmail(tx, systemId, known);
  await insertCustomers(tx, systemId, drafts.filter(({ stored }) => stored === null).map(rowOf));
  await updateCustomers(tx, known.filter(hasChanged).map(rowOf));
  await markShared(
    tx,
    systemId,
    known.map(({ customerId }) => customerId),
  );
  await deleteLinks(tx, systemId, moved);
  const links = drafts.flatMap(newLinks);
  await saveLinks(tx, systemId, links);
  await forgetUnclearIds(tx, systemId, links.filter(includesName));
  await saveReportedFields(tx, systemId, known.filter(hasNewReports).map(fieldsOf));
  await saveStatements(tx, systemId, drafts.flatMap(newStatements));
  await writePostalAddresses(tx, drafts);
  await notePossibleMatches(tx, possible);
}

const rowOf = ({ customerId, fields }: Draft) => ({ ...fields, customerId });
const hasChanged = ({ stored, fields }: Draft): boolean =>
  stored !== null && SENT_FIELDS.some((field) => stored[field] !== fields[field]);

/** Locks customers before their e-mail address changes, so that nobody creates a link or a password for them meanwhile. */
async function lockCustomersWithNewEmail(
  tx: TransactionSql,
  systemId: string,
  known: readonly Draft[],
): Promise<void> {
  const changed = known.flatMap(({ customerId, stored, fields }) =>
    stored?.email === fields.email ? [] : [customerId],
  );
  if (changed.length === 0) return;
  await lockOutWriters(tx, changed);
  const now = await findStoredCustomers(tx, systemId, changed);
  if (now.some(({ account }) => account !== 'none')) throw new ChangedBeforeLock();
  await deleteLinksAndUnopenedAccounts(tx, changed);
}

const fieldsOf = ({ customerId, reported, corrected }: Draft) => ({
  customerId,
  reported: [...reported].toSorted(),
  corrected: [...corrected].toSorted(),
});
const hasNewReports = ({ stored, reported, corrected }: Draft): boolean =>
  !hasSameFields(reported, stored?.reported ?? []) || !hasSameFields(corrected, stored?.corrected ?? []);
const hasSameFields = (now: ReadonlySet<CustomerField>, before: readonly CustomerField[]): boolean =>
  now.size === before.length && before.every((field) => now.has(field));

const includesName = ({ fields }: IdReport): boolean => fields?.includes('fullName') === true;

/** The ids that are new, and those under which a newer row or a further field came. */
const newLinks = ({ customerId, stored, ids, reported }: Draft) =>
  [...ids].flatMap(([externalId, { version, updatedAt, fields }]) => {
    const before = stored?.ids[externalId];
    const same =
      before?.version === version &&
      before.updatedAt === updatedAt &&
      before.fields?.join() === fields?.join();
    return same
      ? []
      : [{ customerId, externalId, version, updatedAt, fields, reported: [...reported].toSorted() }];
  });

const newStatements = ({ customerId, stored, statements }: Draft) =>
  [...statements].flatMap(([field, value]) =>
    (stored?.statements[field] ?? null) === value ? [] : [{ customerId, field, value }],
  );

async function writePostalAddresses(tx: TransactionSql, drafts: readonly Draft[]): Promise<void> {
  const withAddresses = drafts.filter(({ addresses }) => addresses !== undefined);
  await replaceAddresses(
    tx,
    withAddresses.flatMap(({ customerId, stored }) => (stored === null ? [] : [customerId])),
    withAddresses.flatMap(({ customerId, addresses }) =>
      (addresses ?? []).map((address, position) => ({ ...address, customerId, position })),
    ),
  );
}
