import * as v from 'valibot';
import { Uuid } from '../shapes.ts';

export const VerifyEmail = v.strictObject({ token: v.pipe(v.string(), v.regex(/^[\w-]{20,64}$/u)) });
export const Verified = v.strictObject({ verified: v.literal(true) });

/** Who is asking, for the interface: which area to show and whether consent stands in the way. */
export const Me = v.variant('role', [
  v.strictObject({ role: v.literal('visitor') }),
  v.strictObject({
    role: v.literal('customer'),
    customerId: Uuid,
    fullName: v.string(),
    personalDataManagement: v.boolean(),
    consentMissing: v.boolean(),
  }),
  v.strictObject({ role: v.literal('admin'), adminId: Uuid, fullName: v.string(), demo: v.boolean() }),
]);
export type Me = v.InferOutput<typeof Me>;
