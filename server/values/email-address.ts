/**
 * E-mail addresses: what RFC 5321 allows and, beyond ASCII, RFC 6531 (EAI), without quoted parts and address literals. One address has one
 * written form here: lower case, composed (NFC), its domain as A-labels. No I/O.
 */

/** Marks that nobody sees, as a phone's contacts hand them on. */
const INVISIBLE = /(?![\u200c\u200d])[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu;
/** Inside words of other scripts joiners are part of the spelling; here they are not. */
const LOOSE_JOINERS = /(?<![^\p{ASCII}])[\u200c\u200d]+|[\u200c\u200d]+(?![^\p{ASCII}])/gu;
/** RFC 5321 `atext`, and RFC 6531's letters; never a space, a control character or half a character. */
const LOCAL =
  /^(?:[\w!#$%&'*+\-/=?^`{|}~]|[^\p{ASCII}\p{C}\p{Z}]|[\u200c\u200d])+(?:\.(?:[\w!#$%&'*+\-/=?^`{|}~]|[^\p{ASCII}\p{C}\p{Z}]|[\u200c\u200d])+)*$/u;
/** RFC 1035: labels of 63 characters at most, the last of them no number. */
const DOMAIN =
  /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/u;
/** RFC 5321, 4.5.3.1.3: a path of 256 octets, its brackets among them. */
const MAX_OCTETS = 254;

/** The one form of an address; null where the text is none. */
export function emailAddress(text: string): string | null {
  const plain = text.replaceAll(INVISIBLE, '').replaceAll(LOOSE_JOINERS, '').trim();
  const at = plain.lastIndexOf('@');
  const local = plain.slice(0, Math.max(at, 0)).toLowerCase().normalize('NFC');
  const domain = asciiDomain(plain.slice(at + 1));
  if (domain === null || !LOCAL.test(local)) return null;
  const address = `${local}@${domain}`;
  return new TextEncoder().encode(address).length <= MAX_OCTETS ? address : null;
}

/** `müller.example` as `xn--mller-kva.example`; null where it is no domain. */
export function asciiDomain(domain: string): string | null {
  const ascii = /^[\p{ASCII}]*$/u.test(domain) ? domain.toLowerCase() : encodeDomain(domain);
  return ascii !== null && DOMAIN.test(ascii) ? ascii : null;
}

/** By the platform's own IDNA, that of its URLs, which would also read escapes, ports and paths. */
function encodeDomain(domain: string): string | null {
  if (!/^(?:[a-zA-Z0-9.-]|[\u200c\u200d]|[^\p{ASCII}\p{C}\p{Z}])+$/u.test(domain)) return null;
  return URL.canParse(`http://${domain}`) ? new URL(`http://${domain}`).hostname : null;
}

/**
 * The one address in a text as other systems hold them: `Nora <nora@shop.example>`, `mailto:`, a full stop, comma or semicolon at the end. Null
 * where there is none, or more than one.
 */
export function extractAddress(text: string): string | null {
  const [, around = '', inBrackets] = /^([^<>]*)<([^<>]+)>[.,;\s]*$/su.exec(text) ?? [];
  const bare = (inBrackets ?? text).replace(/^\s*mailto:/iu, '').replace(/[.,;\s]+$/u, '');
  return around.includes('@') ? null : emailAddress(bare);
}

/** `Lethe <lethe@müller.example>`, or the address alone: whom mails come from. Null where there is no address in it. */
export function senderAddress(text: string): string | null {
  const [, name, inBrackets] = /^([^<>\r\n]*)<([^<>]+)>\s*$/u.exec(text) ?? [];
  if (inBrackets === undefined) return emailAddress(text);
  const address = emailAddress(inBrackets);
  return address === null ? null : `${name?.trim()} <${address}>`.trim();
}

/** An address or its domain as somebody looks for it: a domain beyond ASCII, once it is whole, as it is kept. */
export function searchedAddress(search: string): string {
  const at = search.lastIndexOf('@') + 1;
  const domain = /^[\p{ASCII}]*$/u.test(search.slice(at)) ? null : asciiDomain(search.slice(at));
  return domain === null ? search : search.slice(0, at) + domain;
}
