import type { InferOutput } from 'valibot';
import type { ErrorKind } from '../errors.ts';
import type { ConsentStatus } from './schema.ts';

type Standing = Pick<InferOutput<typeof ConsentStatus>, 'granted' | 'textVersion' | 'grantedVersion'>;

/** Consent is to the text that was read (GDPR Art. 7(1)): an older version cannot be agreed to any more. */
export function whyNotGrant(standing: Standing, shownVersion: number): ErrorKind | null {
  if (shownVersion !== standing.textVersion) return 'consent_text_outdated';
  return standing.granted && standing.grantedVersion === shownVersion ? 'consent_unchanged' : null;
}

/** Withdrawing is as easy as giving (GDPR Art. 7(3)): there only has to be something to withdraw. */
export function whyNotWithdraw(standing: Standing): ErrorKind | null {
  return standing.granted ? null : 'consent_unchanged';
}
