import type { Sql } from 'postgres';
import { auditEntryFragment } from '../audit/queries.ts';
import { addDays, type Day, dayIn, zoneOrFallback } from '../calendar/rules.ts';
import type { Settings, UpdateSettings } from './schema.ts';

export async function findSettings(sql: Sql): Promise<Settings> {
  const [settings] = await sql<[Settings]>`
    select enabled, authorization_required as "authorizationRequired",
      automatic_processing as "automaticProcessing", waiting_days as "waitingDays", acknowledgement_days as "acknowledgementDays", time_zone as "timeZone"
    from lethe.settings`;
  return settings;
}

/** Whether the demo filled this database: then it has accounts whose password is published. */
export async function isFilledAsDemo(sql: Sql): Promise<boolean> {
  const [settings] = await sql<[{ demo: boolean }]>`
    select demo_filled_at is not null as demo from lethe.settings`;
  return settings.demo;
}

/** Whether the database has accounts that the demo did not create. */
export async function hasRealAccounts(sql: Sql): Promise<boolean> {
  const [settings] = await sql<[{ real: boolean }]>`
    select demo_filled_at is null and exists (select from lethe.users) as real from lethe.settings`;
  return settings.real;
}

/** The first automatic decisions may be made one full day of the operator's calendar after an admin switches them on. */
const firstAutomaticDay = (timeZone: string | null): Day => addDays(dayIn(zoneOrFallback(timeZone)), 1);

/**
 * Changes only the given settings, so that two admins who change different ones both succeed. Switching automatic decisions on sets the first
 * day on which Lethe decides waiting requests; it is announced from then on.
 */
export async function updateSettings(sql: Sql, adminId: string, changes: UpdateSettings): Promise<Settings> {
  const automaticFrom = firstAutomaticDay(changes.timeZone ?? (await findSettings(sql)).timeZone);
  const enabled = sql`coalesce(${changes.enabled ?? null}, enabled)`;
  const automatic = sql`coalesce(${changes.automaticProcessing ?? null}, automatic_processing)`;
  const switchedOn = sql`${enabled} and ${automatic} and not (enabled and automatic_processing)`;
  const [settings] = await sql<[Settings]>`
    with changed as (
      update lethe.settings set
        enabled = ${enabled},
        authorization_required = coalesce(${changes.authorizationRequired ?? null}, authorization_required),
        automatic_processing = ${automatic},
        automatic_since = case when ${switchedOn} then now() else automatic_since end,
        automatic_from = case when ${switchedOn} then ${automaticFrom}::date else automatic_from end,
        waiting_days = coalesce(${changes.waitingDays ?? null}, waiting_days),
        acknowledgement_days = coalesce(${changes.acknowledgementDays ?? null}, acknowledgement_days),
        time_zone = coalesce(${changes.timeZone ?? null}, time_zone, ${changes.proposedTimeZone ?? null}),
        updated_at = now()
      returning enabled, authorization_required as "authorizationRequired",
        automatic_processing as "automaticProcessing", waiting_days as "waitingDays", acknowledgement_days as "acknowledgementDays", time_zone as "timeZone"
    ), audited as (${auditEntryFragment(sql, { actor: adminId, action: 'settings_changed', details: { ...changes } })} from changed)
    select * from changed`;
  return settings;
}
