/** Modes of an address without verification: no TLS, or TLS with whoever answers. */
const UNVERIFIED = ['disable', 'false', 'allow', 'prefer', 'require'];

/** Whether this address verifies who answers: `sslmode=verify-full`, or `verify-ca`, which is as strict here. */
export function isVerified(url: string): boolean {
  const { searchParams } = new URL(url);
  const mode = searchParams.get('sslmode') ?? searchParams.get('ssl');
  return mode !== null && !UNVERIFIED.includes(mode);
}

/**
 * TLS for the driver; undefined where the address asks for no verification. The driver would compare the certificate of a host
 * without a name (an IP address) with `localhost`. `ca`: the authority's certificate in PEM; those that the runtime knows unless given.
 */
export function tlsOf(url: string, ca?: string): { host: string; ca?: string } | undefined {
  if (!isVerified(url)) return undefined;
  const host = new URL(url).hostname.replace(/^\[(.*)\]$/u, '$1');
  return { host, ...(ca !== undefined && { ca }) };
}
