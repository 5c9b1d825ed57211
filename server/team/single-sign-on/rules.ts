/** The library's name for the provider, in paths and in `accounts.provider_id`. */
export const PROVIDER = 'oidc';
export const CALLBACK_PATH = `/api/auth/callback/${PROVIDER}`;
/** Begins a sign-in. */
export const START_PATH = '/api/auth/single-sign-on';
