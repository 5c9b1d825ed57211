import type { System } from './system.ts';

/** `effects` remembers what was done about an erasure, in the words it is acknowledged with: nobody's name is in it. */
export async function createTables({ sql }: System): Promise<void> {
  await sql.unsafe(`
    select pg_advisory_xact_lock(hashtext('newsletter tables'));
    create table if not exists subscribers (
      external_id text primary key,
      email text not null,
      name text not null,
      subscribed_at timestamptz not null default now(),
      -- When Lethe first took them: from then on, whom it knows no more was erased.
      notified_at timestamptz,
      -- Nothing is sent, and nothing told to Lethe: blocked, or refused as somebody who was erased.
      paused_at timestamptz
    );
    create table if not exists issues (number integer primary key, subject text not null);
    create table if not exists sendings (
      issue integer not null references issues (number),
      external_id text not null references subscribers (external_id) on delete cascade,
      sent_at timestamptz not null default now(),
      primary key (issue, external_id)
    );
    -- Printed issues, ordered by whoever gives an address: a subscriber or not.
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
    -- How many were blocked and erased. Counting twice would show.
    create table if not exists totals (outcome text primary key, people integer not null);`);
}
