import { createHmac } from 'node:crypto';
import type { Sql } from 'postgres';
import { PASSWORD } from './accounts.ts';
import type { Client } from './client.ts';

/* An authenticator app: it reads the address behind the QR code, and shows a code every half minute. */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
function fromBase32(text: string): Uint8Array {
  const bits = Array.from(text, (letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Uint8Array.from(bits.match(/.{8}/gu) ?? [], (byte) => Number.parseInt(byte, 2));
}

/** The code of now, or of so many half minutes later. */
export function codeOf(totpURI: string, later = 0): string {
  const secret = fromBase32(new URL(totpURI).searchParams.get('secret') ?? '');
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const number = mac.readUInt32BE(mac.at(-1)! & 0xf) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

/** A code that is none of the present ones. */
export function wrongCode(totpURI: string): string {
  const right = [-1, 0, 1, 2].map((later) => codeOf(totpURI, later));
  return ['111111', '222222', '333333', '444444', '555555'].find((code) => !right.includes(code))!;
}

export interface App {
  totpURI: string;
  backupCodes: string[];
}

export const enable = (client: Client, password = PASSWORD) =>
  client.post('/api/auth/two-factor/enable', { password });
export const giveCode = (client: Client, code: string) =>
  client.post('/api/auth/two-factor/verify-totp', { code });
export const giveRecoveryCode = (client: Client, code: string) =>
  client.post('/api/auth/two-factor/verify-backup-code', { code });

/** As if half a minute had passed since the last code. */
export const letCodesPass = async (sql: Sql): Promise<void> => {
  await sql`update lethe.two_factors set last_used_step = last_used_step - 3`;
};

/** Switches two-factor sign-in on for whoever is signed in, as the page does. */
export async function setUpTwoFactor(client: Client, sql: Sql, password = PASSWORD): Promise<App> {
  const app = (await (await enable(client, password)).json()) as App;
  const answer = await giveCode(client, codeOf(app.totpURI));
  if (!answer.ok) throw new Error(`the first code was answered ${answer.status}`);
  await letCodesPass(sql);
  return app;
}
