import type { Sql, TransactionSql } from 'postgres';
import { auditEntryFragment } from '../audit/queries.ts';
import type { Operator, Settings, UpdateSettings } from './schema.ts';

const operatorColumns = (sql: Sql | TransactionSql) =>
  sql`operator_name as "operatorName", operator_contact as "operatorContact"`;

/** The operator, as letters name them. */
export async function findOperator(sql: Sql | TransactionSql): Promise<Operator> {
  const [operator] = await sql<[Operator]>`select ${operatorColumns(sql)} from lethe.settings`;
  return operator;
}

const changed = (value: string | null | undefined) => (value === undefined ? undefined : true);

/** For the audit, which holds no names: of the operator's words it says that they changed. */
function withoutWords({ operatorName, operatorContact, replyAddress, ...changes }: UpdateSettings) {
  return {
    ...changes,
    operatorName: changed(operatorName),
    operatorContact: changed(operatorContact),
    replyAddress: changed(replyAddress),
  };
}

const settingsColumns = (sql: Sql | TransactionSql) =>
  sql`enabled, authorization_required as "authorizationRequired", automatic_processing as "automaticProcessing",
    waiting_days as "waitingDays", acknowledgement_days as "acknowledgementDays",
    decisions_per_hour_alert as "decisionsPerHourAlert", second_approval as "secondApproval", time_zone as "timeZone",
    ${operatorColumns(sql)}, reply_address as "replyAddress"`;

export async function findSettings(sql: Sql | TransactionSql): Promise<Settings> {
  const [settings] = await sql<[Settings]>`select ${settingsColumns(sql)} from lethe.settings`;
  return settings;
}

/** The settings as they are now, until the transaction ends. */
export async function lockSettings(tx: TransactionSql): Promise<Settings> {
  const [settings] = await tx<
    [Settings]
  >`select ${settingsColumns(tx)} from lethe.settings for no key update`;
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

/**
 * Changes only the given settings, so that two admins who change different ones both succeed. After automatic decisions are switched on,
 * nothing counts that was announced before: a worker tells everybody who waits, and their waiting period begins then.
 */
export async function updateSettings(
  sql: Sql | TransactionSql,
  adminId: string,
  changes: UpdateSettings,
): Promise<Settings> {
  // Null deletes a text, and undefined leaves it.
  const given = (value: string | null | undefined, stored: ReturnType<typeof sql>) =>
    value === undefined ? stored : sql`${value}::text`;
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
        waiting_days = coalesce(${changes.waitingDays ?? null}, waiting_days),
        acknowledgement_days = coalesce(${changes.acknowledgementDays ?? null}, acknowledgement_days),
        decisions_per_hour_alert = coalesce(${changes.decisionsPerHourAlert ?? null}, decisions_per_hour_alert),
        second_approval = coalesce(${changes.secondApproval ?? null}, second_approval),
        time_zone = coalesce(${changes.timeZone ?? null}, time_zone, ${changes.proposedTimeZone ?? null}),
        operator_name = ${given(changes.operatorName, sql`operator_name`)},
        operator_contact = ${given(changes.operatorContact, sql`operator_contact`)},
        reply_address = ${given(changes.replyAddress, sql`reply_address`)},
        updated_at = now()
      returning ${settingsColumns(sql)}
    ), audited as (${auditEntryFragment(sql, { actor: adminId, action: 'settings_changed', details: withoutWords(changes) })} from changed)
    select * from changed`;
  return settings;
}
