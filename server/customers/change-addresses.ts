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
  replaceAddresses,
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
  const held = all.find(({ addressId }) => addressId === of.addressId) ?? refuse('address_not_found');
  // Sent twice, or typed alike in two windows.
  if (isSameAddress(held, address)) return held;
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

/** Inside `writeForCustomer`, in turns: puts the list that a system said in the place of all addresses. */
export async function adoptAddresses(tx: TransactionSql, customerId: string, said: string): Promise<void> {
  await replaceAddresses(tx, customerId, parseStatedAddresses(said));
  await markAddressesSetByHand(tx, customerId);
}

async function markAddressesSetByHand(tx: TransactionSql, customerId: string): Promise<void> {
  await setByHand(tx, customerId, ['addresses']);
  const held = await listAddresses(tx, customerId);
  for (const { systemId, field, value } of await listStatements(tx, customerId)) {
    if (field === 'addresses' && isSameList(held, parseStatedAddresses(value)))
      await deleteStatement(tx, customerId, { systemId, field });
  }
}

const parseStatedAddresses = (said: string): AddressParts[] => v.parse(StatedAddresses, JSON.parse(said));
const isSameList = (held: readonly AddressParts[], said: readonly AddressParts[]): boolean =>
  held.length === said.length && held.every((address, at) => isSameAddress(address, said[at] ?? address));

function refuse(kind: 'too_many_addresses' | 'address_not_found' | 'edited_meanwhile'): never {
  throw new AppError(kind);
}
