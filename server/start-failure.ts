/** What the database's refusal means for whoever starts this, in one line. `variable`: whose address was used. */
export function startFailure(error: unknown, variable: 'DATABASE_URL' | 'LETHE_MIGRATION_URL'): string {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  if (['ECONNREFUSED', 'CONNECT_TIMEOUT', 'ENOTFOUND', 'ETIMEDOUT'].includes(code))
    return `The database of ${variable} cannot be reached (${code})`;
  if (code === '28P01' || code === '28000')
    return `The database of ${variable} refuses this user or password`;
  if (code === '3D000') return `The database that ${variable} names does not exist`;
  return `The start failed: ${code} ${message}`;
}
