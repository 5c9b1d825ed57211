import type { Sql, TransactionSql } from 'postgres';
import { type BlacklistKey, blacklistHmac } from '../../blacklist/hmac.ts';
import { normalizeEmail, normalizePerson } from '../../blacklist/normalize.ts';
import { liftErasedAddresses } from './address-queries.ts';

/*
 * Until every system that was told of an erasure has answered, none of them may bring the person back by their address. What is kept
 * of it are two keyed hashes: the address alone, which others may share, and the address with the person's name.
 */

export const erasedAddressHmac = (key: BlacklistKey, email: string): Promise<Uint8Array> =>
  blacklistHmac(key, 'erased_address', normalizeEmail(email));

/** Null for a name of which nothing is left once it is normalized. */
export async function erasedAddressNameHmac(
  key: BlacklistKey,
  email: string,
  fullName: string | null,
): Promise<Uint8Array | null> {
  const name = normalizePerson(fullName ?? '', '');
  return name === '' ? null : blacklistHmac(key, 'erased_address_name', `${normalizeEmail(email)}\0${name}`);
}

export interface ErasedAddress {
  hmac: Uint8Array;
  /** Of the address alone: the same for all that is kept of one address. */
  addressHmac: Uint8Array;
}

/** What a decision keeps of somebody's addresses, each once. */
export async function erasedAddressesOf(
  key: BlacklistKey,
  emails: readonly string[],
  fullName: string | null,
): Promise<ErasedAddress[]> {
  const distinct = new Set(emails.map(normalizeEmail));
  const kept = Array.from(distinct, async (email) => {
    const addressHmac = await erasedAddressHmac(key, email);
    const withName = await erasedAddressNameHmac(key, email, fullName);
    return [addressHmac, ...(withName === null ? [] : [withName])].map((hmac) => ({ hmac, addressHmac }));
  });
  return (await Promise.all(kept)).flat();
}

/** Somebody has proved that the address is theirs: whoever had it before, systems may hand it in again. */
export async function liftConfirmedAddress(
  sql: Sql | TransactionSql,
  key: BlacklistKey,
  email: string,
): Promise<void> {
  await liftErasedAddresses(sql, [await erasedAddressHmac(key, email)]);
}
