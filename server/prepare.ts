import { connect } from '../db/connect.ts';
import { migrate } from '../db/migrate.ts';
import { installPersonalDataFunctions } from './personal-data/install.ts';

/**
 * Brings a database to what this server expects, before anyone is served: every start runs it, and the tests run it
 * once for the template their databases are cloned from. `url` is the owner's; `appRole` the role the server works as,
 * where that is another one.
 */
export async function prepareDatabase(url: string, appRole: string | null = null): Promise<void> {
  const owner = connect(url, 1);
  try {
    await migrate(owner, {
      directory: new URL('../db/migrations/', import.meta.url),
      afterwards: (sql) => installPersonalDataFunctions(sql, appRole),
    });
  } finally {
    await owner.end({ timeout: 5 });
  }
}
