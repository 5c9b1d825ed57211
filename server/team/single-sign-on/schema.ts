import * as v from 'valibot';

/** `again`: the provider asks for the password once more, and the page that opened this window waits for it. */
export const SignOnStart = v.strictObject({ again: v.optional(v.boolean(), false) });
/** Where the browser goes on: the provider's own page. */
export const SignOnStarted = v.strictObject({ url: v.string() });
