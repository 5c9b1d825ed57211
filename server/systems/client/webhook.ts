/** What a message of a webhook says: ids only. */
export interface Received {
  headers: Headers | Record<string, string | string[] | undefined>;
  body: string;
  secret: string;
  toleranceSeconds: number;
  now: number;
}

const headerOf = (headers: Received['headers'], name: string): string => {
  const value = headers instanceof Headers ? headers.get(name) : headers[name];
  return typeof value === 'string' ? value : '';
};

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> | null => {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
};

/** Whether one of the signatures is right and the message is of now. The id and the signed body, or why not. */
export async function check(received: Received): Promise<{ id: string } | 'too_old' | 'signature_wrong'> {
  const { headers, body, secret, toleranceSeconds, now } = received;
  const id = headerOf(headers, 'webhook-id');
  const timestamp = headerOf(headers, 'webhook-timestamp');
  if (id === '' || !/^\d{1,12}$/u.test(timestamp)) return 'signature_wrong';
  const material = bytesOf(secret.replace(/^whsec_/u, ''));
  // An empty key would let everybody sign.
  if (material === null || material.length < 24) throw new TypeError('secret is not a secret of a webhook');
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', material, algorithm, false, ['verify']);
  const signed = new TextEncoder().encode(`${id}.${timestamp}.${body}`);
  const results = await Promise.all(
    headerOf(headers, 'webhook-signature')
      .split(' ')
      .slice(0, 10)
      // The platform compares in constant time.
      .map(async (signature) => {
        const bytes = signature.startsWith('v1,') ? bytesOf(signature.slice(3)) : null;
        return bytes !== null && (await crypto.subtle.verify('HMAC', key, bytes, signed));
      }),
  );
  if (!results.includes(true)) return 'signature_wrong';
  return Math.abs(now / 1000 - Number(timestamp)) > toleranceSeconds ? 'too_old' : { id };
}
