import { connect } from '../db/connect.ts';
import { migrate } from '../db/migrate.ts';

/**
 * Brings a database to what this server expects, before anyone is served: every start runs it, and the tests run it
 * once for the template their databases are cloned from. `url` is the owner's.
 */
export async function prepareDatabase(url: string): Promise<void> {
  const owner = connect(url, 1);
  try {
    await migrate(owner, { directory: new URL('../db/migrations/', import.meta.url) });
  } finally {
    await owner.end({ timeout: 5 });
  }
}
