import type { Sql } from 'postgres';
import { accessOf, nameInLetters } from '../customers/joining-queries.ts';
import type { Access } from '../notifications/ways.ts';
import type { RequestStatus, RequestType } from './schema.ts';

/** Whom a decision is about, and the mark that tells whether they have changed since. */
export interface Subject {
  customerId: string;
  number: number;
  type: RequestType;
  answerBy: string;
  email: string | null;
  fullName: string | null;
  /** Null where several people read the mailbox. */
  nameInLetters: string | null;
  /** Before the decision. */
  access: Access;
  phone: string | null;
  companyNumber: string | null;
  birthDate: string | null;
  identity: string;
  /** What each system calls them and nobody else, linked or refused. */
  externalIds: { systemId: string; externalId: string }[];
  /** The addresses that systems have for them instead of their own. */
  statedEmails: string[];
}

/** Undefined where there is no such request; a null customer where it was destroyed. */
export async function findSubject(
  sql: Sql,
  requestId: string,
): Promise<Subject | { customerId: null } | undefined> {
  const [row] = await sql<(Subject | { customerId: null })[]>`
    select c.id as "customerId", r.number::int as number, r.type, r.answer_by as "answerBy", c.email, c.name as "fullName", ${nameInLetters(sql)} as "nameInLetters", ${accessOf(sql)} as access,
      c.phone, c.company_number as "companyNumber", c.birth_date as "birthDate", lethe.identity_of(c.id) as identity,
      (select coalesce(jsonb_agg(jsonb_build_object('systemId', e.system_id, 'externalId', e.external_id)), '[]')
        from lethe.customer_ids_of(c.id) e where not e.shared) as "externalIds",
      array(select s.value from lethe.statements s where s.customer_id = c.id and s.field = 'email') as "statedEmails"
    from lethe.data_requests r
    left join lethe.customers c on c.id = r.customer_id
    where r.id = ${requestId}`;
  return row;
}

export interface CarriedOut {
  number: number;
  status: RequestStatus;
  rows: number;
  remaining: number;
}

export interface Decision {
  requestId: string;
  outcome: 'block' | 'star' | 'destroy' | 'refuse';
  /** The admin; null where the system decides, under `rule`. */
  actor: string | null;
  rule: string | null;
  reason: string | null;
  identity: string;
  /**
   * With kind `external_id` and a system: what that system must not bring back. With kind `erased_address`: what none may, until all
   * who are told have answered. `erased`: this person's own, who is erased.
   */
  blacklist: {
    kind: string;
    hmac: string;
    endsAt?: string;
    erased?: boolean;
    systemId?: string;
    addressHmac?: string;
  }[];
  letter: { template: string; to: string; subject: string; body: string } | null;
  mapHash: string;
}

/** The decision, in one call: it is carried out as a whole or not at all. */
export async function carryOut(sql: Sql, d: Decision): Promise<CarriedOut> {
  const [row] = await sql<[CarriedOut]>`
    select number::int as number, status, rows, remaining from lethe.decide_request(
      p_request => ${d.requestId}, p_outcome => ${d.outcome}, p_actor => ${d.actor}, p_rule => ${d.rule},
      p_reason => ${d.reason}, p_identity => ${d.identity}, p_blacklist => ${sql.json(d.blacklist)},
      p_letter => ${d.letter === null ? null : sql.json(d.letter)}, p_map_hash => ${d.mapHash})`;
  return row;
}
