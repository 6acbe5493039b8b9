import type { Results } from '../results.ts';
import * as change from './change-metrics.ts';
import * as desk from './dashboard-metrics.ts';

/** A comparison that an aim consists of. */
export interface Condition {
  /** Such as `at most 1.2x the C limit`. */
  readonly text: string;
  /**
   * The measured figure divided by its maximum; undefined when a needed figure was not measured. 1 or less: met. 0 or
   * less: a difference within the noise, not a cost.
   */
  readonly share: (results: Results) => number | undefined;
}

export interface Aim {
  readonly title: string;
  /** The figure for the table. */
  readonly figure: (results: Results) => string | undefined;
  readonly conditions: readonly Condition[];
}

export type Verdict = 'met' | `missed (${string}x)` | 'not measured';

/** CPU time varies by about this factor between runs, so a smaller excess is no miss. */
const SCATTER = 1.02;

export function verdictOf(share: number | undefined): Verdict {
  if (share === undefined || !Number.isFinite(share) || share <= 0) return 'not measured';
  return share <= SCATTER ? 'met' : `missed (${share.toFixed(2)}x)`;
}

type Place = readonly [workload: string, server: string, metric: string];

/** Calculates a share from figures; undefined when one was not measured. */
const shareOf =
  (places: readonly Place[], share: (...figures: number[]) => number) =>
  (results: Results): number | undefined => {
    const figures: number[] = [];
    for (const place of places) {
      const figure = results.value(...place);
      if (figure === undefined) return undefined;
      figures.push(figure);
    }
    return share(...figures);
  };

const under = (most: number, place: Place) => shareOf([place], (figure) => figure / most);

/** The same for counts, where 0 is a measured value. */
const countedUnder = (most: number, place: Place) =>
  shareOf([place], (figure) => Math.max(figure / most, Number.MIN_VALUE));

const over = (least: number, place: Place) => shareOf([place], (figure) => least / figure);

const besides = (factor: number, place: Place, other: Place) =>
  shareOf([place, other], (figure, limit) => figure / (limit * factor));

/** For figures that should be high: the required minimum divided by the measured figure. */
const besidesAtLeast = (factor: number, place: Place, other: Place) =>
  shareOf([place, other], (figure, least) => (least * factor) / figure);

/** Compares the worst run, not the median: once is too often. */
const never = (place: Place) => (results: Results) => {
  const times = results.worst(...place);
  return times === undefined ? undefined : 1 + times;
};

const shown =
  (place: Place, unit: string, digits = 1) =>
  (results: Results) => {
    const value = results.value(...place);
    // Adding 0 turns -0 into 0.
    return value === undefined ? undefined : `${(Number(value.toFixed(digits)) + 0).toFixed(digits)} ${unit}`;
  };

/** An aim for the worst run. */
const atWorst = (title: string, place: Place, most: number, unit: string): Aim => {
  const worst = (results: Results): number | undefined => results.worst(...place);
  return {
    title,
    figure: (results) => {
      const figure = worst(results);
      return figure === undefined ? undefined : `${Math.round(figure)} ${unit}`;
    },
    conditions: [
      { text: `at most ${most} ${unit}, at worst`, share: (results) => (worst(results) ?? Number.NaN) / most },
    ],
  };
};

const FANOUT: Place = ['fanout', 'Bellhop', 'delivery'];
const NCHAN_PUBLISHING: Place = ['fanout', 'Nchan', 'delivery with publishing'];
const EPHEMERAL: Place = ['fanout', 'Bellhop, each event ephemeral', 'delivery with publishing'];
const COMMITTED: Place = ['fanout', 'Bellhop, each event committed', 'delivery with publishing'];
const ORGS: Place = ['orgs', 'Bellhop', 'delivery'];
const BURST: Place = ['burst', 'Bellhop', 'delivery'];
const IDLE: Place = ['idle', 'Bellhop', 'memory of a stream'];
const GZIP: Place = ['compression', 'Bellhop', 'compressed over plain'];
const LATENCY: Place = ['latency', 'Bellhop', '99th percentile'];
const BESIDE: Place = ['slow-reader', 'Bellhop', 'beside it over without it'];
const GROWTH: Place = ['slow-reader', 'Bellhop', 'memory growth beside it'];
const UNSENT: Place = ['slow-reader', 'Bellhop', 'of that, not sent yet'];
const FAULTS: Place = ['slow-reader', 'Bellhop', 'missing, doubled or out of order in the end'];
const RECONNECT: Place = ['reconnect', 'Bellhop', 'until all are caught up'];
const QUERIES: Place = ['queries', 'Bellhop', 'database queries for each stream that comes back'];
const MEMORY: Place = ['many-orgs', 'Bellhop', 'many orgs: memory of the server'];
const PUBLISH_MANY: Place = ['many-orgs', 'Bellhop', 'many orgs: publishing'];
const PUBLISH_FEW: Place = ['many-orgs', 'Bellhop', 'few orgs: publishing'];

const onPostgres = (metric: string): Place => [change.CHANGE, change.ON_POSTGRES, metric];
const embedded = (metric: string): Place => [change.CHANGE, change.EMBEDDED, metric];
const bare = (metric: string): Place => [change.CHANGE, change.BARE, metric];

/** At most 1.5 times the bare server’s cost. */
const besidesBare = (metric: string, reference: string): Condition => ({
  text: `at most 1.5x Fastify + \`pg\`${reference}`,
  share: besides(1.5, onPostgres(metric), bare(metric)),
});

/** Resident memory varies by a few MiB. */
const FLAT_MIB = 4;
/** A page, the smallest possible growth. */
const LEAST_MIB = 4 / 1024;
const FAR_BEHIND_MB = 15;

/** Bellhop’s aims, compared by medians. */
export const AIMS: readonly Aim[] = [
  {
    title: '`POST /tasks`, committed and delivered to 5 streams, PostgreSQL, server CPU',
    figure: shown(onPostgres(change.POST_TASK), 'µs', 0),
    conditions: [besidesBare(change.POST_TASK, ' with three statements')],
  },
  {
    title: 'The same, requests per second',
    figure: shown(onPostgres(change.requestsOf(change.POST_TASK)), '/s', 0),
    conditions: [
      {
        text: 'at least that server’s',
        share: besidesAtLeast(
          1,
          onPostgres(change.requestsOf(change.POST_TASK)),
          bare(change.requestsOf(change.POST_TASK)),
        ),
      },
    ],
  },
  {
    title: 'The same, embedded database',
    figure: shown(embedded(change.requestsOf(change.POST_TASK)), '/s', 0),
    conditions: [{ text: 'at least 900/s', share: over(900, embedded(change.requestsOf(change.POST_TASK))) }],
  },
  {
    title: 'An authenticated request before its handler',
    figure: shown(onPostgres(change.REFUSED), 'µs', 0),
    conditions: [{ text: 'at most 100 µs', share: under(100, onPostgres(change.REFUSED)) }],
  },
  ...[change.LIST_50, change.LIST_1].map((list) => ({
    title: `\`${list}\``,
    figure: shown(onPostgres(list), 'µs', 0),
    conditions: [besidesBare(list, ' with the same rows')],
  })),
  {
    title: 'One event by API key, `durable: false`',
    figure: shown(onPostgres(change.EPHEMERAL), 'µs', 0),
    conditions: [
      { text: 'at most 150 µs', share: under(150, onPostgres(change.EPHEMERAL)) },
      { text: 'no statement', share: countedUnder(0.1, onPostgres(change.STATEMENTS)) },
    ],
  },
  {
    title: 'One durable event by API key',
    figure: shown(onPostgres(change.DURABLE), 'µs', 0),
    conditions: [besidesBare(change.DURABLE, '')],
  },
  {
    title: '100 durable events per request by API key, PostgreSQL',
    figure: shown(onPostgres(change.eventsOf(change.BATCH)), 'events/s', 0),
    conditions: [{ text: 'at least 20,000 events/s', share: over(20_000, onPostgres(change.eventsOf(change.BATCH))) }],
  },
  {
    title: 'Opening an authenticated stream of a known org and session',
    figure: shown(onPostgres(change.OPENING), 'µs', 0),
    conditions: [{ text: 'at most 150 µs', share: under(150, onPostgres(change.OPENING)) }],
  },
  {
    title: 'p99 of 100 orgs beside 1,000 writers of another, relative to p99 without them',
    figure: shown(onPostgres(change.OTHERS_RATIO), 'x', 2),
    conditions: [{ text: 'at most 2x', share: under(2, onPostgres(change.OTHERS_RATIO)) }],
  },
  {
    title: 'CPU per delivery, 1,000 streams in one org',
    figure: shown(FANOUT, 'µs'),
    conditions: [
      { text: 'at most Nchan’s', share: besides(1, FANOUT, ['fanout', 'Nchan', 'delivery']) },
      { text: 'at most 1.2x the C limit', share: besides(1.2, FANOUT, ['fanout', 'C limit', 'delivery']) },
      { text: 'at most 0.4x Nest `@Sse`', share: besides(0.4, FANOUT, ['fanout', 'Nest @Sse', 'delivery']) },
    ],
  },
  {
    title: 'The same, with publishing',
    figure: (results) => {
      const ephemeral = shown(EPHEMERAL, 'µs')(results);
      const committed = shown(COMMITTED, 'µs')(results);
      return ephemeral && committed && `${ephemeral} ephemeral, ${committed} committed`;
    },
    conditions: [
      { text: 'ephemeral: at most Nchan’s', share: besides(1, EPHEMERAL, NCHAN_PUBLISHING) },
      { text: 'each event committed: at most Nchan’s', share: besides(1, COMMITTED, NCHAN_PUBLISHING) },
    ],
  },
  {
    title: 'CPU per delivery, 10 streams per org',
    figure: shown(ORGS, 'µs'),
    conditions: [{ text: 'at most Nchan’s', share: besides(1, ORGS, ['orgs', 'Nchan', 'delivery']) }],
  },
  {
    title: 'Burst of 50 events to 1,000 streams, CPU per delivery',
    figure: shown(BURST, 'µs', 2),
    conditions: [{ text: 'under 1.5 µs', share: under(1.5, BURST) }],
  },
  {
    title: 'CPU of a compressed stream, relative to a plain one',
    figure: shown(GZIP, 'x', 2),
    conditions: [{ text: 'at most 1.1x', share: under(1.1, GZIP) }],
  },
  {
    title: 'Memory per idle authenticated stream, 10,000 streams',
    figure: shown(IDLE, 'KiB'),
    conditions: [
      { text: 'under 10 KiB', share: under(10, IDLE) },
      { text: 'below Nchan’s', share: besides(1, IDLE, ['idle', 'Nchan', 'memory of a stream']) },
    ],
  },
  {
    title: 'Commit to browser, p99 at 1,000 events per second',
    figure: shown(LATENCY, 'ms', 0),
    conditions: [
      {
        text: 'under 20 ms',
        // At a lower rate it says nothing about this aim.
        share: (results) =>
          (results.value('latency', 'Bellhop', 'events a second') ?? 0) < 950 ? undefined : under(20, LATENCY)(results),
      },
    ],
  },
  {
    title: 'p99 of 1,000 readers beside one at 1 kB/s, relative to p99 without it',
    figure: shown(BESIDE, 'x', 2),
    conditions: [{ text: 'at most 2x', share: under(2, BESIDE) }],
  },
  {
    title: 'Memory of the server beside a reader at 1 kB/s',
    figure: shown(GROWTH, 'MiB more'),
    conditions: [
      {
        text: `under ${FLAT_MIB} MiB more, with ${FAR_BEHIND_MB} MB unsent`,
        // With a short queue, flat memory proves nothing. Memory that shrank is flat too.
        share: (results) => {
          const growth = results.value(...GROWTH);
          if (growth === undefined || (results.value(...UNSENT) ?? 0) < FAR_BEHIND_MB) return undefined;
          return Math.max(growth, LEAST_MIB) / FLAT_MIB;
        },
      },
    ],
  },
  {
    title: 'Events received by a reader at 1 kB/s',
    figure: (results) => {
      const faults = results.worst(...FAULTS);
      return faults === undefined ? undefined : faults === 0 ? 'all' : `${faults} wrong`;
    },
    conditions: [{ text: 'all, once each, in order', share: never(FAULTS) }],
  },
  {
    title: '5,000 streams reconnect after a restart, 20 missed events each',
    figure: shown(RECONNECT, 's'),
    conditions: [{ text: 'all caught up in 15 s', share: under(15, RECONNECT) }],
  },
  {
    title: 'Database queries per reconnecting stream',
    figure: shown(QUERIES, 'per stream', 2),
    // One query per stream would be 1.
    conditions: [{ text: 'grows with orgs, not with streams', share: countedUnder(0.1, QUERIES) }],
  },
  {
    title: 'Memory with 1,000,000 known orgs, 20,000 active',
    figure: shown(MEMORY, 'MiB', 0),
    conditions: [{ text: 'under 1 GiB', share: under(1024, MEMORY) }],
  },
  {
    title: 'Publishing with 1,000,000 known orgs, 20,000 active',
    figure: shown(PUBLISH_MANY, 'µs per event', 0),
    conditions: [{ text: 'as with few orgs (at most 1.1x)', share: besides(1.1, PUBLISH_MANY, PUBLISH_FEW) }],
  },
  ...desk.DESK_AIMS.map(({ metric, most, unit, of }) => {
    const title = `Dashboard, ${metric}`;
    const place: Place = ['dashboard', desk.DASHBOARD, metric];
    if (of === 'worst') return atWorst(title, place, most, unit);
    const condition = { text: `at most ${most} ${unit}, median`, share: under(most, place) };
    return { title, figure: shown(place, unit, unit === 'ms' ? 0 : 1), conditions: [condition] };
  }),
];
