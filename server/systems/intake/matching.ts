import { compare, haveOtherNames, type Likeness, type Person } from '../../matches/likeness.ts';
import type { PossibleMatch } from '../../matches/note-queries.ts';
import { isOlder, type SourceVersion } from '../external-ids/newness.ts';
import type { Refusal } from './rules.ts';
import { refusal } from './rules.ts';

/** A customer whom a row may mean: linked to its id, or with its address. */
export interface Candidate extends Person {
  customerId: string;
  email: string | null;
  state: 'open' | 'blocked';
}

/** A customer whom a system calls by an id. */
export interface LinkedOne extends Candidate, SourceVersion {
  /**
   * What shows that the id is theirs: a name that the system said and that fits, or else what it handed in. `address`: it has said nothing but
   * an address, which others may have too.
   */
  linkedBy: 'name' | 'data' | 'address';
}
export interface DescribedRow extends Person, Partial<SourceVersion> {
  externalId: string;
  email: string | null;
}
export type Match =
  /** By the id, which is linked already. `unclear`: it may be somebody else's, so that nothing of it stands as the customer's own. */
  | { by: 'id'; customerId: string; unclear?: boolean }
  /** By the address: the id is to be linked. `leaves`: the customer whom it was linked to until then. */
  | { by: 'address'; customerId: string; leaves?: string }
  | { by: 'nothing'; customerId: string; possible: PossibleMatch[]; leaves?: string }
  /**
   * `customerId`: whom the row seems to be about, so that their erasure names its id too. `unclear`: it may be somebody else at the address,
   * so that the erasure names the id as `shared`.
   */
  | { by: 'refused'; refused: Refusal; customerId: string; unclear?: boolean };
/** A new person is shown to an admin beside this many others at most: a company's shared address has hundreds. */
const MOST_POSSIBLE = 10;
/**
 * Takes the rows in their order, since a later row may mean somebody whom an earlier one brings in. `crowded`: addresses that more people
 * have than are `addressed`.
 */
export function matchRows(
  rows: readonly DescribedRow[],
  linked: ReadonlyMap<string, LinkedOne>,
  addressed: readonly Candidate[],
  newId: () => string,
  crowded: ReadonlySet<string> = new Set(),
): Match[] {
  const byEmail = new Map<string, Map<string, Candidate>>();
  const add = (one: Candidate) => {
    if (one.email === null) return;
    const others = byEmail.get(one.email) ?? new Map<string, Candidate>();
    others.set(one.customerId, others.get(one.customerId) ?? one);
    byEmail.set(one.email, others);
  };
  for (const one of addressed) add(one);
  return rows.map((row) => {
    const known = linked.get(row.externalId);
    const email = row.email ?? known?.email ?? '';
    const byAddress = () =>
      matchByAddress(row, [...(byEmail.get(email)?.values() ?? [])], newId, crowded.has(email));
    const match = known === undefined ? byAddress() : matchById(row, known, byAddress);
    if (match.by === 'nothing')
      add({ ...row, email: email || null, customerId: match.customerId, state: 'open' });
    return match;
  });
}

function matchById(row: DescribedRow, known: LinkedOne, byAddress: () => Match): Match {
  const { customerId } = known;
  const unclear = isContradicted(row, known);
  if (known.state === 'blocked')
    return { by: 'refused', ...refusal('customer_closed', 'externalId'), customerId, unclear };
  if (isSomebodyElse(row, known))
    return { by: 'refused', ...refusal('external_id_reused', 'externalId'), customerId };
  if (!unclear) return { by: 'id', customerId };
  return known.linkedBy === 'data'
    ? { by: 'id', customerId, unclear }
    : leaving(known, compare(row, known), byAddress());
}

/**
 * An id that was linked without a name now gets one, and not the customer's: nothing but an address made them one. A row that comes late
 * says nothing.
 */
export const isContradicted = (row: DescribedRow, known: LinkedOne): boolean =>
  known.linkedBy !== 'name' &&
  haveOtherNames(row, known) &&
  compare(row, known) !== 'same' &&
  !isOlder(row, known);
/** The id goes to whom its row means; an admin sees both where they may be one. */
function leaving({ customerId: leaves }: Candidate, likeness: Likeness, match: Match): Match {
  if (match.by === 'address') return { ...match, leaves };
  if (match.by !== 'nothing') return match;
  const { customerId, possible } = match;
  const isNoted = likeness === 'another' || possible.some(({ otherId }) => otherId === leaves);
  const noted = isNoted ? [] : [{ customerId, otherId: leaves, reason: 'name_differs' as const }];
  return { ...match, leaves, possible: [...noted, ...possible] };
}

/** The system gave the id to another person: name, birth date and address all differ. */
const isSomebodyElse = (row: DescribedRow, known: Candidate): boolean =>
  compare(row, known) === 'another' &&
  differ(row.birthDate, known.birthDate) &&
  differ(row.email, known.email);
const differ = (one: string | null, other: string | null) => one !== null && other !== null && one !== other;
/** Only where exactly one could be meant, and nothing contradicts, is a row taken for somebody who is there. `crowded`: there are more. */
function matchByAddress(
  row: DescribedRow,
  having: readonly Candidate[],
  newId: () => string,
  crowded: boolean,
): Match {
  const likenesses = having.map((one) => compare(row, one));
  const likeTo = (wanted: Likeness) => having.filter((_, at) => likenesses[at] === wanted);
  const same = likeTo('same');
  const alike = [...same, ...likeTo('unclear')];
  const only = alike.length === 1 && !crowded ? same[0] : undefined;
  if (only?.state === 'open') return { by: 'address', customerId: only.customerId };
  // A blocked person must not come back under a slightly different name.
  const blocked = alike.find(({ state }) => state === 'blocked');
  if (blocked !== undefined) {
    const { customerId } = blocked;
    return { by: 'refused', ...refusal('customer_closed', 'email'), customerId, unclear: only === undefined };
  }
  const reason = alike.length > 1 || crowded ? ('shared_address' as const) : ('name_differs' as const);
  const customerId = newId();
  const possible = alike
    .slice(0, MOST_POSSIBLE)
    .map((one) => ({ customerId, otherId: one.customerId, reason }));
  return { by: 'nothing', customerId, possible };
}
