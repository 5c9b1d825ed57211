import { regexes } from 'zod/v4/core';
import { emailAddress } from '../values/email-address.ts';

/**
 * better-auth checks every address with zod's own pattern, which refuses `r&d@…`, `x=y@…`, `….xn--p1ai` and every letter beyond ASCII.
 * better-auth has no option for this, so we make that one zod pattern ask our rule. Both packages are pinned, and a test that signs up
 * with such addresses fails when this stops working.
 */
export function acceptEveryAddress(): void {
  Object.defineProperty(regexes.email, 'test', {
    value: (text: string) => emailAddress(text) !== null,
    configurable: true,
  });
}
