import * as v from 'valibot';
import { PersonName } from '../../server/customers/schema.ts';
import { Email as Address } from '../../server/values/schema.ts';

/** The account pages check this before they send; better-auth checks again. */
const Email = v.pipe(v.string(), v.trim(), v.minLength(1, 'required'), Address);
const NewPassword = v.pipe(
  v.string(),
  v.minLength(12, 'password_too_short'),
  v.maxLength(128, 'password_too_long'),
);

export const SignIn = v.object({ email: Email, password: v.pipe(v.string(), v.minLength(1, 'required')) });
export const SignUp = v.object({
  fullName: PersonName,
  email: Email,
  password: NewPassword,
});
/** The password of the account that a mailed link belongs to. */
export const LinkPassword = v.object({ password: v.pipe(v.string(), v.minLength(1, 'required')) });
/** What a new member of the team chooses. */
export const JoinTeam = v.object({ fullName: PersonName, password: NewPassword });
export const ForgotPassword = v.object({ email: Email });
export const ResetPassword = v.object({ password: NewPassword });
