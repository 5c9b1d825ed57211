import type { System } from './system.ts';

/** `effects` records the result of each erasure, as it is acknowledged. It names nobody. */
export async function createTables({ sql }: System): Promise<void> {
  await sql.unsafe(`
    select pg_advisory_xact_lock(hashtext('newsletter tables'));
    create table if not exists subscribers (
      external_id text primary key,
      email text not null,
      name text not null,
      subscribed_at timestamptz not null default now(),
      -- When Lethe first accepted the subscriber: if Lethe no longer knows them later, they were erased.
      notified_at timestamptz,
      -- Blocked, or refused as an erased person: we send them nothing, and nothing about them to Lethe.
      paused_at timestamptz
    );
    create table if not exists issues (number integer primary key, subject text not null);
    create table if not exists sendings (
      issue integer not null references issues (number),
      external_id text not null references subscribers (external_id) on delete cascade,
      sent_at timestamptz not null default now(),
      primary key (issue, external_id)
    );
    -- Printed issues. The buyer may be a subscriber or not.
    create table if not exists orders (
      order_id text primary key,
      email text not null,
      what text not null,
      ordered_on date not null default current_date,
      paused_at timestamptz
    );
    create table if not exists effects (
      erasure_id uuid primary key,
      outcome text not null,
      result text not null,
      at timestamptz not null default now()
    );
    -- How many people were blocked or erased: the tests check that none is counted twice.
    create table if not exists totals (outcome text primary key, people integer not null);`);
}
