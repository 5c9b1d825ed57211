import { normaliseCompanyNumber, normalisePerson } from '../blacklist/normalise.ts';
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
  const names = sameBy(one.fullName, other.fullName, foldName);
  const births = sameBy(one.birthDate, other.birthDate, (day) => day);
  const companies = sameBy(one.companyNumber, other.companyNumber, normaliseCompanyNumber);
  if (names !== false) return births === false ? 'unclear' : 'same';
  if (births === true) return foldName(givenName(one)) === foldName(givenName(other)) ? 'same' : 'unclear';
  return births === false || companies === false ? 'another' : 'unclear';
}

/** Case, accents, punctuation and the order of the parts do not matter. */
const foldName = (name: string): string => normalisePerson(name, '');
/** The first word; after the comma where the family name stands first. */
const givenName = ({ fullName }: Person): string =>
  (fullName ?? '').replace(/^.*,/u, '').trim().split(/\s+/u)[0] ?? '';

/** Null where either is missing, or nothing is left of it once it is folded. */
function sameBy(one: string | null, other: string | null, fold: (text: string) => string): boolean | null {
  const [first, second] = [fold(one ?? ''), fold(other ?? '')];
  return first !== '' && second !== '' ? first === second : null;
}

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
  /** `customerId`: the customer whom the row is about, so that a later erasure names its id too. */
  | { by: 'refused'; refused: Refusal; customerId: string };

/** A new person is shown to an admin beside this many others at most: a company's shared address has hundreds. */
const MOST_POSSIBLE = 10;

/** The rows in their order: whom an earlier row brings in, a later one may mean. */
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
  const alike = having.flatMap((one) => {
    const likeness = compare(row, one);
    return likeness === 'another' ? [] : [{ ...one, likeness }];
  });
  const [first] = alike;
  if (first !== undefined && alike.length === 1 && first.likeness === 'same' && first.state === 'open')
    return { by: 'address', customerId: first.customerId };
  // A blocked person must not come back under a slightly different name.
  const blocked = alike.find(({ state }) => state === 'blocked');
  if (blocked !== undefined)
    return { by: 'refused', ...refusal('customer_closed', 'email'), customerId: blocked.customerId };
  const reason = alike.length > 1 ? ('shared_address' as const) : ('name_differs' as const);
  const nearest = alike.toSorted((a, b) => Number(b.likeness === 'same') - Number(a.likeness === 'same'));
  const customerId = newId();
  const possible = nearest
    .slice(0, MOST_POSSIBLE)
    .map((one) => ({ customerId, otherId: one.customerId, reason }));
  return { by: 'nothing', customerId, possible };
}
