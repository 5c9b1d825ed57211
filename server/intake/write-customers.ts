import type { TransactionSql } from 'postgres';
import { isUnproven, sameAddresses } from './customer-rules.ts';
import type { Asked } from './customers.ts';
import {
  findAddresses,
  forgetMailedLinks,
  forgetPasswords,
  insertLinks,
  insertUsers,
  markShared,
  replaceAddresses,
  updateCustomers,
  updateUsers,
} from './queries.ts';

const BLANK = { phone: null, company: null, companyNumber: null, birthDate: null, language: 'en' };

const differs = <T extends object>(one: T, other: T, fields: readonly (keyof T)[]): boolean =>
  fields.some((field) => one[field] !== other[field]);

/** Writes what differs from what is held, and nothing else: the same batch twice changes nothing. */
export async function writeCustomers(
  tx: TransactionSql,
  recipientId: string,
  taken: readonly Asked[],
): Promise<void> {
  const moved = taken.filter(({ held, facts }) => held !== null && held.email !== facts.email);
  const unproven = taken.filter(
    ({ held, row }) => held !== null && held.externalId !== row.externalId && isUnproven(held),
  );
  await forgetMailedLinks(tx, moved.map(idOf));
  await forgetPasswords(tx, unproven.map(idOf));
  await writeFacts(tx, recipientId, taken);
  await markShared(tx, recipientId, taken.filter(({ held }) => held !== null).map(idOf));
  const links = taken.filter(({ held, row }) => held?.externalId !== row.externalId);
  await insertLinks(
    tx,
    recipientId,
    links.map(({ customerId, row }) => ({ customerId, externalId: row.externalId })),
  );
  await writeAddresses(tx, taken);
}

const idOf = ({ customerId }: Asked): string => customerId;

async function writeFacts(tx: TransactionSql, recipientId: string, taken: readonly Asked[]): Promise<void> {
  const rows = taken.map(({ customerId, facts }) => ({ ...facts, customerId }));
  const heldAt = (at: number) => taken[at]?.held ?? null;
  await insertUsers(
    tx,
    recipientId,
    rows.filter((_, at) => heldAt(at) === null),
  );
  await updateUsers(
    tx,
    rows.filter((row, at) => differs({ ...row, ...heldAt(at) }, row, ['email', 'fullName'])),
  );
  await updateCustomers(
    tx,
    rows.filter((row, at) =>
      differs({ ...row, ...BLANK, ...heldAt(at) }, row, [
        'phone',
        'company',
        'companyNumber',
        'birthDate',
        'language',
      ]),
    ),
  );
}

async function writeAddresses(tx: TransactionSql, taken: readonly Asked[]): Promise<void> {
  const said = taken.filter(({ row }) => row.addresses !== undefined);
  const known = said.filter(({ held }) => held !== null).map(idOf);
  const held = new Map(
    (await findAddresses(tx, known)).map(({ customerId, addresses }) => [customerId, addresses]),
  );
  const changed = said.filter(
    ({ customerId, row }) => !sameAddresses(held.get(customerId) ?? [], row.addresses ?? []),
  );
  await replaceAddresses(
    tx,
    changed.map(idOf).filter((id) => held.has(id)),
    changed.flatMap(({ customerId, row }) =>
      (row.addresses ?? []).map((address, position) => ({ ...address, customerId, position })),
    ),
  );
}
