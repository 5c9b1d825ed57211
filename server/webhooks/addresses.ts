import { V4 } from '../values/ip-address.ts';
import { readUrl } from '../values/url.ts';

/* Which IP addresses are somebody else's machine on the internet. Anything else is refused, in whichever form it is written. */

const PRIVATE_V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
].map((block) => {
  const [address = '', bits = ''] = block.split('/');
  return { first: numberOf(address), size: 2 ** (32 - Number(bits)) };
});

function numberOf(v4: string): number {
  return v4.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

const readGroups = (text: string) => (text === '' ? [] : text.split(':').map((group) => parseInt(group, 16)));

/** The eight groups of an IPv6 address, or null. `URL` writes an address in one form only. */
function groupsOf(v6: string): number[] | null {
  const written = v6.includes(':') && !v6.includes('%') ? readUrl(`http://[${v6}]`) : null;
  if (written === null) return null;
  const [head = '', tail] = written.hostname.slice(1, -1).split('::');
  const [first, last] = [readGroups(head), readGroups(tail ?? '')];
  return tail === undefined ? first : [...first, ...Array(8 - first.length - last.length).fill(0), ...last];
}

/** Of what is given out (2000::/3), all but tunnels, which end at an IPv4 address, and examples. */
function isPublicV6([first = 0, second = 0]: number[]): boolean {
  const isGivenOut = first >> 13 === 1;
  const isSpecial = (first === 0x2001 && (second < 0x0200 || second === 0x0db8)) || first === 0x2002;
  return isGivenOut && !isSpecial && !(first === 0x3fff && second < 0x1000);
}

/** Whether the address is one of the public internet: not private, of this machine, of the network alone, or in a tunnel. */
export function isPublicAddress(address: string): boolean {
  if (V4.test(address)) {
    const number = numberOf(address);
    return !PRIVATE_V4.some(({ first, size }) => number >= first && number < first + size);
  }
  const groups = groupsOf(address);
  return groups !== null && isPublicV6(groups);
}

/** Whether the address is this machine. */
export const isOwnAddress = (address: string): boolean => /^127\.\d+\.\d+\.\d+$|^::1$/u.test(address);
