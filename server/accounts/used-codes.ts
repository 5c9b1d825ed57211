import { symmetricDecrypt } from 'better-auth/crypto';
import type { Sql } from 'postgres';
import { stepOfCode } from './totp.ts';
import { findTwoFactorSecret, useTwoFactorStep } from './two-factor-queries.ts';

/** Checks a code of an authenticator app and uses it up: the library would take the same code again within its minute and a half. */
export type UseCode = (userId: string, code: string) => Promise<'right' | 'used' | 'wrong'>;

/** `secret`: the one that better-auth encrypts with. */
export const createUseCode =
  ({ sql, secret }: { sql: Sql; secret: string }): UseCode =>
  async (userId, code) => {
    const encrypted = await findTwoFactorSecret(sql, userId);
    if (encrypted === null) return 'wrong';
    const step = stepOfCode(await symmetricDecrypt({ key: secret, data: encrypted }), code);
    if (step === null) return 'wrong';
    return (await useTwoFactorStep(sql, userId, { secret: encrypted, step })) ? 'right' : 'used';
  };
