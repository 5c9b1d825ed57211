import * as v from 'valibot';
import { Instant, Uuid } from '../values/schema.ts';
import { CustomerRef, ProfileField } from './schema.ts';

export const OwnField = v.picklist([...ProfileField.options, 'addresses']);
export type OwnField = v.InferOutput<typeof OwnField>;

/** A connected system's value of a field, where it differs from the stored one. */
export const Statement = v.strictObject({
  systemId: Uuid,
  systemName: v.string(),
  field: v.picklist([...OwnField.options, 'email']),
  /** For `addresses`: a list of addresses as JSON. */
  value: v.string(),
  reportedAt: Instant,
  /** The customer or an admin chose the stored value. The statement changes nothing and stays until the system sends the same value. */
  settled: v.boolean(),
  /** Lethe answers the system with the stored value when it next sends another one: it had sent the field before. */
  notified: v.boolean(),
});
export type Statement = v.InferOutput<typeof Statement>;
export const Statements = v.strictObject({ items: v.array(Statement) });
/** There is no `email`: `email.change` alone moves the sign-in address. `reportedAt` names the statement on the page, so that a newer one is not taken over unseen. */
export const SettleStatement = v.strictObject({
  systemId: Uuid,
  field: OwnField,
  reportedAt: Instant,
  choice: v.picklist(['take_over', 'keep']),
});
export type SettleStatement = v.InferOutput<typeof SettleStatement>;
export type StatedField = Statement['field'];

const part = v.optional(v.nullable(v.string()), null);
/** A system sends addresses as it stores them: any part may be missing. */
export const StatedAddresses = v.array(
  v.object({
    label: v.optional(v.nullable(v.string()), ''),
    line1: part,
    line2: part,
    city: part,
    region: part,
    postalCode: part,
    country: part,
  }),
);

/** An admin may also take over the contact address of a customer without an account. */
export const SettleStatementOf = v.strictObject({
  ...CustomerRef.entries,
  ...SettleStatement.entries,
  field: Statement.entries.field,
});
