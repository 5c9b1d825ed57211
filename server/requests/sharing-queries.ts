import type { Sql } from 'postgres';
import { isPlaceholder } from '../blacklist/placeholders.ts';
import { type Identity, normalFormsOf } from '../blacklist/rules.ts';
import type { PersonalKind } from '../blacklist/schema.ts';

/** What may be listed of a customer: how many other open customers share it, and whether it stands for nobody. */
export interface Listable {
  kind: PersonalKind;
  others: number;
  placeholder: boolean;
}

/** More people than this are not counted: it is a company's number then, or a placeholder. */
export const OTHERS_AT_MOST = 1_000;

/** Found by an index in a coarse form, counted in the form of the blacklist, in which values are compared everywhere. */
export async function findListable(sql: Sql, customerId: string, own: Identity): Promise<Listable[]> {
  return Promise.all(
    normalFormsOf(own).map(async ({ kind, value }) => {
      const placeholder = isPlaceholder(kind, value);
      const candidates = placeholder ? [] : await findCandidates[kind](sql, customerId, own);
      const others = candidates.filter((one) =>
        normalFormsOf(one).some((form) => form.kind === kind && form.value === value),
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
    limit ${OTHERS_AT_MOST}`,
  phone: (sql, customerId, { phone }) => sql<Identity[]>`
    select phone from lethe.customers
    where lethe.phone_end(phone) = lethe.phone_end(${phone ?? null}) and state = 'open' and id <> ${customerId}
    limit ${OTHERS_AT_MOST}`,
  person: (sql, customerId, { birthDate }) => sql<Identity[]>`
    select name as "fullName", birth_date as "birthDate" from lethe.customers
    where birth_date = ${birthDate ?? null} and state = 'open' and id <> ${customerId}
    limit ${OTHERS_AT_MOST}`,
  company_number: (sql, customerId, { companyNumber }) => sql<Identity[]>`
    select company_number as "companyNumber" from lethe.customers
    where lethe.number_signs(company_number) = lethe.number_signs(${companyNumber ?? null})
      and state = 'open' and id <> ${customerId}
    limit ${OTHERS_AT_MOST}`,
};
