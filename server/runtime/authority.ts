import { readFile } from 'node:fs/promises';
import { StartRefused } from '../../db/errors.ts';

/** Reads the certificate of the authority that certifies the database, in PEM. Errors: StartRefused that names the variable. */
export async function readAuthority(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) throw new StartRefused(`LETHE_DATABASE_CA ${path} cannot be read`);
  if (!text.includes('-----BEGIN CERTIFICATE-----'))
    throw new StartRefused(`LETHE_DATABASE_CA ${path} is no certificate in PEM`);
  return text;
}
