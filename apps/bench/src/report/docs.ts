import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { inProject } from '../../../../tools/lib/project.mjs';
import type { Machine } from '../measure/machine.ts';
import type { Results } from '../results.ts';
import { draw, PLOTS } from './plots.ts';
import { aimRows, workloadRows } from './table.ts';

/** When and where it was measured. */
export interface RunFacts {
  readonly startedAt: Date;
  readonly machine: Machine;
}

/** A part of the report: one workload. */
export interface Section {
  readonly name: string;
  readonly title: string;
}

/** Writes docs/performance.md, with `sections` in this order, and its plots. */
export async function writeDocs(results: Results, run: RunFacts, sections: readonly Section[]): Promise<void> {
  mkdirSync(inProject('docs/performance'), { recursive: true });
  for (const plot of PLOTS) {
    const svg = draw(plot, results);
    if (svg !== undefined) writeFileSync(inProject('docs/performance', plot.file), svg);
  }
  const file = inProject('docs/performance.md');
  // As `npm run check` wants it.
  const style = await resolveConfig(file);
  writeFileSync(file, await format(page(results, run, sections), { ...style, filepath: file }));
}

const PARTS_BEGIN = '<!-- written by npm run bench -- --profile=… --write -->';
const PARTS_END = '<!-- end of what is written -->';

/** Renews the table of docs/where-the-time-goes.md. */
export async function writeParts(rows: readonly (readonly string[])[]): Promise<void> {
  const file = inProject('docs/where-the-time-goes.md');
  const style = await resolveConfig(file);
  const text = withParts(readFileSync(file, 'utf8'), markdownTable(rows));
  writeFileSync(file, await format(text, { ...style, filepath: file }));
}

/** @throws Error when the text has no place for it */
export function withParts(text: string, table: string): string {
  const [before, rest, ...more] = text.split(PARTS_BEGIN);
  const [, after] = rest?.split(PARTS_END) ?? [];
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error('no place for the table of parts');
  return `${before}${PARTS_BEGIN}\n\n${table}\n\n${PARTS_END}${after}`;
}

function page(results: Results, { startedAt, machine }: RunFacts, sections: readonly Section[]): string {
  return [
    '# Performance',
    'Written by `npm run bench -- --write`; what a section says was measured in one run, side by side.',
    `Measured on ${startedAt.toISOString().slice(0, 10)}: ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ` +
      `${machine.kernel}, Node ${machine.node}.`,
    '## Aims',
    markdownTable(aimRows(results)),
    ...(results.remarks.length > 0 ? [results.remarks.map((remark) => `- ${remark}`).join('\n')] : []),
    ...sections.map((section) => textOf(results, section)),
    METHOD,
  ].join('\n\n');
}

function textOf(results: Results, { name, title }: Section): string {
  const plots = PLOTS.filter(({ workload }) => workload === name);
  const queries = name === 'reconnect' ? [markdownTable(workloadRows(results, 'queries'))] : [];
  return [
    `## ${title.charAt(0).toUpperCase()}${title.slice(1)}`,
    ...plots.map((plot) => `![${plot.title}](performance/${plot.file})`),
    markdownTable(workloadRows(results, name)),
    ...queries,
  ].join('\n\n');
}

/** The first row is the head; cells may be missing at the end of a row. */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows;
  const line = (row: readonly string[]): string =>
    `| ${head.map((_, column) => (row[column] ?? '').replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...body.map(line)].join('\n');
}

const METHOD = `## How it was measured

- **Servers** run as processes of their own, pinned to core 0; whoever is not measured is idle. Bellhop is its production
  build, run as \`npm start\` runs it, with \`NODE_ENV=production\` over PGlite with every guard, the event log and a log line per request; each stream is
  authenticated with a token of a session of its own user, ten streams a user. The peers have no authentication, no log
  and cannot resume (Nchan: for 25 s). The C program frames an event once and calls \`write()\` once per stream.
  "Bellhop, through Node's sockets" is Bellhop as it is where no C compiler was at hand when it was built.
- **CPU per delivery** is the CPU time of all threads of the server's processes (\`/proc/<pid>/task/*/schedstat\`, user and
  system, the kernel's TCP work included) over the events that clients received. Publishing is taken off: in each run,
  slices with readers take turns with slices of as many events to orgs without readers, and the difference is what
  delivering cost. "Delivery with publishing" is the figure without that. A run counts only when every stream has every
  event.
- **A change** is measured in a closed loop of 8 connections: a request is sent when the one before is answered. The servers
  are up together and take turns in short slices; CPU is that of all threads of a server over the requests it answered, and
  a slice ends when every event is on every stream. PostgreSQL is the benchmark's own and waits for the disk at each commit.
  It shares core 1 with the load generator, whose share is in the table: a request is bytes made beforehand, of an
  answer only status and length are looked at. So requests a second say what a server with a core of its own gets out
  of a database with most of one; where the database is what is full, a server that asks less of it is answered faster.
- **Fastify + pg** (apps/bench/src/peers/bare-fastify.mjs) has no guard, no limit, no validation and no log line, believes
  who asks, and runs with the flags that Bellhop runs with. Its \`POST\` begins, holds the property, writes the row,
  counts up the org and logs the event, and commits: three prepared statements, five round trips. "One statement" does the same
  as one prepared CTE chain. Its tables have the columns, indexes and foreign keys of Bellhop's tasks. Both have 50 orgs of
  five people with five streams open in each.
- **Before its handler**: \`POST /tasks\` with a title that is a number. Connection limits, guards, rate limits, interceptors,
  pipes, the 400 and the log line are in it; nothing is taken off. \`GET /health/live\` beside Fastify's constant says
  what of that every request pays.
- **Publishing**: an API key of the org's own, events of the smallest kind. Single events go to orgs with five streams, 100 a
  request to orgs that nobody reads. Statements are counted by PostgreSQL over 500 events that are not durable.
- **The crowd**: 1,000 connections write in one org as fast as they are answered (a refused one rests for a second), while 100
  other orgs write 100 tasks a second together, whether answers are slow or not. Slices with the crowd and without take turns.
- **Hints**: where CPU per delivery is measured, Bellhop is told of events the way it is told of those that another
  instance committed: a file of the benchmark, loaded before the build, passes them to the channel registry. A
  transaction on PGlite costs as much as some hundred deliveries, so the difference would drown in its scatter. The row
  "Bellhop, each event committed" is the same with each event published over HTTP and committed to the log first; what
  that costs by itself is under "publishing". "Each event ephemeral" is the same with \`durable: false\`: what Nchan does, which keeps
  messages in its memory alone.
- **The load** is one process on core 1: bare sockets, one shared buffer, and a search for one marker per event instead of
  a parser. The column "load generator" tells how much of its core it used: well below 100 % it does not limit. In bursts it
  comes near, which makes a run longer but not the figure, because that is the server's own CPU time. Compressed streams are counted by the flush that ends each event; one of them is
  inflated to prove it.
- **Events** are 300 bytes of JSON; "bytes on the wire" has the framing of SSE and HTTP with it.
- **Memory** is what the resident memory of the server's processes grows by from 1,000 open streams to 10,000, with the
  garbage of opening them collected before each look (Node processes are told to through their inspector), after 2,000
  streams were opened and closed so that what a server needs once is not counted. Memory that the kernel holds for sockets is in no figure.
- **The slow reader** reads 1,000 bytes a second from its socket and nothing in between, while 100 events of about 4 kB a
  second, five a commit, go to it and to 1,000 healthy streams of the same org. What it is behind is what a healthy stream
  was sent less what it has read; \`/proc/net/tcp\` tells how much of that the kernel holds at both ends, and the rest is
  what a server that queues would have in memory. Slices without it and beside it take turns; latency is over all events
  of all healthy streams, from the publisher's timestamp to their arrival. Memory is looked at, its garbage collected,
  before the slow reader comes and while it is still behind. Then it reads fast, and its events are compared with those
  published, by id and by place in the order: there the worst run counts, not the median.
- **Queries** are counted by a PostgreSQL of the benchmark's own: three sizes of the same return tell what grows with orgs
  and what with streams.
- Every figure is the median of three runs, CPU per delivery without bursts of five; servers take turns within each run, after a warm-up.

[Where the time goes](where-the-time-goes.md) says what the profiles show, and why some aims are missed.
`;
