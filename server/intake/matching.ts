import { normalizeCompanyNumber, normalizePerson } from '../blacklist/normalize.ts';
import type { PossibleMatch } from './matches-queries.ts';
import { isOlder, type SourceVersion } from './newness.ts';
import { type Refusal, refusal } from './rules.ts';

/* Whom a row means. Pure: what is known comes in, a decision for each row goes out. README.md gives the rules. */

/** What of two people can be compared. `birthDate`: `YYYY-MM-DD`. */
export interface Person {
  fullName: string | null;
  birthDate: string | null;
  companyNumber: string | null;
}
export type Likeness = 'same' | 'another' | 'unclear';

/** Whether two descriptions are of one person. A missing value contradicts nothing, and proves nothing. */
export function compare(one: Person, other: Person): Likeness {
  const [a, b] = [foldedOf(one), foldedOf(other)];
  const births = areSame(one.birthDate ?? '', other.birthDate ?? '');
  if (areSame(a.name, b.name) !== false) return births === false ? 'unclear' : 'same';
  if (births === true) return a.givenName === b.givenName ? 'same' : 'unclear';
  return births === false || areSame(a.companyNumber, b.companyNumber) === false ? 'another' : 'unclear';
}

/** As the same values would be compared, so that nothing is to be compared anew. */
export const sameDescription = (one: Person, other: Person): boolean =>
  one.fullName === other.fullName &&
  one.birthDate === other.birthDate &&
  one.companyNumber === other.companyNumber;

/** What people are compared by, folded where it is asked for: the given name counts only where the birth dates agree. */
class Folded {
  readonly name: string;
  readonly #person: Person;
  #givenName: string | undefined;
  #companyNumber: string | undefined;
  constructor(person: Person) {
    this.#person = person;
    this.name = foldName(person.fullName ?? '');
  }
  get givenName(): string {
    return (this.#givenName ??= foldName(givenName(this.#person)));
  }
  get companyNumber(): string {
    return (this.#companyNumber ??= normalizeCompanyNumber(this.#person.companyNumber ?? ''));
  }
}
/** Folding a name takes far longer than comparing it, and at a company's address everybody is compared with everybody. */
const folded = new WeakMap<Person, Folded>();
function foldedOf(person: Person): Folded {
  const known = folded.get(person) ?? new Folded(person);
  folded.set(person, known);
  return known;
}

/** Case, accents, punctuation and the order of the parts do not matter. */
const foldName = (name: string): string => normalizePerson(name, '');
/** The first word; after the comma where the family name stands first. */
const givenName = ({ fullName }: Person): string =>
  (fullName ?? '').replace(/^.*,/u, '').trim().split(/\s+/u)[0] ?? '';

/** Null where either is missing, or nothing was left of it once it was folded. */
const areSame = (one: string, other: string): boolean | null =>
  one !== '' && other !== '' ? one === other : null;

export const personOf = ({
  fullName,
  birthDate,
  companyNumber,
}: { [K in keyof Person]?: Person[K] | undefined }): Person => ({
  fullName: fullName ?? null,
  birthDate: birthDate ?? null,
  companyNumber: companyNumber ?? null,
});

/** A customer whom a row may mean: linked to its id, or with its address. */
export interface Known extends Person {
  customerId: string;
  email: string | null;
  state: 'open' | 'blocked';
}

/** A customer whom a system calls by an id. */
export interface LinkedOne extends Known, SourceVersion {
  /**
   * What shows that the id is theirs: a name that the system said and that fits, or else what it handed in. `address`: it has said nothing but
   * an address, which others may have too.
   */
  linkedBy: 'name' | 'data' | 'address';
}

export interface Asked extends Person, Partial<SourceVersion> {
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
  rows: readonly Asked[],
  linked: ReadonlyMap<string, LinkedOne>,
  addressed: readonly Known[],
  newId: () => string,
  crowded: ReadonlySet<string> = new Set(),
): Match[] {
  const byEmail = new Map<string, Map<string, Known>>();
  const add = (one: Known) => {
    if (one.email === null) return;
    const others = byEmail.get(one.email) ?? new Map<string, Known>();
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

function matchById(row: Asked, known: LinkedOne, byAddress: () => Match): Match {
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
export const isContradicted = (row: Asked, known: LinkedOne): boolean =>
  known.linkedBy !== 'name' &&
  areSame(foldedOf(row).name, foldedOf(known).name) === false &&
  compare(row, known) !== 'same' &&
  !isOlder(row, known);

/** The id goes to whom its row means; an admin sees both where they may be one. */
function leaving({ customerId: leaves }: Known, likeness: Likeness, match: Match): Match {
  if (match.by === 'address') return { ...match, leaves };
  if (match.by !== 'nothing') return match;
  const { customerId, possible } = match;
  const isNoted = likeness === 'another' || possible.some(({ otherId }) => otherId === leaves);
  const noted = isNoted ? [] : [{ customerId, otherId: leaves, reason: 'name_differs' as const }];
  return { ...match, leaves, possible: [...noted, ...possible] };
}

/** Whether both have a name, and it is the same or otherwise that of one person: no name at all proves nothing. */
export const isProved = (one: Person, other: Person): boolean =>
  compare(one, other) === 'same' && areSame(foldedOf(one).name, foldedOf(other).name) !== null;

/** The system gave the id to another person: name, birth date and address all differ. */
const isSomebodyElse = (row: Asked, known: Known): boolean =>
  compare(row, known) === 'another' &&
  differ(row.birthDate, known.birthDate) &&
  differ(row.email, known.email);
const differ = (one: string | null, other: string | null) => one !== null && other !== null && one !== other;

/** Only where exactly one could be meant, and nothing contradicts, is a row taken for somebody who is there. `crowded`: there are more. */
function matchByAddress(row: Asked, having: readonly Known[], newId: () => string, crowded: boolean): Match {
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
