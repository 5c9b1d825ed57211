/**
 * Of several addresses of a name each gets this long, in milliseconds. Node gives up after 250, in which a machine overseas cannot answer;
 * where the other address leads nowhere, as IPv6 often does, no connection would ever be made.
 */
export const ATTEMPT = { autoSelectFamilyAttemptTimeout: 3_000 };
