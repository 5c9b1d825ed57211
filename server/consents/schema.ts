import * as v from 'valibot';
import { CustomerName } from '../systems/external-ids/schema.ts';
import { MAX_PURPOSES } from '../values/limits-and-periods.ts';
import { Instant, Nothing, PageInput, pageOf, text, Uuid } from '../values/schema.ts';

const Version = v.pipe(v.number(), v.integer(), v.maxValue(2_147_483_647), v.minValue(1));

/** A purpose that a system asks about, as one word: `billing`, `newsletter`. */
export const Purpose = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9_-]{0,39}$/u, 'invalid_purpose'));
const Purposes = v.pipe(
  v.array(Purpose),
  v.maxLength(MAX_PURPOSES, 'too_many_purposes'),
  v.check((purposes) => new Set(purposes).size === purposes.length, 'duplicate'),
);

export const ConsentStatus = v.strictObject({
  granted: v.boolean(),
  /** The version of the current text; `grant` must name it. */
  textVersion: Version,
  text: v.string(),
  /** The purposes that the current text covers, in the words that systems use. */
  purposes: v.array(v.string()),
  /** When the current state began; null if the customer never granted consent. */
  since: v.nullable(Instant),
  /** The version to which the current consent was given. */
  grantedVersion: v.nullable(Version),
});
export const Grant = v.strictObject({ textVersion: Version });
export const Withdraw = Nothing;

export const ConsentAction = v.picklist(['granted', 'withdrawn']);
export const ConsentHistoryInput = v.strictObject({ ...PageInput });
export const ConsentHistory = pageOf(
  v.strictObject({ number: v.number(), action: ConsentAction, textVersion: Version, at: Instant }),
);

export const ConsentListInput = v.strictObject({ ...PageInput, action: v.optional(ConsentAction) });
/** After a destroy the row keeps its number, without a customer or a name. */
export const ConsentPage = pageOf(
  v.strictObject({
    number: v.number(),
    customerId: v.nullable(Uuid),
    fullName: v.nullable(v.string()),
    email: v.nullable(v.string()),
    action: ConsentAction,
    textVersion: Version,
    at: Instant,
  }),
);

/** Newest first: the cursor is a version. */
export const ConsentTextListInput = v.strictObject({ ...PageInput });
export const ConsentTextPage = pageOf(
  v.strictObject({
    version: Version,
    text: v.string(),
    purposes: v.array(v.string()),
    createdAt: Instant,
    consents: v.number(),
  }),
);
/**
 * Without `purposes` the new version covers the same purposes as the current one. `basedOn` is the version that the admin edited, null if there
 * was none; without `basedOn` nothing is compared.
 */
export const SaveConsentText = v.strictObject({
  text: text(20_000, 1),
  purposes: v.optional(Purposes),
  basedOn: v.optional(v.nullable(Version)),
});
export const SavedConsentText = v.strictObject({ version: Version });

export const CheckConsent = v.strictObject({ customer: CustomerName, purpose: v.optional(Purpose) });
export const CheckedConsent = v.strictObject({
  allowed: v.boolean(),
  /** When the consent was given; null without a current consent. */
  since: v.nullable(Instant),
  textVersion: v.nullable(Version),
  /**
   * `closed`: the customer is blocked or starred. `unknown`: there is no such customer, or they were destroyed. `switched_off`: Personal Data
   * Management is off, so nothing is allowed.
   */
  reason: v.picklist([
    'granted',
    'never_granted',
    'withdrawn',
    'purpose_not_covered',
    'closed',
    'unknown',
    'switched_off',
  ]),
  /** Whether a removal or anonymization request is not decided yet: processing that can wait should wait. */
  removalPending: v.boolean(),
});
