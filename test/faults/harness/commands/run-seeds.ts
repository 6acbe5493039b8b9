import { randomInt } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { againCommand } from '../again.ts';
import type { Request } from '../arguments.ts';
import { type RunResult, runSchedule } from '../run.ts';
import { describeSchedule, type Schedule, scheduleOf } from '../schedule.ts';
import { Summary } from '../summary.ts';
import type { Violation } from '../violation.ts';
import { Templates } from '../world/template.ts';
import { CACHE, print, renewSection } from './output.ts';

const SHOWN = 8;

/** Runs the seeds one after the other. @returns whether every rule held */
export async function runSeeds({ seeds, count, wanted, plant, write }: Request): Promise<boolean> {
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
  if (write) renewSection('runs', summary.markdown());
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
