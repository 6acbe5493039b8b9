import { databaseTime as now } from '../log/database-time.js';
import { EXPIRED_BEFORE, loggedBefore } from '../log/sql-logged-before.js';

/** `$1` to `$3` are a claim, `$4` to `$6` its new progress, `$7` now. An outdated claim finds no row. */
const HELD = 'subscription = $1 and org_id = $2 and token = $3 and position <= $4::bigint';
/** Failures and crashes belong to the event after the position, so they are reset when it moves. */
const PLACE = `position = $4::bigint, mark = $5::integer, marked = $4::bigint,
  proven_at = ${now(7)} - $6::bigint`;
const MOVE_TO = `${PLACE}, crashes = case when position = $4::bigint then crashes else 0 end`;
const MOVE = `${MOVE_TO},
  failures = case when position = $4::bigint then failures else 0 end,
  first_failed_at = case when position = $4::bigint then first_failed_at end`;
const MOVE_ON = `${MOVE}, trying = null`;
/** The token increases, so that later calls of the claim have no effect. */
const LET_GO = 'held = false, token = token + 1';
/** Head of the org's log; nulls if it has no events. */
const HEAD = `(select h.head from realtime_heads h where h.org_id = $2) as head,
    (select h.mark from realtime_heads h where h.org_id = $2) as head_mark`;
/** Mark of the event at the position; 0 if unknown. */
const MARK_AT = 'case when p.marked = p.position then p.mark else 0 end';
const DEAD_LETTER_COLUMNS = `id, subscription, org_id, seq, event, error_name, error_message, error_stack, attempts,
  first_failed_at, last_failed_at`;
/** Resolution of the time when a subscription was last present. */
const SEEN_EVERY_MS = 600_000;
/** Upper bound for the time from logging an event to its commit. */
const LONGEST_TRANSACTION_MS = 60_000;

// Each is a single statement, and so its own transaction.

/**
 * `$1` subscription, `$2` the last org placed, `$3` 'head' or 'start', `$4` orgs, `$5` now. Returns where to continue.
 */
export const PLACE_FIRST = `
  with page as (select org_id, head, mark from realtime_heads where org_id > $2 order by org_id limit $4::int),
  placed as (
    insert into realtime_positions (subscription, org_id, position, marked, mark, proven_at)
    select $1, begin.*, ${now(5)} from page cross join lateral (
      select page.org_id, page.head, page.head, page.mark where $3 = 'head'
      union all
      select page.org_id, ${loggedBefore('page.org_id', 'page.head', EXPIRED_BEFORE)}, 0, 0 where $3 <> 'head'
    ) as begin on conflict do nothing
  )
  update realtime_subscriptions
  set placed_to = (select case when count(*) < $4::int then null else max(org_id) end from page)
  where name = $1 returning placed_to`;

/** `$1` subscriptions, `$2` the last org scanned, `$3` orgs, `$4` now. */
export const BACKLOG = `
  with page as (select org_id, head, mark from realtime_heads where org_id > $2 order by org_id limit $3::int),
  behind as (
    select s.name as subscription, page.org_id, page.head, coalesce(p.position, 0) as position,
      coalesce(p.leased_until > ${now(4)}, false) as leased
    from page cross join unnest($1::text[]) as s (name)
    left join realtime_positions p on p.subscription = s.name and p.org_id = page.org_id
    where page.head <> coalesce(p.position, 0) or (${MARK_AT} <> 0 and ${MARK_AT} <> page.mark)
  )
  select whole.next, behind.*
  from (select case when count(*) < $3::int then null else max(org_id) end as next from page) as whole
  left join behind on true`;

/** `$1` subscriptions, `$2` now. Writes only once in a while, so that most rounds of retention write nothing. */
export const SEE_SUBSCRIPTIONS = `
  update realtime_subscriptions set seen_at = ${now(2)}
  where name = any($1::text[]) and seen_at < ${now(2)} - ${SEEN_EVERY_MS}`;

/**
 * The oldest of the first events after each position that is behind. If no position is behind, all events logged before
 * now are processed, except for those that running transactions have yet to commit. `$1` the age of subscriptions, `$2`
 * now.
 */
export const NEEDED_FROM = `
  select least(${now(2)} - ${LONGEST_TRANSACTION_MS}, min(next.raised_at)) as oldest
  from realtime_heads h cross join realtime_subscriptions s
  left join realtime_positions p on p.subscription = s.name and p.org_id = h.org_id
  cross join lateral (
    select raised_at from realtime_events e
    where e.org_id = h.org_id and e.seq > coalesce(p.position, 0) order by e.seq limit 1
  ) as next
  where h.head > coalesce(p.position, 0) and s.seen_at >= ${now(2)} - $1::bigint`;

/**
 * `$1` subscription, `$2` org, `$3` lease in milliseconds, `$4` now. No row: the partition is not free.
 *
 * Tokens are times in microseconds, not a counter: a restored database must not reissue a token that a holder of its
 * former life still has.
 */
export const CLAIM = `
  insert into realtime_positions as p (subscription, org_id, position, token, leased_until, held)
  values ($1, $2, 0, ${now(4)} * 1000, ${now(4)} + $3::bigint, true)
  on conflict (subscription, org_id) do update set
    token = greatest(p.token + 1, excluded.token), leased_until = excluded.leased_until, held = true,
    crashes = p.crashes + p.held::int,
    failures = p.failures + (p.held and p.trying is not null)::int,
    first_failed_at = case when p.held and p.trying is not null
      then coalesce(p.first_failed_at, ${now(4)}) else p.first_failed_at end,
    trying = null
  where p.leased_until <= ${now(4)}
  returning token, position, ${MARK_AT} as mark, ${now(4)} - proven_at as proven_ago, failures, crashes, first_failed_at, ${HEAD}`;

/** `$1` to `$3` claims, `$4` lease in milliseconds, `$5` now. */
export const RENEW = `
  update realtime_positions p set leased_until = ${now(5)} + $4::bigint
  from unnest($1::text[], $2::text[], $3::bigint[]) as c (subscription, org_id, token)
  where p.subscription = c.subscription and p.org_id = c.org_id and p.token = c.token
  returning p.subscription, p.org_id`;

export const ADVANCE = `update realtime_positions set ${MOVE_ON} where ${HELD} returning 1`;

/** The event being handled is the one after the progress. */
export const MARK = `update realtime_positions set ${MOVE}, trying = $4::bigint + 1
  where ${HELD} returning 1`;

export const REWIND = `
  update realtime_positions set ${PLACE}, trying = null, failures = 0, crashes = 0, first_failed_at = null
  where subscription = $1 and org_id = $2 and token = $3 returning 1`;

export const RELEASE = `
  update realtime_positions set ${MOVE_ON}, ${LET_GO}, leased_until = 0 where ${HELD}
  returning ${HEAD}`;

/** `$8` failures, `$9` time of the first, `$10` delay in milliseconds. */
export const POSTPONE = `
  update realtime_positions set ${MOVE_TO}, trying = null, ${LET_GO}, leased_until = ${now(7)} + $10::bigint,
    failures = $8, first_failed_at = $9
  where ${HELD} returning 1`;

/**
 * `$4` is the dead letter's `seq`; `$8` id, `$9` event, `$10` to `$12` the error, `$13` attempts, `$14` and `$15`
 * times.
 */
export const DEAD_LETTER = `
  with moved as (update realtime_positions set ${MOVE_ON} where ${HELD} returning 1)
  insert into realtime_dead_letters (${DEAD_LETTER_COLUMNS})
  select $8::uuid, $1, $2, $4::bigint, $9, $10, $11, $12, $13::int, $14::bigint, $15::bigint from moved returning 1`;

/** `$1` org, `$2` the last id seen or null, `$3` limit. */
export const DEAD_LETTERS = `
  select ${DEAD_LETTER_COLUMNS} from realtime_dead_letters
  where org_id = $1 and ($2::uuid is null or id > $2::uuid) order by id limit $3::int`;

/** `$1` org, `$2` id, `$3` lease in milliseconds, `$4` now. No row: taken or not there. */
export const TAKE_DEAD_LETTER = `
  update realtime_dead_letters set taken_until = ${now(4)} + $3::bigint
  where org_id = $1 and id = $2 and taken_until <= ${now(4)} returning ${DEAD_LETTER_COLUMNS}`;

export const DEAD_LETTER_EXISTS = 'select 1 from realtime_dead_letters where org_id = $1 and id = $2';

/** `$1` org, `$2` id, `$3` to `$5` the error, `$6` time. */
export const RETURN_DEAD_LETTER = `
  update realtime_dead_letters set error_name = $3, error_message = $4, error_stack = $5, last_failed_at = $6,
    attempts = attempts + 1, taken_until = 0
  where org_id = $1 and id = $2`;

export const FREE_DEAD_LETTER = 'update realtime_dead_letters set taken_until = 0 where org_id = $1 and id = $2';

export const DROP_DEAD_LETTER = 'delete from realtime_dead_letters where org_id = $1 and id = $2 returning 1';
