import type { InferOutput } from 'valibot';
import type { CustomerState } from '../customers/schema.ts';
import type { ErrorKind } from '../errors.ts';
import type { CheckedConsent, ConsentStatus } from './schema.ts';

type ConsentState = Pick<InferOutput<typeof ConsentStatus>, 'granted' | 'textVersion' | 'grantedVersion'>;

/** Consent is to the text that was read (GDPR Art. 7(1)): an older version cannot be agreed to any more. */
export function whyNotGrant(state: ConsentState, shownVersion: number): ErrorKind | null {
  if (shownVersion !== state.textVersion) return 'consent_text_outdated';
  return state.granted && state.grantedVersion === shownVersion ? 'consent_unchanged' : null;
}

/** Withdrawing is as easy as giving (GDPR Art. 7(3)): there only has to be something to withdraw. */
export function whyNotWithdraw(state: ConsentState): ErrorKind | null {
  return state.granted ? null : 'consent_unchanged';
}

type ConsentAnswer = InferOutput<typeof CheckedConsent>;

/** A customer's newest step, and whether the text it was about names the purpose asked for. */
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

/** Nobody can grant or be asked while Personal Data Management is off, so nothing is allowed: the check fails closed. */
export const SWITCHED_OFF: ConsentAnswer = denyConsent('switched_off');

/** Allowed only where everything speaks for it: an open account, a consent that stands, a text that names the purpose. */
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
