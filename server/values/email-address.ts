import { readUrl } from './url.ts';

/**
 * E-mail addresses: what RFC 5321 allows and, beyond ASCII, RFC 6531 (EAI), without quoted parts and address literals. One address has one
 * written form here: lower case, composed (NFC), its domain as A-labels. No I/O.
 */

/** Invisible marks, as they come from the contacts of a phone. */
const INVISIBLE = /(?![\u200c\u200d])[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu;
/** Joiners outside words of other scripts; inside such words they are part of the spelling. */
const LOOSE_JOINERS = /(?<![^\p{ASCII}])[\u200c\u200d]+|[\u200c\u200d]+(?![^\p{ASCII}])/gu;
/** RFC 5321 `atext`, and RFC 6531's letters; never a space, a control character or half a character. */
const LOCAL =
  /^(?:[\w!#$%&'*+\-/=?^`{|}~]|[^\p{ASCII}\p{C}\p{Z}]|[\u200c\u200d])+(?:\.(?:[\w!#$%&'*+\-/=?^`{|}~]|[^\p{ASCII}\p{C}\p{Z}]|[\u200c\u200d])+)*$/u;
/** RFC 1035: labels of 63 characters at most; the last label is no number. */
const DOMAIN =
  /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/u;
/** RFC 5321, 4.5.3.1.3: a path of 256 octets, including its brackets. */
const MAX_OCTETS = 254;

/** Returns an address in its one written form; null if the text is no address. */
export function emailAddress(text: string): string | null {
  const plain = text.replaceAll(INVISIBLE, '').replaceAll(LOOSE_JOINERS, '').trim();
  const separator = plain.lastIndexOf('@');
  const local = plain.slice(0, Math.max(separator, 0)).toLowerCase().normalize('NFC');
  const domain = asciiDomain(plain.slice(separator + 1));
  if (domain === null || !LOCAL.test(local)) return null;
  const address = `${local}@${domain}`;
  return new TextEncoder().encode(address).length <= MAX_OCTETS ? address : null;
}

/** `müller.example` as `xn--mller-kva.example`; null if it is no domain. */
export function asciiDomain(domain: string): string | null {
  const ascii = /^[\p{ASCII}]*$/u.test(domain) ? domain.toLowerCase() : encodeDomain(domain);
  return ascii !== null && DOMAIN.test(ascii) ? ascii : null;
}

/** Encodes by the platform's own IDNA in `URL`. The pattern keeps out escapes, ports and paths, which `URL` would also read. */
function encodeDomain(domain: string): string | null {
  if (!/^(?:[a-zA-Z0-9.-]|[\u200c\u200d]|[^\p{ASCII}\p{C}\p{Z}])+$/u.test(domain)) return null;
  return readUrl(`http://${domain}`)?.hostname ?? null;
}

/**
 * Extracts the one address from a text as systems store it: `Nora <nora@shop.example>`, `mailto:`, a full stop, comma or semicolon at the end.
 * Null if there is none, or more than one.
 */
export function extractAddress(text: string): string | null {
  const [, around = '', inBrackets] = /^([^<>]*)<([^<>]+)>[.,;\s]*$/su.exec(text) ?? [];
  const bare = (inBrackets ?? text).replace(/^\s*mailto:/iu, '').replace(/[.,;\s]+$/u, '');
  return around.includes('@') ? null : emailAddress(bare);
}

/** The sender of letters: `Lethe <lethe@müller.example>` or the address alone. Null if there is no address in the text. */
export function senderAddress(text: string): string | null {
  const [, name, inBrackets] = /^([^<>\r\n]*)<([^<>]+)>\s*$/u.exec(text) ?? [];
  if (inBrackets === undefined) return emailAddress(text);
  const address = emailAddress(inBrackets);
  return address === null ? null : `${name?.trim()} <${address}>`.trim();
}

/** A searched address or domain as the database stores it: encodes a complete domain beyond ASCII. */
export function searchedAddress(search: string): string {
  const separator = search.lastIndexOf('@') + 1;
  const domain = /^[\p{ASCII}]*$/u.test(search.slice(separator))
    ? null
    : asciiDomain(search.slice(separator));
  return domain === null ? search : search.slice(0, separator) + domain;
}
