import {
  normalizeCompanyNumber,
  normalizeDomain,
  normalizeEmail,
  normalizePerson,
  normalizePhone,
} from './normalize.ts';
import { isPlaceholder } from './placeholders.ts';

/** What is wrong with a value that an admin typed. The page has a sentence for each word. */
export type Problem =
  | 'required'
  | 'invalid_email'
  | 'invalid_phone'
  | 'invalid_number'
  | 'invalid_domain'
  | 'placeholder_value';

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
/** A domain in A-labels whose top level is no number: only such a domain can end an address. */
const DOMAIN = new RegExp(`^(?:${LABEL}\\.)+(?=[a-z])${LABEL}$`, 'u');

const isDomain = (domain: string): boolean => DOMAIN.test(domain) && domain.length <= 253;

function findProblemOfEmail(email: string): Problem | null {
  const normal = normalizeEmail(email);
  const separator = normal.lastIndexOf('@');
  if (
    separator < 1 ||
    !isDomain(normal.slice(separator + 1)) ||
    /[@<>()[\]\\,;:"]/u.test(normal.slice(0, separator))
  )
    return 'invalid_email';
  return isPlaceholder('email', normal) ? 'placeholder_value' : null;
}

/** Allows letters beside the digits (`ext. 12`): systems send such numbers, and they match. */
function findProblemOfPhone(phone: string): Problem | null {
  const normal = normalizePhone(phone);
  if (normal.replace('+', '').length < 5 || normal.length > 31) return 'invalid_phone';
  return isPlaceholder('phone', normal) ? 'placeholder_value' : null;
}

function findProblemOfCompanyNumber(number: string): Problem | null {
  const normal = normalizeCompanyNumber(number);
  if (isPlaceholder('company_number', normal)) return 'placeholder_value';
  return /\d/u.test(normal) || normal.length > 2 ? null : 'invalid_number';
}

function findProblemOfDomain(domain: string): Problem | null {
  const normal = normalizeDomain(domain);
  if (!isDomain(normal)) return 'invalid_domain';
  return isPlaceholder('domain', normal) ? 'placeholder_value' : null;
}

const PROBLEMS = {
  email: findProblemOfEmail,
  phone: findProblemOfPhone,
  company_number: findProblemOfCompanyNumber,
  domain: findProblemOfDomain,
};

/** Finds why a typed value could match nobody, or would match strangers; null if an admin may add it. */
export const findProblem = (kind: keyof typeof PROBLEMS, value: string): Problem | null =>
  value.trim() === '' ? 'required' : PROBLEMS[kind](value);

export const findProblemOfPerson = (fullName: string, birthDate: string): Problem | null =>
  isPlaceholder('person', normalizePerson(fullName, birthDate)) ? 'placeholder_value' : null;
