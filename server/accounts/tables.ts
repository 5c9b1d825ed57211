const dates = { createdAt: 'created_at', updatedAt: 'updated_at' };

/** How better-auth's models lie on our tables: every one of a person's rows carries `customer_id`. */
export const tables = {
  user: { modelName: 'users', fields: { emailVerified: 'email_verified', ...dates } },
  session: {
    modelName: 'sessions',
    fields: {
      userId: 'customer_id',
      expiresAt: 'expires_at',
      ipAddress: 'ip_address',
      userAgent: 'user_agent',
      ...dates,
    },
    // A cached session would outlive a block.
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
