import type { Sql } from 'postgres';
import { isPlaceholder } from '../blacklist/placeholders.ts';
import { type Identity, normalFormsOf } from '../blacklist/rules.ts';
import type { PersonalKind } from '../blacklist/schema.ts';

/** An identifier that may go onto the blacklist. */
export interface ListableIdentifier {
  kind: PersonalKind;
  /** How many other open customers share it. */
  others: number;
  /** Whether it identifies nobody, such as `n/a`. */
  placeholder: boolean;
}

/** Counting ends here: an identifier that so many people share is a company's number, or a placeholder. */
export const MAX_OTHERS = 1_000;

/** An index finds candidates by a coarse form. Only those with the same normal form count, since the blacklist compares by it. */
export async function findListableIdentifiers(
  sql: Sql,
  customerId: string,
  own: Identity,
): Promise<ListableIdentifier[]> {
  return Promise.all(
    normalFormsOf(own).map(async ({ kind, value }) => {
      const placeholder = isPlaceholder(kind, value);
      const candidates = placeholder ? [] : await findCandidates[kind](sql, customerId, own);
      const others = candidates.filter((candidate) =>
        normalFormsOf(candidate).some((form) => form.kind === kind && form.value === value),
      );
      return { kind, others: others.length, placeholder };
    }),
  );
}

/** Other open customers who may share a value of this kind. */
const findCandidates: Record<
  PersonalKind,
  (sql: Sql, customerId: string, own: Identity) => Promise<Identity[]>
> = {
  email: (sql, customerId, { email }) => sql<Identity[]>`
    select email from lethe.customers
    where lethe.mailbox_of(email) = lethe.mailbox_of(${email ?? null}) and state = 'open' and id <> ${customerId}
    limit ${MAX_OTHERS}`,
  phone: (sql, customerId, { phone }) => sql<Identity[]>`
    select phone from lethe.customers
    where lethe.phone_end(phone) = lethe.phone_end(${phone ?? null}) and state = 'open' and id <> ${customerId}
    limit ${MAX_OTHERS}`,
  person: (sql, customerId, { birthDate }) => sql<Identity[]>`
    select name as "fullName", birth_date as "birthDate" from lethe.customers
    where birth_date = ${birthDate ?? null} and state = 'open' and id <> ${customerId}
    limit ${MAX_OTHERS}`,
  company_number: (sql, customerId, { companyNumber }) => sql<Identity[]>`
    select company_number as "companyNumber" from lethe.customers
    where lethe.number_signs(company_number) = lethe.number_signs(${companyNumber ?? null})
      and state = 'open' and id <> ${customerId}
    limit ${MAX_OTHERS}`,
};
