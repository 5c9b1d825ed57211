import { normalizeCompanyNumber, normalizePerson } from '../blacklist/normalize.ts';
import type { PossibleMatch } from './matches-queries.ts';
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

interface Folded {
  name: string;
  givenName: string;
  companyNumber: string;
}
/** Folding a name takes far longer than comparing it, and at a company's address everybody is compared with everybody. */
const folded = new WeakMap<Person, Folded>();
function foldedOf(person: Person): Folded {
  const known = folded.get(person) ?? {
    name: foldName(person.fullName ?? ''),
    givenName: foldName(givenName(person)),
    companyNumber: normalizeCompanyNumber(person.companyNumber ?? ''),
  };
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

/** A customer whom a row may mean: linked to its id, or with its address. */
export interface Known extends Person {
  customerId: string;
  email: string | null;
  state: 'open' | 'blocked';
  account: 'none' | 'unconfirmed' | 'confirmed';
}

export interface Asked extends Person {
  externalId: string;
  email: string | null;
}

export type Match =
  /** By the id, which is linked already. */
  | { by: 'id'; customerId: string }
  /** By the address: the id is to be linked. */
  | { by: 'address'; customerId: string }
  | { by: 'nothing'; customerId: string; possible: PossibleMatch[] }
  /**
   * `customerId`: whom the row seems to be about, so that their erasure names its id too. `unclear`: it may be somebody else at the address,
   * so that the erasure names the id as `shared`.
   */
  | { by: 'refused'; refused: Refusal; customerId: string; unclear?: boolean };

/** A new person is shown to an admin beside this many others at most: a company's shared address has hundreds. */
const MOST_POSSIBLE = 10;

/** Takes the rows in their order, since a later row may mean somebody whom an earlier one brings in. */
export function matchRows(
  rows: readonly Asked[],
  linked: ReadonlyMap<string, Known>,
  addressed: readonly Known[],
  newId: () => string,
): Match[] {
  const byEmail = new Map<string, Known[]>();
  const add = (one: Known, email: string | null) => {
    if (email === null) return;
    const others = byEmail.get(email) ?? [];
    if (!others.some(({ customerId }) => customerId === one.customerId)) byEmail.set(email, [...others, one]);
  };
  for (const one of addressed) add(one, one.email);
  return rows.map((row) => {
    const known = linked.get(row.externalId);
    const match =
      known === undefined
        ? matchByAddress(row, byEmail.get(row.email ?? '') ?? [], newId)
        : matchById(row, known);
    if (match.by === 'nothing')
      add({ ...row, customerId: match.customerId, state: 'open', account: 'none' }, row.email);
    return match;
  });
}

function matchById(row: Asked, known: Known): Match {
  const { customerId } = known;
  if (known.state === 'blocked')
    return { by: 'refused', ...refusal('customer_closed', 'externalId'), customerId };
  return isSomebodyElse(row, known)
    ? { by: 'refused', ...refusal('external_id_reused', 'externalId'), customerId }
    : { by: 'id', customerId };
}

/** The system gave the id to another person: name, birth date and address all differ. */
const isSomebodyElse = (row: Asked, known: Known): boolean =>
  compare(row, known) === 'another' &&
  differ(row.birthDate, known.birthDate) &&
  differ(row.email, known.email);
const differ = (one: string | null, other: string | null) => one !== null && other !== null && one !== other;

/** Only where exactly one could be meant, and nothing contradicts, is a row taken for somebody who is there. */
function matchByAddress(row: Asked, having: readonly Known[], newId: () => string): Match {
  const likenesses = having.map((one) => compare(row, one));
  const likeTo = (wanted: Likeness) => having.filter((_, at) => likenesses[at] === wanted);
  const same = likeTo('same');
  const alike = [...same, ...likeTo('unclear')];
  const only = alike.length === 1 ? same[0] : undefined;
  if (only?.state === 'open') return { by: 'address', customerId: only.customerId };
  // A blocked person must not come back under a slightly different name.
  const blocked = alike.find(({ state }) => state === 'blocked');
  if (blocked !== undefined) {
    const { customerId } = blocked;
    return { by: 'refused', ...refusal('customer_closed', 'email'), customerId, unclear: only === undefined };
  }
  const reason = alike.length > 1 ? ('shared_address' as const) : ('name_differs' as const);
  const customerId = newId();
  const possible = alike
    .slice(0, MOST_POSSIBLE)
    .map((one) => ({ customerId, otherId: one.customerId, reason }));
  return { by: 'nothing', customerId, possible };
}
