import { createHmac } from 'node:crypto';
import { symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto';

/* Signatures by the scheme of Standard Webhooks. */

const PREFIX = 'whsec_';

/** 256 random bits, as the scheme writes a secret. */
export const newWebhookSecret = (): string =>
  `${PREFIX}${btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))))}`;

/** Lethe must be able to sign, so it keeps secrets encrypted and not as hashes. `key`: LETHE_SECRET. */
export const sealSecret = (key: string, secret: string): Promise<string> =>
  symmetricEncrypt({ key, data: secret });
export const openSecret = (key: string, sealed: string): Promise<string> =>
  symmetricDecrypt({ key, data: sealed });

/** `v1,` and the HMAC-SHA-256 over id, timestamp and body; one for each secret, so that either proves the message. */
export function signatures(secrets: string[], id: string, timestamp: number, body: string): string {
  const signed = `${id}.${timestamp}.${body}`;
  return secrets
    .map((secret) => Buffer.from(secret.slice(PREFIX.length), 'base64'))
    .map((key) => `v1,${createHmac('sha256', key).update(signed).digest('base64')}`)
    .join(' ');
}
