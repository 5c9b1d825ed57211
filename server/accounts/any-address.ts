import { regexes } from 'zod/v4/core';
import { emailAddress } from '../values/email-address.ts';

/**
 * better-auth looks at every address with zod's own pattern, which knows neither `r&d@…` and `x=y@…` nor `….xn--p1ai` nor any letter
 * beyond ASCII. There is no option for it: so that one pattern of the zod they share asks our rule instead. Both are pinned, and a test
 * that signs up with such addresses fails when it stops working.
 */
export function acceptEveryAddress(): void {
  Object.defineProperty(regexes.email, 'test', {
    value: (text: string) => emailAddress(text) !== null,
    configurable: true,
  });
}
