import { normalizeCompanyNumber, normalizePerson } from '../blacklist/normalize.ts';

/* Compares two descriptions of people. Pure. */

/** The fields by which people are compared. `birthDate`: `YYYY-MM-DD`. */
export interface Person {
  fullName: string | null;
  birthDate: string | null;
  companyNumber: string | null;
}
export type Likeness = 'same' | 'another' | 'unclear';

/** Whether two descriptions are of one person. A missing value proves nothing either way. */
export function comparePeople(first: Person, second: Person): Likeness {
  const [a, b] = [foldPerson(first), foldPerson(second)];
  const births = areSameOrUnknown(first.birthDate ?? '', second.birthDate ?? '');
  if (areSameOrUnknown(a.name, b.name) !== false) return births === false ? 'unclear' : 'same';
  if (births === true) return a.givenName === b.givenName ? 'same' : 'unclear';
  return births === false || areSameOrUnknown(a.companyNumber, b.companyNumber) === false
    ? 'another'
    : 'unclear';
}

/** Whether two descriptions have equal values, so that an earlier comparison still holds. */
export const hasSameDescription = (first: Person, second: Person): boolean =>
  first.fullName === second.fullName &&
  first.birthDate === second.birthDate &&
  first.companyNumber === second.companyNumber;

/** A person's fields, folded when first needed: the given name is compared only if the birth dates agree. */
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

/** Folding a name takes far longer than comparing it, and all people at a company's shared address are compared with each other. */
const foldedPeople = new WeakMap<Person, FoldedPerson>();
function foldPerson(person: Person): FoldedPerson {
  const cached = foldedPeople.get(person) ?? new FoldedPerson(person);
  foldedPeople.set(person, cached);
  return cached;
}

/** Case, accents, punctuation and the order of the parts do not matter. */
const foldName = (name: string): string => normalizePerson(name, '');
/** The first word, or the first after a comma if the family name comes first. */
const givenName = ({ fullName }: Person): string =>
  (fullName ?? '').replace(/^.*,/u, '').trim().split(/\s+/u)[0] ?? '';

/** Null if either is missing, or is empty after folding. */
const areSameOrUnknown = (first: string, second: string): boolean | null =>
  first !== '' && second !== '' ? first === second : null;

export const toPerson = ({
  fullName,
  birthDate,
  companyNumber,
}: { [K in keyof Person]?: Person[K] | undefined }): Person => ({
  fullName: fullName ?? null,
  birthDate: birthDate ?? null,
  companyNumber: companyNumber ?? null,
});
/** Whether they are surely one person. False if either has no name: other details alone do not prove it. */
export const isProvedSamePerson = (first: Person, second: Person): boolean =>
  comparePeople(first, second) === 'same' &&
  areSameOrUnknown(foldPerson(first).name, foldPerson(second).name) !== null;

/** Whether both have a name, and the names differ. */
export const haveDifferentNames = (first: Person, second: Person): boolean =>
  areSameOrUnknown(foldPerson(first).name, foldPerson(second).name) === false;
