import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Failure } from '../../../../tools/lib/failure.mjs';
import { formatted } from '../../../../tools/lib/formatted.mjs';
import { inProject } from '../../../../tools/lib/project.mjs';
import { type MeasuredSection, Results, type Run } from '../results.ts';
import { draw, PLOTS } from './plots.ts';
import { aimRows, workloadRows } from './table.ts';

/** One workload in the report. */
export interface Section {
  readonly name: string;
  readonly title: string;
}

/** Everything in docs/performance.md, kept so that any checkout can measure a section of it again. */
const RECORD = inProject('docs/performance/figures.json');

/** Returns the sections of docs/performance.md. @throws Failure when it was never written */
export function writtenSections(): readonly MeasuredSection[] {
  if (!existsSync(RECORD)) throw new Failure('There is no full run to update a part of: leave out --only.');
  return (JSON.parse(readFileSync(RECORD, 'utf8')) as { readonly sections: readonly MeasuredSection[] }).sections;
}

/** Writes docs/performance.md, with `sections` in this order, its plots, and the record of what was `measured`. */
export async function writeDocs(measured: readonly MeasuredSection[], sections: readonly Section[]): Promise<void> {
  const results = new Results(measured);
  mkdirSync(inProject('docs/performance'), { recursive: true });
  writeFileSync(RECORD, `${JSON.stringify({ sections: measured }, null, 2)}\n`);
  for (const plot of PLOTS) {
    const svg = draw(plot, results);
    if (svg !== undefined) writeFileSync(inProject('docs/performance', plot.file), svg);
  }
  const file = inProject('docs/performance.md');
  // Formatted as `npm run check` requires.
  writeFileSync(file, await formatted(file, page(measured, sections)));
}

const PARTS_BEGIN = '<!-- written by npm run bench -- --profile=… --write -->';
const PARTS_END = '<!-- end of what is written -->';

/** Updates the table in docs/where-the-time-goes.md. */
export async function writeParts(rows: readonly (readonly string[])[]): Promise<void> {
  const file = inProject('docs/where-the-time-goes.md');
  const text = withParts(readFileSync(file, 'utf8'), markdownTable(rows));
  writeFileSync(file, await formatted(file, text));
}

/** @throws Error when the text has no marks for the table */
export function withParts(text: string, table: string): string {
  const [before, rest, ...more] = text.split(PARTS_BEGIN);
  const [, after] = rest?.split(PARTS_END) ?? [];
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error('no place for the table of parts');
  return `${before}${PARTS_BEGIN}\n\n${table}\n\n${PARTS_END}${after}`;
}

/** Returns the text of docs/performance.md, not yet formatted. */
export function page(measured: readonly MeasuredSection[], sections: readonly Section[]): string {
  const results = new Results(measured);
  const runs = measured.map(({ run }) => run);
  const usual = usually(runs);
  const elsewhere = new Map(
    measured.map(({ name, run }) => [name, whereOf(run)] as const).filter(([, where]) => where !== usual),
  );
  return [
    '# Performance',
    'Written by `npm run bench -- --write`. The figures of a section come from one run, side by side. A section that was ' +
      'measured on another day or another machine says so under its heading; that applies to its aims too.',
    usual,
    '## Aims',
    markdownTable(aimRows(results)),
    ...(results.remarks.length > 0 ? [results.remarks.map((remark) => `- ${remark}`).join('\n')] : []),
    ...sections.map((section) => textOf(results, section, elsewhere.get(section.name))),
    METHOD,
  ].join('\n\n');
}

const whereOf = ({ startedAt, machine: { cpu, cores, memoryGiB, kernel, node } }: Run): string =>
  `Measured on ${startedAt.slice(0, 10)}: ${cpu}, ${cores} cores, ${memoryGiB} GiB, ${kernel}, Node ${node}.`;

/** Says where most sections were measured; of places with equally many, the latest. */
function usually(runs: readonly Run[]): string {
  const places = runs.toSorted((a, b) => b.startedAt.localeCompare(a.startedAt)).map(whereOf);
  const times = (place: string): number => places.filter((one) => one === place).length;
  return places.toSorted((a, b) => times(b) - times(a))[0] ?? 'Nothing was measured.';
}

function textOf(results: Results, { name, title }: Section, where: string | undefined): string {
  const plots = PLOTS.filter(({ workload }) => workload === name);
  const queries = name === 'reconnect' ? [markdownTable(workloadRows(results, 'queries'))] : [];
  return [
    `## ${title.charAt(0).toUpperCase()}${title.slice(1)}`,
    ...(where === undefined ? [] : [where]),
    ...plots.map((plot) => `![${plot.title}](performance/${plot.file})`),
    markdownTable(workloadRows(results, name)),
    ...queries,
  ].join('\n\n');
}

/** Formats a table whose first row is the head; rows may lack cells at the end. */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows;
  const line = (row: readonly string[]): string =>
    `| ${head.map((_, column) => (row[column] ?? '').replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...body.map(line)].join('\n');
}

const METHOD = `## Method

- **Servers** run as separate processes pinned to core 0; those not being measured are idle. Bellhop is the production build
  as \`npm start\` runs it, with \`NODE_ENV=production\` over PGlite, every guard, the event log and a log line per request. Each
  stream is authenticated with a token of its user's session, ten streams per user. The peers have no authentication and no
  log, and cannot resume (Nchan: for 25 s). The C program frames an event once and calls \`write()\` once per stream.
  "Bellhop, through Node's sockets" is Bellhop built without a C compiler.
- **CPU per delivery** is the CPU time of all threads of the server's processes (\`/proc/<pid>/task/*/schedstat\`: user and
  system, including the kernel's TCP work) divided by the events that clients received. The cost of publishing is subtracted:
  in each run, slices with streams alternate with slices of as many events to orgs without streams, and the difference is
  the cost of delivery. "Delivery with publishing" is the figure before the subtraction. A run counts only when every
  stream has every event.
- **A change** is measured in a closed loop of 8 connections: each sends its next request when the previous one is answered.
  All servers are running and take turns in short slices. CPU is that of all threads of a server per answered request, and a
  slice ends when every event is on every stream. The benchmark's own PostgreSQL waits for the disk at each commit. It shares
  core 1 with the load generator, whose share is in the table: requests are prepared bytes, and only status and length of a
  response are read. So requests per second show what a server with its own core gets out of a database with most of
  another; where the database is the bottleneck, a server that asks less of it is faster.
- **Fastify + pg** (apps/bench/src/peers/bare-fastify.mjs) has no guard, limit, validation or log line, trusts the caller, and
  runs with Bellhop's flags. Its \`POST\` begins a transaction, locks the property, writes the row, increments the org's counter
  and logs the event, and commits: three prepared statements, five round trips. "One statement" does the same in one prepared
  CTE chain. Its tables have the columns, indexes and foreign keys of Bellhop's tasks. Both have 50 orgs of five users with
  five open streams each.
- **Before its handler**: \`POST /tasks\` with a number as title. It includes connection limits, guards, rate limits,
  interceptors, pipes, the 400 and the log line; nothing is subtracted. \`GET /health/live\` beside Fastify's constant shows the
  part that every request pays.
- **Publishing** uses an API key of each org and events of the smallest kind. Single events go to orgs with five streams, 100
  per request to orgs without streams. PostgreSQL counts the statements over 500 ephemeral events.
- **The crowd**: 1,000 connections write in one org as fast as they are answered (a refused one pauses for a second), while
  100 other orgs together write 100 tasks per second, however slow the responses. Slices with and without the crowd alternate.
- **Hints**: where CPU per delivery is measured, Bellhop learns of events as if another instance had committed them: a file
  of the benchmark, loaded before the build, passes them to the channel registry. A transaction on PGlite costs as much as
  several hundred deliveries, so the difference would be lost in its variance. In the row "Bellhop, each event committed" each
  event is published over HTTP and committed to the log first; the separate cost of that is under "publishing". "Each event
  ephemeral" is the same with \`durable: false\`, like Nchan, which keeps messages in memory only.
- **The load** is one process on core 1: bare sockets, one shared buffer, and a search for one marker per event instead of
  a parser. The column "load generator" shows how much of its core it used: well below 100 % it is no bottleneck. In bursts it
  comes near, which lengthens a run but not the figure, because that is the server's own CPU time. Compressed streams are
  counted by the flush that ends each event; one of them is inflated as proof.
- **Events** are 300 bytes of JSON; "bytes on the wire" includes the framing of SSE and HTTP.
- **Memory** is the growth of the server's resident memory from 1,000 to 10,000 open streams. Garbage is collected before each
  measurement (in Node processes through their inspector), and 1,000 streams are opened and closed first, so that one-time
  costs are not counted. The kernel's memory for sockets is not included.
- **The slow reader** reads 1,000 bytes per second from its socket, while 100 events of about 4 kB per second, five per commit,
  go to it and to 1,000 healthy streams of the same org. Its backlog is what a healthy stream was sent minus what it has read;
  \`/proc/net/tcp\` shows how much of that the kernel holds at both ends, and a server with a queue would hold the rest in memory.
  Slices without and with it alternate. Latency is over all events of all healthy streams, from the publisher's timestamp to
  arrival. Memory is measured after a garbage collection, before the slow reader connects and while it is still behind. Then it
  reads fast, and its events are compared with the published ones by id and order: there the worst run counts, not the median.
- **Queries** are counted by a PostgreSQL of the benchmark's own: three sizes of the same return separate the cost per org from
  the cost per stream.
- **The dashboard** is the production build in Chromium, on a server with the demo data, whose logins need it to run without
  \`NODE_ENV=production\`. Browsers share both cores with the server and the load, and animations are reduced. Slow 3G is
  Chromium's emulation of 400 kbit/s and 400 ms. The clock starts with the input event or the navigation and stops when the
  answer is painted. For the long lists, all pages of a list are loaded before its form is opened, five times in each run. Of
  the 2,000 events, published 100 per request, eight of ten change a shown row, one adds and one removes one. Nothing but observers of the browser looks at the page meanwhile. Browsers report
  tasks from 50 ms and key presses from 16 ms, so shorter ones count as these. Of weights, first forms, keys and tasks the worst run counts, of all else the median.
- Every figure is the median of three runs, or of five for CPU per delivery outside bursts; servers take turns within each run,
  after a warm-up.

[Where the time goes](where-the-time-goes.md) explains the profiles, and why some aims are missed.
`;
