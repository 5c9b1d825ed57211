import type { Sql } from 'postgres';
import { inTransaction } from '../../db/transaction.ts';
import { alertOwners } from '../notifications/alert-owners.ts';
import { lockSettings, updateSettings } from '../settings/queries.ts';
import type { Settings, UpdateSettings } from '../settings/schema.ts';
import { weakenedBy } from '../settings/weakened.ts';
import { findAdminName } from './alert-queries.ts';

/** Changes settings, and tells every owner where that takes a protection of decisions away. */
export const changeSettings = (
  { sql, url, adminId }: { sql: Sql; url: string; adminId: string },
  changes: UpdateSettings,
): Promise<Settings> =>
  inTransaction(sql, async (tx) => {
    const before = await lockSettings(tx);
    const after = await updateSettings(tx, adminId, changes);
    const weakened = weakenedBy(before, after);
    if (weakened.length === 0) return after;
    const adminName = await findAdminName(tx, adminId);
    for (const whatHappened of weakened) await alertOwners(tx, url, { adminName, whatHappened });
    return after;
  });
