// The same generated cases, more of them.
import './email-change.test.ts';
import './password-strength.test.ts';
