import { normalizeCompanyNumber, normalizePerson } from '../blacklist/normalize.ts';

/* Whether two descriptions are of one person. Pure. */

/** What of two people can be compared. `birthDate`: `YYYY-MM-DD`. */
export interface Person {
  fullName: string | null;
  birthDate: string | null;
  companyNumber: string | null;
}
export type Likeness = 'same' | 'another' | 'unclear';

/** Whether two descriptions are of one person. A missing value contradicts nothing, and proves nothing. */
export function comparePeople(one: Person, other: Person): Likeness {
  const [a, b] = [foldPerson(one), foldPerson(other)];
  const births = areSameOrUnknown(one.birthDate ?? '', other.birthDate ?? '');
  if (areSameOrUnknown(a.name, b.name) !== false) return births === false ? 'unclear' : 'same';
  if (births === true) return a.givenName === b.givenName ? 'same' : 'unclear';
  return births === false || areSameOrUnknown(a.companyNumber, b.companyNumber) === false
    ? 'another'
    : 'unclear';
}

/** As the same values would be compared, so that nothing is to be compared anew. */
export const hasSameDescription = (one: Person, other: Person): boolean =>
  one.fullName === other.fullName &&
  one.birthDate === other.birthDate &&
  one.companyNumber === other.companyNumber;

/** What people are compared by, folded where it is asked for: the given name counts only where the birth dates agree. */
class FoldedPerson {
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
const foldedPeople = new WeakMap<Person, FoldedPerson>();
function foldPerson(person: Person): FoldedPerson {
  const known = foldedPeople.get(person) ?? new FoldedPerson(person);
  foldedPeople.set(person, known);
  return known;
}

/** Case, accents, punctuation and the order of the parts do not matter. */
const foldName = (name: string): string => normalizePerson(name, '');
/** The first word; after the comma where the family name stands first. */
const givenName = ({ fullName }: Person): string =>
  (fullName ?? '').replace(/^.*,/u, '').trim().split(/\s+/u)[0] ?? '';

/** Null where either is missing, or nothing was left of it once it was folded. */
const areSameOrUnknown = (one: string, other: string): boolean | null =>
  one !== '' && other !== '' ? one === other : null;

export const toPerson = ({
  fullName,
  birthDate,
  companyNumber,
}: { [K in keyof Person]?: Person[K] | undefined }): Person => ({
  fullName: fullName ?? null,
  birthDate: birthDate ?? null,
  companyNumber: companyNumber ?? null,
});
/** Whether both have a name, and it is the same or otherwise that of one person: no name at all proves nothing. */
export const isProvedSamePerson = (one: Person, other: Person): boolean =>
  comparePeople(one, other) === 'same' &&
  areSameOrUnknown(foldPerson(one).name, foldPerson(other).name) !== null;

/** Whether both have a name, and not the same. */
export const haveDifferentNames = (one: Person, other: Person): boolean =>
  areSameOrUnknown(foldPerson(one).name, foldPerson(other).name) === false;
