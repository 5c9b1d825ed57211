import * as v from 'valibot';
import { PersonName } from '../customers/schema.ts';
import { asciiDigits } from '../values/digits.ts';
import { PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH } from '../values/limits-and-periods.ts';
import { RIGHTS } from '../values/rights.ts';
import { Email, Instant, line, Uuid } from '../values/schema.ts';

export const NewPassword = v.pipe(
  v.string(),
  v.minLength(PASSWORD_MIN_LENGTH, 'password_too_short'),
  v.maxLength(PASSWORD_MAX_LENGTH, 'password_too_long'),
);
const GivenPassword = v.pipe(v.string(), v.minLength(1, 'required'), v.maxLength(1000, 'too_long'));

export const ChangePasswordInput = v.strictObject({
  currentPassword: GivenPassword,
  newPassword: NewPassword,
});

/** What stands between the groups of a code, and what was copied with it unseen. */
const BETWEEN = /[\s\p{Pd}\p{Cf}]/gu;

/** The six digits that an authenticator app shows, often typed in two groups. */
export const AppCode = v.pipe(
  v.string(),
  v.transform((typed) => asciiDigits(typed.replaceAll(BETWEEN, ''))),
  v.minLength(1, 'required'),
  v.regex(/^\d{6}$/u, 'invalid_code'),
);
/** A recovery code, as `a1B2c-D3e4F`. Some programs turn its dash into another, and people leave it out. */
export const RecoveryCode = v.pipe(
  v.string(),
  v.transform((typed) => typed.normalize('NFKC').replaceAll(BETWEEN, '')),
  v.minLength(1, 'required'),
  v.regex(/^[a-zA-Z\d]{10}$/u, 'invalid_recovery_code'),
  v.transform((code) => `${code.slice(0, 5)}-${code.slice(5)}`),
);
const ByPassword = v.strictObject({ password: GivenPassword });

/** The account actions that anybody may call, with their inputs. */
export const accountActions = {
  'sign-up/email': v.strictObject({ name: PersonName, email: Email, password: NewPassword }),
  'sign-in/email': v.strictObject({ email: Email, password: GivenPassword }),
  'sign-out': v.strictObject({}),
  'request-password-reset': v.strictObject({ email: Email }),
  'reset-password': v.strictObject({ token: v.pipe(line(200, 1)), newPassword: NewPassword }),
  'change-password': v.pipe(
    ChangePasswordInput,
    // Another signed-in person may be the reason for the new password.
    v.transform((given) => ({ ...given, revokeOtherSessions: true })),
  ),
  // No device is trusted: the schemas leave no room for the library's `trustDevice`.
  'two-factor/enable': ByPassword,
  'two-factor/verify-totp': v.strictObject({ code: AppCode }),
  'two-factor/verify-backup-code': v.strictObject({ code: RecoveryCode }),
  'two-factor/disable': ByPassword,
  'two-factor/generate-backup-codes': ByPassword,
};
export type AccountAction = keyof typeof accountActions;

const RecoveryCodes = v.array(v.string());
/** What an authenticator app needs, and the recovery codes: shown once. */
export const TwoFactorStarted = v.object({ totpURI: v.string(), backupCodes: RecoveryCodes });
export const BackupCodesMade = v.object({ backupCodes: RecoveryCodes });

export const Token = v.pipe(v.string(), v.regex(/^[\w-]{20,64}$/u));
/** Asks for the password of the sign-up, because the link alone would confirm a stranger's sign-up. */
export const VerifyEmail = v.strictObject({ token: Token, password: GivenPassword });
/** Asks for the account's password unless its own session calls: the link proves the mailbox only, not who owns the account. */
export const ConfirmEmailChange = v.strictObject({ token: Token, password: v.optional(GivenPassword) });
/** `code`: of the authenticator app, where two-factor sign-in is on. */
export const ConfirmPassword = v.strictObject({ password: GivenPassword, code: v.optional(AppCode) });
export const Confirmed = v.strictObject({ confirmed: v.literal(true) });
export const Verified = v.strictObject({ verified: v.literal(true) });

/** The own name of an admin, by the rules of customers' names. */
export const OwnName = v.strictObject({ fullName: PersonName });
export const ChangeEmailInput = v.strictObject({ newEmail: Email });
export const Changed = v.strictObject({ changed: v.literal(true) });
/** `newEmail` waits for its link until `expiresAt`. */
export const OwnEmail = v.strictObject({
  email: v.string(),
  newEmail: v.nullable(v.string()),
  expiresAt: v.nullable(Instant),
});
export type OwnEmail = v.InferOutput<typeof OwnEmail>;

/** The time zone of the operator, in which pages show dates. */
const OperatorZone = v.string();

/** Who is signed in: the interface picks the area by it, and asks for a missing consent. */
export const Me = v.variant('role', [
  v.strictObject({
    role: v.literal('visitor'),
    /** Whether admins can sign in at a provider. */
    singleSignOn: v.boolean(),
  }),
  v.strictObject({
    role: v.literal('customer'),
    customerId: Uuid,
    fullName: v.string(),
    personalDataManagement: v.boolean(),
    /** Whether to offer the Personal Data page. While the feature is off: only to withdraw a consent or see a request. */
    personalDataOffered: v.boolean(),
    consentMissing: v.boolean(),
    twoFactor: v.boolean(),
    timeZone: OperatorZone,
  }),
  v.strictObject({
    role: v.literal('admin'),
    adminId: Uuid,
    fullName: v.string(),
    /** What the admin's role allows; the interface shows nothing else. */
    rights: v.array(v.picklist(RIGHTS)),
    twoFactor: v.boolean(),
    /** Whether they sign in at the provider, and confirm there who they are. */
    singleSignOn: v.boolean(),
    /** Whether the server refuses decisions and settings until two-factor sign-in is on. */
    secondFactorMissing: v.boolean(),
    /** Whether messages stay here, in the demo's mailbox, and do not leave. */
    mailbox: v.boolean(),
    timeZone: OperatorZone,
  }),
]);
export type Me = v.InferOutput<typeof Me>;
