/**
 * The SQL log's tables, as statements that may run any number of times. Changes go at the end and only ever add.
 *
 * `payload` is text, not json: it is stored and read unchanged and never queried. json would accept everything that
 * `JSON.stringify` writes, at the cost of a parse per event.
 */
export const SQL_LOG_SCHEMA: readonly string[] = [
  `create table if not exists realtime_log (
     only_row boolean primary key default true check (only_row),
     epoch text not null,
     database_identity text not null
   )`,
  // One counter row per org. Its lock makes commit order and seq order the same.
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
  // Rows arrive roughly in time order, so a block range index finds expired ones at almost no cost per insert.
  `create index if not exists realtime_events_raised_at on realtime_events using brin (raised_at)`,
  // Time of the event by the publisher's clock; null if it equals `raised_at`, which retention uses.
  `alter table realtime_events add column if not exists occurred_at bigint`,
  // Links each event to the one before it; see RecordLink. 0: from before there were marks.
  `alter table realtime_events add column if not exists mark integer not null default 0,
     add column if not exists prev_mark integer not null default 0`,
  `alter table realtime_heads add column if not exists mark integer not null default 0,
     add column if not exists prev_mark integer not null default 0`,
  // The log in segments that are dropped whole (see segments.ts). The existing table becomes the first, open segment,
  // so versions that know no slots keep writing to it during an upgrade.
  `alter table realtime_events add column if not exists slot smallint not null default 0`,
  // A separate statement: the scan that validates the constraint blocks neither subscribers nor writers.
  `do $$ begin
     if (select relkind from pg_class where oid = 'realtime_events'::regclass) = 'r' then
       alter table realtime_events drop constraint if exists realtime_events_slot;
       alter table realtime_events add constraint realtime_events_slot check (slot = 0) not valid;
     end if;
   end $$`,
  `do $$ begin
     if (select relkind from pg_class where oid = 'realtime_events'::regclass) = 'r' then
       alter table realtime_events validate constraint realtime_events_slot;
     end if;
   end $$`,
  // Each segment has its own indexes. A unique index over all of them would need the slot, so an event id is looked up
  // in all segments before it gets a seq: see SqlEventLog.append.
  `do $$ begin
     if (select relkind from pg_class where oid = 'realtime_events'::regclass) = 'r' then
       drop index if exists realtime_events_raised_at;
       alter table realtime_events rename to realtime_events_0;
       create table realtime_events (like realtime_events_0 including defaults) partition by list (slot);
       alter table realtime_events attach partition realtime_events_0 for values in (0);
       alter table realtime_events_0 drop constraint realtime_events_slot;
       for slot in 1..3 loop
         execute format('create table realtime_events_%s partition of realtime_events
           (primary key (org_id, seq), unique (org_id, event_id)) for values in (%s)', slot, slot);
       end loop;
     end if;
   end $$`,
  // When an org's newest event was logged, and in which segment: neither ever goes back.
  `alter table realtime_heads add column if not exists raised_at bigint not null default 0,
     add column if not exists segment bigint not null default 0`,
  // `closed_at`: for each slot, when its segment was closed; null for an empty or open one.
  `create table if not exists realtime_retention (
     only_row boolean primary key default true check (only_row),
     segment bigint not null,
     opened_at bigint not null,
     closed_at bigint[] not null,
     expired_before bigint not null
   )`,
  `insert into realtime_retention (segment, opened_at, closed_at, expired_before)
   values (0, (extract(epoch from clock_timestamp()) * 1000)::bigint, array[null, null, null, null]::bigint[], 0)
   on conflict do nothing`,
];
