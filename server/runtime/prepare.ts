import { connect } from '../../db/connect.ts';
import { MIGRATIONS, migrate } from '../../db/migrate.ts';
import { installPersonalDataFunctions } from '../personal-data/install.ts';

/**
 * Brings a database to what this server expects, before anyone is served: every start runs it, and the tests run it
 * once for the template their databases are cloned from. `owner` may change tables; `app` is what the server works as.
 */
export async function prepareDatabase(owner: string, app = owner): Promise<void> {
  const role = userOf(app);
  const appRole = role === userOf(owner) ? null : role;
  const sql = connect(owner, 1);
  try {
    await migrate(sql, {
      directory: MIGRATIONS,
      afterwards: (reserved) => installPersonalDataFunctions(reserved, appRole),
    });
  } finally {
    await sql.end({ timeout: 5 });
  }
}

function userOf(url: string): string {
  return decodeURIComponent(new URL(url).username);
}
