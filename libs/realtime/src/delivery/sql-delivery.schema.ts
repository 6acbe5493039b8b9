/**
 * The SQL delivery store's tables, as statements that may run any number of times. Changes go at the end and only ever
 * add. Requires the event log's tables.
 */
export const SQL_DELIVERY_SCHEMA: readonly string[] = [
  // `placed_to`: orgs up to here have their first position; null when all have.
  `create table if not exists realtime_subscriptions (
     name text primary key,
     placed_to text
   )`,
  // No row for an org of a placed subscription: the org is younger than the subscription and begins at 0.
  `create table if not exists realtime_positions (
     subscription text not null,
     org_id text not null,
     position bigint not null,
     token bigint not null default 0,
     leased_until bigint not null default 0,
     failures int not null default 0,
     first_failed_at bigint,
     primary key (subscription, org_id)
   ) with (fillfactor = 50)`,
  // `event` is text for the same reason as the log's payload: it is stored and read unchanged.
  `create table if not exists realtime_dead_letters (
     id uuid primary key,
     subscription text not null,
     org_id text not null,
     seq bigint not null,
     event text not null,
     error_name text not null,
     error_message text not null,
     error_stack text not null,
     attempts int not null,
     first_failed_at bigint not null,
     last_failed_at bigint not null,
     taken_until bigint not null default 0
   )`,
  `create index if not exists realtime_dead_letters_org on realtime_dead_letters (org_id, id)`,
  // `held`: claimed and not released; `crashes`: holders lost at this position; `trying`: the event being handled.
  `alter table realtime_positions
     add column if not exists held boolean not null default false,
     add column if not exists crashes int not null default 0,
     add column if not exists trying bigint`,
  // When an application with the subscription last ran (Unix milliseconds): an abandoned subscription must not keep the
  // log from expiring.
  `alter table realtime_subscriptions add column if not exists seen_at bigint not null default 0`,
  // The mark of the event at `marked` (see RecordLink), and when the log was last known to contain it (Unix
  // milliseconds). If `marked` differs from the position, a version without marks has moved it, and the mark is void.
  `alter table realtime_positions
     add column if not exists mark integer not null default 0,
     add column if not exists marked bigint not null default 0,
     add column if not exists proven_at bigint not null default 0`,
];
