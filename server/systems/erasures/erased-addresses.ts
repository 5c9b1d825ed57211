import type { Sql, TransactionSql } from 'postgres';
import { type BlacklistKey, blacklistHmac } from '../../blacklist/hmac.ts';
import { normalizeEmail, normalizePerson } from '../../blacklist/normalize.ts';
import { liftErasedAddresses } from './address-queries.ts';

/*
 * Until every notified system has answered an erasure, no system may bring the person back by their address. Lethe stores two keyed hashes of
 * it: of the address alone, which others may share, and of the address with the person's name.
 */

export const erasedAddressHmac = (key: BlacklistKey, email: string): Promise<Uint8Array> =>
  blacklistHmac(key, 'erased_address', normalizeEmail(email));

/** Null if nothing is left of the name after normalizing it. */
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
  /** The hash of the address alone: the same in all rows about one address. */
  addressHmac: Uint8Array;
}

/** The hashes that a decision stores of an erased person's addresses, each once. */
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

/** Somebody has proved that the address is theirs, so systems may send it again, even if an erased person had it before. */
export async function liftConfirmedAddress(
  sql: Sql | TransactionSql,
  key: BlacklistKey,
  email: string,
): Promise<void> {
  await liftErasedAddresses(sql, [await erasedAddressHmac(key, email)]);
}
