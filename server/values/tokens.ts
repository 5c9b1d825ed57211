/** One-time tokens: 256 random bits for the person, their SHA-256 for the database. */

const base64Url = (bytes: Uint8Array) =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

export const sha256 = async (text: string) =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));

export const newToken = (): string => base64Url(crypto.getRandomValues(new Uint8Array(32)));

/** Hashes a token together with its purpose, so that a token for one purpose is useless for another. */
export const hashToken = (
  purpose: 'verify_email' | 'change_email' | 'join_team',
  token: string,
): Promise<Uint8Array> => sha256(`${purpose}\0${token}`);

/** Hashes the identifier of a reset link as better-auth stores it (`storeIdentifier: 'hashed'`). */
export const hashResetIdentifier = async (token: string): Promise<string> =>
  base64Url(await sha256(`reset-password:${token}`));
