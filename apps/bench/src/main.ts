/** `npm run bench`: measures, prints, and with `--write` updates docs/performance.md. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Failure, runMain } from '../../../tools/lib/failure.mjs';
import { heading, step } from '../../../tools/lib/progress.mjs';
import { inProject } from '../../../tools/lib/project.mjs';
import { type Machine, thisMachine } from './measure/machine.ts';
import { parseOptions } from './options.ts';
import { writeDocs, writeParts } from './report/docs.ts';
import { aimRows, textTable, workloadRows } from './report/table.ts';
import { type MeasuredBefore, Results } from './results.ts';
import { BenchDatabase } from './servers/bellhop/bench-database.ts';
import { bellhopKind } from './servers/bellhop/bellhop-kind.ts';
import { TENANTS } from './servers/bellhop/tenants.ts';
import { betterSse } from './servers/better-sse.ts';
import { cLimit } from './servers/c-limit.ts';
import { nchan } from './servers/nchan.ts';
import { nestSse } from './servers/nest-sse.ts';
import { WORKLOADS } from './workloads/all.ts';
import { PARTS } from './report/change-metrics.ts';
import type { Effort } from './workloads/workload.ts';

const FULL: Effort = { rounds: 3, scale: 1 };
const QUICK: Effort = { rounds: 1, scale: 0.3 };

/** All figures of the last run. */
const RESULTS = inProject('.cache/bench/results.json');
/** All figures in docs/performance.md, kept so that any checkout can measure a part of it again. */
const WRITTEN = inProject('docs/performance/figures.json');

const names = WORKLOADS.map(({ name }) => name);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));

await runMain(async () => {
  const options = parseOptions(process.argv.slice(2), names, PARTS);
  const chosen = WORKLOADS.filter(({ name }) => options.only.length === 0 || options.only.includes(name));
  const startedAt = new Date();
  const machine = thisMachine();
  const isPart = options.only.length > 0 && options.profile.length === 0;
  const before = options.write && isPart ? lastWritten(machine) : undefined;
  const results = new Results();
  const database = await step('a database with orgs, users and sessions', () => BenchDatabase.make(TENANTS));
  const kinds = [bellhopKind(database), nchan, nestSse, betterSse, cLimit];
  const failed: string[] = [];
  for (const { name, title, run } of chosen) {
    let progress = '';
    const say = (text: string): void => void (progress = text);
    const effort = options.quick ? QUICK : FULL;
    try {
      await step(
        title,
        () => run({ results, effort, kinds, database, rows: options.rows, profile: options.profile, say }),
        {
          detail: () => progress,
        },
      );
      if (options.profile.length === 0) console.log(`\n${textTable(workloadRows(results, name))}\n`);
    } catch (error) {
      failed.push(name);
      console.error(error);
    }
  }
  database.remove();
  if (options.profile.length > 0) {
    if (failed.length > 0) throw new Failure('The profiles failed.');
    if (options.write && results.parts) await writeParts(results.parts);
    return;
  }

  const run = { startedAt, machine };
  if (before) results.adopt(before);
  heading('aims');
  console.log(`${textTable(aimRows(results, options.only.length > 0 ? 'measured' : 'all'))}\n`);
  for (const remark of results.remarks) console.log(`  ${remark}`);
  const { figures, absences, remarks } = results;
  const record = JSON.stringify({ ...run, quick: options.quick, figures, absences, remarks }, null, 2);
  mkdirSync(dirname(RESULTS), { recursive: true });
  writeFileSync(RESULTS, record);
  if (failed.length > 0) throw new Failure(`These workloads failed: ${failed.join(', ')}.`);
  if (!options.write) return;
  await step('docs/performance.md', () => writeDocs(results, run, WORKLOADS));
  writeFileSync(WRITTEN, `${record}\n`);
});

/** @throws Failure when this machine has no results for the rest of docs/performance.md */
function lastWritten(machine: Machine): MeasuredBefore {
  if (!existsSync(WRITTEN)) throw new Failure('There is no full run to update a part of: leave out --only.');
  const last = JSON.parse(readFileSync(WRITTEN, 'utf8')) as MeasuredBefore & { readonly machine: Machine };
  if (isDeepStrictEqual(last.machine, machine)) return last;
  throw new Failure('The last full run was on another machine or with another Node: leave out --only.');
}

// Peers that were cut may leave sockets open.
process.exit();
