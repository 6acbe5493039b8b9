import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { againCommand } from '../again.ts';
import type { Request } from '../arguments.ts';
import { eachSeedOnce, formatRuns, parseLocalRuns, parseRuns } from '../kept-runs.ts';
import { type RunResult, runSchedule } from '../run.ts';
import { describeSchedule, type Schedule, scheduleOf } from '../schedule.ts';
import { type SeedToRun, seedsOf } from '../seeds.ts';
import { type RunRecord, Summary } from '../summary.ts';
import type { Violation } from '../violation.ts';
import { Templates } from '../world/template.ts';
import { CACHE, print, renewSection } from './output.ts';

const SHOWN = 8;
/** This machine’s last results. */
const RESULTS = join(CACHE, 'results.json');
/** All runs in docs/faults.md, of any machine. */
const RECORD = fileURLToPath(new URL('../../../../docs/faults/runs.csv', import.meta.url));

/** Runs the seeds, `atOnce` of them at the same time. @returns whether every rule held, in at least one run */
export async function runSeeds(request: Request): Promise<boolean> {
  const { wanted, plant, write, add, atOnce } = request;
  const summary = new Summary(add ? earlierRuns() : []);
  const before = summary.runs.length;
  let endedBy: NodeJS.Signals | undefined;
  const end = (signal: NodeJS.Signals): void => {
    endedBy ??= signal;
  };
  // Handlers stay installed: Ctrl-C arrives from the terminal and again through the parent process.
  process.on('SIGINT', end).on('SIGTERM', end);
  const templates = await Templates.create();
  try {
    const seeds = seedsOf(request, { now: () => performance.now(), isOver: () => endedBy !== undefined });
    const runOne = async ({ seed, title }: SeedToRun): Promise<void> => {
      const schedule = scheduleOf(seed, wanted);
      // The lines of several runs mix.
      const say = (text: string): void => print(atOnce === 1 ? `    ${text}` : `    [${title}] ${text}`);
      print(`[${title}] ${describeSchedule(schedule)}`);
      const again = againCommand(seed, wanted, plant);
      try {
        const result = await runSchedule(schedule, templates, { ...(plant !== undefined && { plant }), say });
        summary.add(schedule, result, atOnce);
        report(schedule, result, again, say);
      } catch (error) {
        // The signal may have ended a program that the run needs, such as a backup.
        if (endedBy !== undefined) return;
        summary.addBroken(schedule, atOnce);
        say(`the run itself failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
        say(`again: ${again}`);
      }
      // After each run: this process may be ended by a signal that it cannot handle. Runs with a planted bug are no results.
      if (plant === undefined) keep(summary);
    };
    // Each takes the next seed when its run is over. `seeds` yields none after a signal.
    const worker = async (): Promise<void> => {
      for (const next of seeds) await runOne(next);
    };
    const workers = await Promise.allSettled(Array.from({ length: atOnce }, worker));
    for (const ended of workers) if (ended.status === 'rejected') throw ended.reason;
  } finally {
    await templates.remove();
  }
  const complete = summary.runs.length - before;
  if (endedBy !== undefined) print(`\nended by ${endedBy}: the results are of the ${complete} runs that were complete`);
  if (complete === 0) {
    print('no run was complete: nothing is written');
    return false;
  }
  print(`\n${summary.table()}\n`);
  if (write) record(summary);
  print(summary.verdict());
  return summary.isClean;
}

function keep(summary: Summary): void {
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(RESULTS, JSON.stringify({ costs: summary.costs, runs: summary.runs }, undefined, 2));
}

/** Writes the runs to {@link RECORD}, and to docs/faults.md what that file has. */
function record(summary: Summary): void {
  mkdirSync(dirname(RECORD), { recursive: true });
  writeFileSync(RECORD, formatRuns(eachSeedOnce(summary.runs)));
  const recorded = new Summary(recordedRuns());
  renewSection('runs', `${recorded.markdown()}\n\n[faults/runs.csv](faults/runs.csv) has each run.`);
}

const recordedRuns = (): readonly RunRecord[] => (existsSync(RECORD) ? parseRuns(readFileSync(RECORD, 'utf8')) : []);

function earlierRuns(): readonly RunRecord[] {
  const local = existsSync(RESULTS) ? parseLocalRuns(readFileSync(RESULTS, 'utf8')) : [];
  return eachSeedOnce([...recordedRuns(), ...local]);
}

function report(
  { seed }: Schedule,
  { counts, violations, crashes, history, skipped }: RunResult,
  again: string,
  say: (text: string) => void,
): void {
  const { writes, unknown, refused, delivered, gaps, lives } = counts;
  const shown = `${writes} writes (${unknown} unknown, ${refused} refused), ${delivered} deliveries, ${gaps} gaps, ${lives} lives of the log`;
  say(`${shown}, ${violations.length} violations${crashes.length > 0 ? `, ${crashes.length} crashes` : ''}`);
  for (const kind of skipped) say(`left out, since this machine cannot: ${kind}`);
  if (violations.length === 0) return;
  for (const line of shortened(violations)) say(`✗ ${line}`);
  for (const crash of crashes.slice(0, 2)) say(`an instance ended by itself: ${crash.trim().slice(-600)}`);
  mkdirSync(CACHE, { recursive: true });
  const file = join(CACHE, `seed-${seed}.json`);
  writeFileSync(
    file,
    JSON.stringify({ violations, crashes, history }, (_, value: unknown) =>
      value instanceof Map ? Object.fromEntries(value) : value,
    ),
  );
  say(`recorded in ${file}`);
  say(`again: ${again}`);
}

function shortened(violations: readonly Violation[]): readonly string[] {
  const lines = violations.map(({ kind, at, who, what }) => `${kind} at ${(at / 1_000).toFixed(1)} s: ${who}: ${what}`);
  return lines.length > SHOWN ? [...lines.slice(0, SHOWN), `… and ${lines.length - SHOWN} more`] : lines;
}
