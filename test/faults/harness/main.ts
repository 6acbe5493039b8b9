import { randomInt } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { againCommand } from './again.ts';
import { HELP, parseArguments, type Request } from './arguments.ts';
import type { Violation } from './violation.ts';
import { PLANTED, PLANTS } from './plants.mjs';
import { type RunResult, runSchedule } from './run.ts';
import { describeSchedule, FAULT_KINDS, type FaultKind, type Schedule, scheduleOf } from './schedule.ts';
import { Summary } from './summary.ts';
import { Templates } from './world/template.ts';

const CACHE = fileURLToPath(new URL('../../../.cache/faults/', import.meta.url));
const SHOWN = 8;
const PLANT_SEED = 1;
/** Shorter than in a run of its own: silence is what is looked for. */
const PLANT_BOUND_MS = 6_000;

const print = (text: string): void => void process.stdout.write(`${text}\n`);

/** Runs the seeds one after the other. @returns whether every rule held */
async function runSeeds({ seeds, count, wanted, plant }: Request): Promise<boolean> {
  const chosen = seeds.length > 0 ? seeds : Array.from({ length: count }, () => randomInt(0x7fffffff));
  const summary = new Summary();
  const templates = await Templates.create();
  let isInterrupted = false;
  process.once('SIGINT', () => (isInterrupted = true)).once('SIGTERM', () => (isInterrupted = true));
  try {
    for (const [index, seed] of chosen.entries()) {
      if (isInterrupted) break;
      const schedule = scheduleOf(seed, wanted);
      print(`[${index + 1}/${chosen.length}] ${describeSchedule(schedule)}`);
      const again = againCommand(seed, wanted, plant);
      try {
        const say = (text: string): void => print(`    ${text}`);
        const result = await runSchedule(schedule, templates, { ...(plant !== undefined && { plant }), say });
        summary.add(schedule, result);
        report(schedule, result, again);
      } catch (error) {
        summary.addBroken(seed);
        print(`    the run itself failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
        print(`    again: ${again}`);
      }
    }
  } finally {
    await templates.remove();
  }
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(join(CACHE, 'results.json'), JSON.stringify(summary.results, undefined, 2));
  print(`\n${summary.table()}\n`);
  print(summary.verdict());
  return summary.isClean;
}

function report({ seed }: Schedule, { counts, violations, crashes, history, skipped }: RunResult, again: string): void {
  const { writes, unknown, refused, delivered, gaps, lives } = counts;
  const shown = `${writes} writes (${unknown} unknown, ${refused} refused), ${delivered} deliveries, ${gaps} gaps, ${lives} lives of the log`;
  print(`    ${shown}, ${violations.length} violations${crashes.length > 0 ? `, ${crashes.length} crashes` : ''}`);
  for (const kind of skipped) print(`    left out, since this machine cannot: ${kind}`);
  if (violations.length === 0) return;
  for (const line of shortened(violations)) print(`    ✗ ${line}`);
  for (const crash of crashes.slice(0, 2)) print(`    an instance ended by itself: ${crash.trim().slice(-600)}`);
  mkdirSync(CACHE, { recursive: true });
  const file = join(CACHE, `seed-${seed}.json`);
  writeFileSync(
    file,
    JSON.stringify({ violations, crashes, history }, (_, value: unknown) =>
      value instanceof Map ? Object.fromEntries(value) : value,
    ),
  );
  print(`    recorded in ${file}\n    again: ${again}`);
}

function shortened(violations: readonly Violation[]): readonly string[] {
  const lines = violations.map(({ kind, at, who, what }) => `${kind} at ${(at / 1_000).toFixed(1)} s: ${who}: ${what}`);
  return lines.length > SHOWN ? [...lines.slice(0, SHOWN), `… and ${lines.length - SHOWN} more`] : lines;
}

/** Runs each planted bug where it shows, and says whether it was found. @returns whether all were */
async function runPlants(): Promise<boolean> {
  const templates = await Templates.create();
  const missed: string[] = [];
  try {
    for (const [name, { fault, database, breaks }] of Object.entries(PLANTED)) {
      const schedule = scheduleOf(PLANT_SEED, { database, instances: 1, faults: [fault as FaultKind] });
      const { violations } = await runSchedule(schedule, templates, { plant: name, boundMs: PLANT_BOUND_MS });
      const kinds = [...new Set(violations.map(({ kind }) => kind))];
      const isFound = kinds.some((kind) => breaks.includes(kind));
      if (!isFound) missed.push(name);
      print(`${isFound ? '✓' : '✗'} ${name}, by ${fault}: ${kinds.join(', ') || 'nothing was found'}`);
    }
  } finally {
    await templates.remove();
  }
  print(missed.length === 0 ? `all ${PLANTS.length} planted bugs were found` : `not found: ${missed.join(', ')}`);
  return missed.length === 0;
}

const request = parseArguments(process.argv.slice(2));
if (request.help) print(HELP);
else if (request.list) print(`faults: ${FAULT_KINDS.join(', ')}\nplants: ${PLANTS.join(', ')}`);
else process.exitCode = (await (request.plant === 'all' ? runPlants() : runSeeds(request))) ? 0 : 1;
