/** Bytes as text, the way PostgreSQL's `decode(…, 'hex')` reads them. */
export const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
