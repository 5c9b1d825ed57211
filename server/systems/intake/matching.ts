import { comparePeople, haveDifferentNames, type Likeness, type Person } from '../../matches/likeness.ts';
import type { PossibleMatch } from '../../matches/note-queries.ts';
import { isOlder, type SourceVersion } from '../external-ids/newness.ts';
import type { RowRefusal } from './batch-rules.ts';
import { refusal } from './batch-rules.ts';

/** A customer whom a row may be about: linked to the row's id, or with its address. */
export interface Candidate extends Person {
  customerId: string;
  email: string | null;
  state: 'open' | 'blocked';
}

/** A customer to whom one of the system's ids is linked. */
export interface LinkedCandidate extends Candidate, SourceVersion {
  /**
   * What proves that the id is theirs. `name`: a matching name that the system sent. `data`: other data that it sent. `address`: nothing but
   * an e-mail address, which others may share.
   */
  linkedBy: 'name' | 'data' | 'address';
}
export interface DescribedRow extends Person, Partial<SourceVersion> {
  externalId: string;
  email: string | null;
}
export type RowMatch =
  /** The id is already linked. `unclear`: the id may be somebody else's, so the row changes no field of the customer. */
  | { by: 'id'; customerId: string; unclear?: boolean }
  /** The address identifies the customer, and the id will be linked to them. `previousCustomerId`: the customer it was linked to until now. */
  | { by: 'address'; customerId: string; previousCustomerId?: string }
  | { by: 'nothing'; customerId: string; possible: PossibleMatch[]; previousCustomerId?: string }
  /**
   * `customerId`: the customer the row seems to be about; an erasure notice about them will name the row's id. `unclear`: the row may be about
   * somebody else with the address, so the notice names the id as `shared`.
   */
  | { by: 'refused'; refused: RowRefusal; customerId: string; unclear?: boolean };
/** Lethe shows an admin at most this many possible matches of a new customer: a company's shared address may have hundreds. */
const MOST_POSSIBLE = 10;
/**
 * Matches the rows in their order, since a later row may be about a customer whom an earlier one creates. `addressed`: customers with the
 * rows' addresses. `crowded`: addresses with more customers than `addressed` lists.
 */
export function matchRows(
  rows: readonly DescribedRow[],
  linked: ReadonlyMap<string, LinkedCandidate>,
  addressed: readonly Candidate[],
  newId: () => string,
  crowded: ReadonlySet<string> = new Set(),
): RowMatch[] {
  const byEmail = new Map<string, Map<string, Candidate>>();
  const add = (candidate: Candidate) => {
    if (candidate.email === null) return;
    const others = byEmail.get(candidate.email) ?? new Map<string, Candidate>();
    others.set(candidate.customerId, others.get(candidate.customerId) ?? candidate);
    byEmail.set(candidate.email, others);
  };
  for (const candidate of addressed) add(candidate);
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

function matchById(row: DescribedRow, known: LinkedCandidate, byAddress: () => RowMatch): RowMatch {
  const { customerId } = known;
  const unclear = isContradicted(row, known);
  if (known.state === 'blocked')
    return { by: 'refused', ...refusal('customer_closed', 'externalId'), customerId, unclear };
  if (isSomebodyElse(row, known))
    return { by: 'refused', ...refusal('external_id_reused', 'externalId'), customerId };
  if (!unclear) return { by: 'id', customerId };
  return known.linkedBy === 'data'
    ? { by: 'id', customerId, unclear }
    : moveId(known, comparePeople(row, known), byAddress());
}

/**
 * Whether the row's name shows that the id, linked without a name so far, is somebody else's. A row that is older than the stored one proves
 * nothing.
 */
export const isContradicted = (row: DescribedRow, known: LinkedCandidate): boolean =>
  known.linkedBy !== 'name' &&
  haveDifferentNames(row, known) &&
  comparePeople(row, known) !== 'same' &&
  !isOlder(row, known);
/** Moves the id to the customer its row is about. Where both customers may be one person, an admin will see the pair. */
function moveId(
  { customerId: previousCustomerId }: Candidate,
  likeness: Likeness,
  match: RowMatch,
): RowMatch {
  if (match.by === 'address') return { ...match, previousCustomerId };
  if (match.by !== 'nothing') return match;
  const { customerId, possible } = match;
  const isNoted = likeness === 'another' || possible.some(({ otherId }) => otherId === previousCustomerId);
  const noted = isNoted ? [] : [{ customerId, otherId: previousCustomerId, reason: 'name_differs' as const }];
  return { ...match, previousCustomerId, possible: [...noted, ...possible] };
}

/** Whether the system now uses its id for a different person than before: name, birth date and address are known for both, and all differ. */
const isSomebodyElse = (row: DescribedRow, known: Candidate): boolean =>
  comparePeople(row, known) === 'another' &&
  differ(row.birthDate, known.birthDate) &&
  differ(row.email, known.email);
const differ = (left: string | null, right: string | null) =>
  left !== null && right !== null && left !== right;
/**
 * Matches a row to an existing customer only if exactly one could be meant and nothing contradicts it. `crowded`: more customers have the
 * address than are listed.
 */
function matchByAddress(
  row: DescribedRow,
  having: readonly Candidate[],
  newId: () => string,
  crowded: boolean,
): RowMatch {
  const likenesses = having.map((candidate) => comparePeople(row, candidate));
  const likeTo = (wanted: Likeness) => having.filter((_, index) => likenesses[index] === wanted);
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
    .map((candidate) => ({ customerId, otherId: candidate.customerId, reason }));
  return { by: 'nothing', customerId, possible };
}
