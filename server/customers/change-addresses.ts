import type { TransactionSql } from 'postgres';
import * as v from 'valibot';
import { AppError } from '../errors.ts';
import { lockCustomer } from './lock.ts';
import {
  type AddressRow,
  addAddress,
  listAddresses,
  type NewAddress,
  removeAddress,
  replaceOwnAddresses,
  updateAddress,
} from './own-queries.ts';
import { type AddressParts, isSameAddress } from './rules.ts';
import { type SaveAddress } from './schema.ts';
import { setByHand } from './set-by-hand.ts';
import { deleteStatement, listStatements } from './statement-queries.ts';
import { StatedAddresses } from './statement-schema.ts';

/** Inside `writeForCustomer`. Errors: `too_many_addresses`, `address_not_found`, `edited_meanwhile`. */
export async function saveAddress(
  tx: TransactionSql,
  customerId: string,
  { addressId, basedOn, ...address }: v.InferOutput<typeof SaveAddress>,
): Promise<AddressRow> {
  await lockCustomer(tx, customerId);
  if (addressId !== undefined) return changeAddress(tx, customerId, { addressId, basedOn }, address);
  const added = (await addAddress(tx, customerId, address)) ?? refuse('too_many_addresses');
  await markAddressesSetByHand(tx, customerId);
  return added;
}

async function changeAddress(
  tx: TransactionSql,
  customerId: string,
  of: { addressId: string; basedOn: string | undefined },
  address: NewAddress,
): Promise<AddressRow> {
  const all = await listAddresses(tx, customerId);
  const stored = all.find(({ addressId }) => addressId === of.addressId) ?? refuse('address_not_found');
  // The customer sent it twice, or typed the same in two windows.
  if (isSameAddress(stored, address)) return stored;
  const saved = (await updateAddress(tx, customerId, of, address)) ?? refuse('edited_meanwhile');
  await markAddressesSetByHand(tx, customerId);
  return saved;
}

/** Inside `writeForCustomer`. Errors: `address_not_found`. */
export async function deleteAddress(
  tx: TransactionSql,
  customerId: string,
  addressId: string,
): Promise<void> {
  if (!(await removeAddress(tx, customerId, addressId))) refuse('address_not_found');
  await markAddressesSetByHand(tx, customerId);
}

/** Replaces all addresses by a system's list. Call it inside `writeForCustomer`, with the customer locked. */
export async function adoptAddresses(
  tx: TransactionSql,
  customerId: string,
  systemValue: string,
): Promise<void> {
  await replaceOwnAddresses(tx, customerId, parseStatedAddresses(systemValue));
  await markAddressesSetByHand(tx, customerId);
}

async function markAddressesSetByHand(tx: TransactionSql, customerId: string): Promise<void> {
  await setByHand(tx, customerId, ['addresses']);
  const stored = await listAddresses(tx, customerId);
  for (const { systemId, field, value } of await listStatements(tx, customerId)) {
    if (field === 'addresses' && isSameList(stored, parseStatedAddresses(value)))
      await deleteStatement(tx, customerId, { systemId, field });
  }
}

const parseStatedAddresses = (systemValue: string): AddressParts[] =>
  v.parse(StatedAddresses, JSON.parse(systemValue));
const isSameList = (stored: readonly AddressParts[], systemValue: readonly AddressParts[]): boolean =>
  stored.length === systemValue.length &&
  stored.every((address, index) => isSameAddress(address, systemValue[index] ?? address));

function refuse(kind: 'too_many_addresses' | 'address_not_found' | 'edited_meanwhile'): never {
  throw new AppError(kind);
}
