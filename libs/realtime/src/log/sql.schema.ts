/**
 * The SQL log's tables, as statements that may run any number of times. Changes are added at the end and only ever add.
 *
 * `payload` is text, not json: it is written and read as it is and never looked into, and json would refuse nothing
 * that `JSON.stringify` writes while costing a parse for each event.
 */
export const SQL_LOG_SCHEMA: readonly string[] = [
  `create table if not exists realtime_log (
     only_row boolean primary key default true check (only_row),
     epoch text not null,
     database_identity text not null
   )`,
  // One counter row per org. Its lock is what makes commit order and seq order the same.
  `create table if not exists realtime_heads (
     org_id text primary key,
     head bigint not null
   ) with (fillfactor = 50)`,
  `create table if not exists realtime_events (
     org_id text not null,
     seq bigint not null,
     event_id uuid not null,
     event_type text not null,
     domain text not null,
     property_id text,
     raised_at bigint not null,
     payload text not null,
     primary key (org_id, seq)
   )`,
  `create unique index if not exists realtime_events_event_id on realtime_events (org_id, event_id)`,
  // Rows come in about the order of time, so a block range index finds what expired at next to no cost per insert.
  `create index if not exists realtime_events_raised_at on realtime_events using brin (raised_at)`,
  // When it happened, where a publisher's clock says so; null where that is `raised_at`, which retention goes by.
  `alter table realtime_events add column if not exists occurred_at bigint`,
  // What links each event to the one before it; see RecordLink. 0: from before there were marks.
  `alter table realtime_events add column if not exists mark integer not null default 0,
     add column if not exists prev_mark integer not null default 0`,
  `alter table realtime_heads add column if not exists mark integer not null default 0,
     add column if not exists prev_mark integer not null default 0`,
];
