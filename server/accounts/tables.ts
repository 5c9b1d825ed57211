import { SESSION_MAX_DAYS } from '../values/limits-and-periods.ts';

const dates = { createdAt: 'created_at', updatedAt: 'updated_at' };

/** Maps better-auth's models to our tables. Every row of a person has a `customer_id`. */
export const tables = {
  user: { modelName: 'users', fields: { emailVerified: 'email_verified', ...dates } },
  session: {
    modelName: 'sessions',
    // In seconds. What ends a session sooner stands in `sessions/queries.ts`, and nothing prolongs one.
    expiresIn: SESSION_MAX_DAYS * 86_400,
    disableSessionRefresh: true,
    additionalFields: {
      confirmedAt: { type: 'date', required: false, input: false, fieldName: 'confirmed_at' },
    },
    fields: {
      userId: 'customer_id',
      expiresAt: 'expires_at',
      ipAddress: 'ip_address',
      userAgent: 'user_agent',
      ...dates,
    },
    // A cached session would stay valid after a block.
    cookieCache: { enabled: false },
  },
  account: {
    modelName: 'accounts',
    fields: {
      userId: 'customer_id',
      accountId: 'account_id',
      providerId: 'provider_id',
      accessToken: 'access_token',
      refreshToken: 'refresh_token',
      idToken: 'id_token',
      accessTokenExpiresAt: 'access_token_expires_at',
      refreshTokenExpiresAt: 'refresh_token_expires_at',
      ...dates,
    },
  },
  verification: {
    modelName: 'verifications',
    fields: { expiresAt: 'expires_at', ...dates },
    storeIdentifier: 'hashed',
  },
} as const;

/** The same for the plugin of the second factor. */
export const twoFactorTables = {
  user: { fields: { twoFactorEnabled: 'two_factor_enabled' } },
  twoFactor: {
    modelName: 'two_factors',
    fields: {
      userId: 'customer_id',
      backupCodes: 'backup_codes',
      failedVerificationCount: 'failed_verification_count',
      lockedUntil: 'locked_until',
    },
  },
};
