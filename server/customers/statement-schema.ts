import * as v from 'valibot';
import { Instant, Uuid } from '../values/schema.ts';
import { CustomerRef, ProfileField } from './schema.ts';

export const OwnField = v.picklist([...ProfileField.options, 'addresses']);
export type OwnField = v.InferOutput<typeof OwnField>;

/** What a connected system says of a customer where that differs from what is held. */
export const Statement = v.strictObject({
  systemId: Uuid,
  systemName: v.string(),
  field: v.picklist([...OwnField.options, 'email']),
  /** Of `addresses`, a list of them as JSON. */
  value: v.string(),
  saidAt: Instant,
  /** The customer or an admin chose what is held: the statement changes nothing, and stays until the system says the same. */
  settled: v.boolean(),
  /** The system had said the field before, and is told what is held when it next says something else. */
  told: v.boolean(),
});
export type Statement = v.InferOutput<typeof Statement>;
export const Statements = v.strictObject({ items: v.array(Statement) });
/** The sign-in address is changed by its own way only, so there is no `email`. `saidAt` names what was seen: a newer one is not taken unseen. */
export const SettleStatement = v.strictObject({
  systemId: Uuid,
  field: OwnField,
  saidAt: Instant,
  choice: v.picklist(['take_over', 'keep']),
});
export type SettleStatement = v.InferOutput<typeof SettleStatement>;
export type StatedField = Statement['field'];

const part = v.optional(v.nullable(v.string()), null);
/** A system says its addresses as it holds them: any part may be missing. */
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

/** An admin may take over a contact address, too, of somebody without an account. */
export const SettleStatementOf = v.strictObject({
  ...CustomerRef.entries,
  ...SettleStatement.entries,
  field: Statement.entries.field,
});
