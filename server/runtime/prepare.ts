import { connect } from '../../db/connect.ts';
import { MIGRATIONS, migrate } from '../../db/migrate.ts';
import { refusePooler } from '../../db/pooler.ts';
import { SESSIONS } from '../../db/sessions.ts';
import { installPersonalDataFunctions } from '../personal-data/install.ts';

/**
 * Migrates a database and installs the functions of the map. Every start runs it before the server serves anyone; the tests run it once
 * for the template of their databases. `owner`: URL of the role that may change tables; `app`: URL of the server's role. Neither
 * may lead to a pooler. `ca`: certificate of the database's authority.
 */
export async function prepareDatabase(owner: string, app = owner, ca?: string): Promise<void> {
  const role = userOf(app);
  const appRole = role === userOf(owner) ? null : role;
  const sql = connect(owner, 1, SESSIONS.migration, { ca });
  try {
    await refusePooler(sql, SESSIONS.migration);
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
