import type { InferOutput } from 'valibot';
import type { CustomerState } from '../customers/schema.ts';
import type { ErrorKind } from '../errors.ts';
import type { CheckedConsent, ConsentStatus } from './schema.ts';

type ConsentState = Pick<InferOutput<typeof ConsentStatus>, 'granted' | 'textVersion' | 'grantedVersion'>;

/** Consent is to the text that the customer read (GDPR Art. 7(1)): they cannot agree to an older version. */
export function whyNotGrant(state: ConsentState, shownVersion: number): ErrorKind | null {
  if (shownVersion !== state.textVersion) return 'consent_text_outdated';
  return state.granted && state.grantedVersion === shownVersion ? 'consent_unchanged' : null;
}

/** Withdrawing must be as easy as giving (GDPR Art. 7(3)): the only condition is a consent to withdraw. */
export function whyNotWithdraw(state: ConsentState): ErrorKind | null {
  return state.granted ? null : 'consent_unchanged';
}

type ConsentAnswer = InferOutput<typeof CheckedConsent>;

/** A customer's newest step, and whether its text covers the purpose that the system asks about. */
export interface ConsentForSystem {
  state: CustomerState;
  action: 'granted' | 'withdrawn' | null;
  textVersion: number | null;
  at: string | null;
  covered: boolean;
  removalPending: boolean;
}

const denyConsent = (reason: ConsentAnswer['reason'], removalPending = false): ConsentAnswer => ({
  allowed: false,
  since: null,
  textVersion: null,
  reason,
  removalPending,
});

/** While Personal Data Management is off, nobody can grant consent, so the check allows nothing. */
export const SWITCHED_OFF: ConsentAnswer = denyConsent('switched_off');

/** Allows processing only for an open customer with a current consent to a text that covers the purpose. */
export function answerConsentCheck(found: ConsentForSystem | undefined): ConsentAnswer {
  if (found === undefined) return denyConsent('unknown');
  const { removalPending } = found;
  if (found.state !== 'open') return denyConsent('closed', removalPending);
  if (found.action === null) return denyConsent('never_granted', removalPending);
  if (found.action === 'withdrawn') return denyConsent('withdrawn', removalPending);
  const state = { since: found.at, textVersion: found.textVersion, removalPending };
  if (!found.covered) return { allowed: false, ...state, reason: 'purpose_not_covered' };
  return { allowed: true, ...state, reason: 'granted' };
}
