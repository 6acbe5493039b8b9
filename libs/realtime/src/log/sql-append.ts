import { databaseTime } from './database-time.js';
import type { UnloggedRecord } from './event-log.js';
import { randomMark } from './mark.js';
import { SLOTS } from './segments.js';
import type { SqlWriteShape } from './sql-write.js';

/** Parameters of an append before those of its records: org, number of records, time. */
const OWN_PARAMETERS = 3;

/** Which of the given records are logged. */
export type Appended =
  /** A single record. */
  | 'one'
  /** All records. */
  | 'all'
  /** Records that the org's log does not have. */
  | 'new'
  /** All records if the org's log has none of them, otherwise none. */
  | 'all-if-new';

interface AppendPlace {
  /** Number of parameters in the statement before those of the append. */
  readonly after: number;
  /** An expression that has a row if the records are to be logged. @default always logged */
  readonly written?: string;
}

type Int8 = string | number | bigint;

/** Result row of an append; nulls if nothing was logged. */
export interface AppendRow {
  readonly head: Int8 | null;
  readonly prev_mark: number | null;
  /** Ids that the log does not have, if the append looked. Non-null without a `head`: look again. */
  readonly fresh: string | null;
}

const EVENT_COLUMNS = 'event_id, event_type, domain, property_id, timestamp, payload, mark';
const LOG_COLUMNS =
  'org_id, seq, event_id, event_type, domain, property_id, raised_at, occurred_at, payload, mark, prev_mark, slot';

/**
 * Returns the common table expressions that assign seqs to records of one org. `counter` has a row with the org's new
 * `head` and the `prev_mark` of the first record, if anything was logged. `fresh` has the logged records, except for a
 * single one: its values are parameters, and reading them from an expression costs a tenth of a command in PGlite.
 *
 * The row lock on the counter is held until the transaction ends. The counter passes on the mark of the event before.
 * It also keeps the time and segment of the newest event, compared under the lock: for an org neither goes back,
 * whatever the clock does and however long this statement waited, so the segments dropped first are always the
 * beginning of its log.
 */
function appendExpressions(which: Appended, { after, written }: AppendPlace): string {
  const own = (n: number): string => `$${after + n}`;
  const [org, count, now] = [`${own(1)}::text`, `${own(2)}::bigint`, databaseTime(after + 3)];
  const value = (n: number): string => own(OWN_PARAMETERS + n);
  const where = written === undefined ? '' : `where exists (select from ${written})`;
  const fresh = {
    all: `select given.*, lag(mark) over (order by place) as prev_mark from given`,
    new: `select ${EVENT_COLUMNS}, row_number() over (order by place) as place, lag(mark) over (order by place) as prev_mark
        from given where ${IS_NEW(org)}`,
    'all-if-new': `select given.*, lag(mark) over (order by place) as prev_mark
        from given where not exists (select from given where not ${IS_NEW(org)})`,
  };
  const values =
    which === 'one'
      ? ''
      : `given as (
      select * from unnest(${value(1)}::uuid[], ${value(2)}::text[], ${value(3)}::text[], ${value(4)}::text[],
        ${value(5)}::bigint[], ${value(6)}::text[], ${value(7)}::integer[])
        with ordinality as given (${EVENT_COLUMNS}, place)
    ),
    fresh as (${fresh[which]}),`;
  const counted =
    which === 'one'
      ? `select ${org}, ${count}, ${value(7)}::integer, ${now}, (select segment from realtime_retention) ${where}`
      : `select ${org}, count(*), (array_agg(mark order by place desc))[1], ${now}, (select segment from realtime_retention)
        from fresh ${where} having count(*) between ${which === 'new' ? '1' : `${count}`} and ${count}`;
  const logged =
    which === 'one'
      ? `select ${org}, counter.head, ${value(1)}::uuid, ${value(2)}::text, ${value(3)}::text, ${value(4)}::text,
        counter.raised_at, nullif(${value(5)}::bigint, counter.raised_at), ${value(6)}::text, ${value(7)}::integer,
        counter.prev_mark, counter.segment % ${SLOTS}
      from counter`
      : `select ${org}, counter.head - (select count(*) from fresh) + fresh.place, fresh.event_id, fresh.event_type,
        fresh.domain, fresh.property_id, counter.raised_at, nullif(fresh.timestamp, counter.raised_at), fresh.payload,
        fresh.mark, coalesce(fresh.prev_mark, counter.prev_mark), counter.segment % ${SLOTS}
      from counter, fresh`;
  return `${values} counter as (
      insert into realtime_heads as h (org_id, head, mark, raised_at, segment)
      ${counted}
      on conflict (org_id) do update set head = h.head + excluded.head, mark = excluded.mark, prev_mark = h.mark,
        raised_at = greatest(h.raised_at, ${now}), segment = greatest(h.segment, excluded.segment)
      ${LOOKED.includes(which) ? whereLookStillHolds(org) : ''}
      returning head, prev_mark, raised_at, segment
    ),
    logged as (
      insert into realtime_events (${LOG_COLUMNS})
      ${logged}
    )`;
}

/** These look up ids before they assign seqs. */
const LOOKED: readonly Appended[] = ['new', 'all-if-new'];

/**
 * The lookup of known ids misses writers of the org that committed after this statement began. If they wrote to the
 * same segment as this one, its unique index rejects duplicates. If they wrote to an earlier segment, nothing is
 * written here and the statement has to run again. `segment` never goes back, so if the writer before them used the
 * same segment, so did they.
 */
const whereLookStillHolds = (org: string): string => {
  const seen = (column: string): string => `(select ${column} from realtime_heads where org_id = ${org})`;
  return `where h.head = ${seen('head')} or ${seen('segment')} = greatest(h.segment, excluded.segment)`;
};

/** SQL for the ids to log, in the order of their seqs; null where they are known anyway. */
const freshIds = (which: Appended): string =>
  LOOKED.includes(which) ? `(select string_agg(event_id::text, ',' order by place) from fresh)` : 'null';

/** Searches every segment: a unique index over all of them would have to include the slot. */
const IS_NEW = (org: string): string => `not exists (
        select from realtime_events known where known.org_id = ${org} and known.event_id = given.event_id
      )`;

/** Selects the columns of {@link AppendRow}. */
const appended = (which: Appended): string =>
  `(select head from counter) as head, (select prev_mark from counter) as prev_mark, ${freshIds(which)} as fresh`;

const appendAlone = (which: Appended): string =>
  `with ${appendExpressions(which, { after: 0 })} select ${appended(which)}`;

/** Statements that only append. */
export const APPEND: Readonly<Record<Appended, string>> = {
  one: appendAlone('one'),
  all: appendAlone('all'),
  new: appendAlone('new'),
  'all-if-new': appendAlone('all-if-new'),
};

/** Statements that append together with a command's writes, composed once per {@link SqlWriteShape}. */
export class AppendingTexts {
  readonly #byShape = new WeakMap<SqlWriteShape, Map<Appended | undefined, string>>();

  /** @param which `undefined`: nothing to append */
  of(shape: SqlWriteShape, which: Appended | undefined): string {
    let texts = this.#byShape.get(shape);
    if (!texts) this.#byShape.set(shape, (texts = new Map<Appended | undefined, string>()));
    let text = texts.get(which);
    if (text === undefined) texts.set(which, (text = besideText(shape, which)));
    return text;
  }
}

function besideText({ expressions, parameters, written, result }: SqlWriteShape, which: Appended | undefined): string {
  const outcome = `${result}, exists (select from ${written}) as written`;
  if (which === undefined) return `with ${expressions} select ${outcome}`;
  const append = appendExpressions(which, { after: parameters, written });
  return `with ${expressions}, ${append} select ${outcome}, ${appended(which)}`;
}

/** @param now Unix milliseconds in tests; null for the database's clock */
export function appendParameters(
  which: Appended,
  orgId: string,
  records: readonly UnloggedRecord[],
  marks: readonly number[],
  now: number | null,
): unknown[] {
  const own = [orgId, records.length, now];
  const [first] = records;
  if (which === 'one' && first) {
    const { eventId, eventType, domain, propertyId = null, timestamp, payloadJson } = first;
    return [...own, eventId, eventType, domain, propertyId, timestamp, payloadJson, marks[0] ?? randomMark()];
  }
  return [
    ...own,
    records.map(({ eventId }) => eventId),
    records.map(({ eventType }) => eventType),
    records.map(({ domain }) => domain),
    records.map(({ propertyId }) => propertyId ?? null),
    records.map(({ timestamp }) => timestamp),
    records.map(({ payloadJson }) => payloadJson),
    marks,
  ];
}
