/** `npm run bench`: measures, prints, and with `--write` updates docs/performance.md. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Failure, runMain } from '../../../tools/lib/failure.mjs';
import { heading, step } from '../../../tools/lib/progress.mjs';
import { inProject } from '../../../tools/lib/project.mjs';
import { thisMachine } from './measure/machine.ts';
import { parseOptions } from './options.ts';
import { writeDocs, writeParts, writtenSections } from './report/docs.ts';
import { aimRows, textTable, workloadRows } from './report/table.ts';
import { type MeasuredSection, renewed, Results, type Run } from './results.ts';
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

const names = WORKLOADS.map(({ name }) => name);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));

await runMain(async () => {
  const options = parseOptions(process.argv.slice(2), names, PARTS);
  const chosen = WORKLOADS.filter(({ name }) => options.only.length === 0 || options.only.includes(name));
  const run: Run = { startedAt: new Date().toISOString(), machine: thisMachine() };
  const isPart = options.only.length > 0 && options.profile.length === 0;
  // Read first: a run that cannot be written is not begun.
  const before = options.write && isPart ? writtenSections() : [];
  const measured: MeasuredSection[] = [];
  const database = await step('a database with orgs, users and sessions', () => BenchDatabase.make(TENANTS));
  const kinds = [bellhopKind(database), nchan, nestSse, betterSse, cLimit];
  const failed: string[] = [];
  let parts: Results['parts'];
  for (const { name, title, run: runWorkload } of chosen) {
    const results = new Results();
    let progress = '';
    const say = (text: string): void => void (progress = text);
    const effort = options.quick ? QUICK : FULL;
    try {
      await step(
        title,
        () => runWorkload({ results, effort, kinds, database, rows: options.rows, profile: options.profile, say }),
        {
          detail: () => progress,
        },
      );
      if (options.profile.length === 0) console.log(`\n${textTable(workloadRows(results, name))}\n`);
    } catch (error) {
      failed.push(name);
      console.error(error);
    }
    measured.push(results.section(name, run));
    parts ??= results.parts;
  }
  database.remove();
  if (options.profile.length > 0) {
    if (failed.length > 0) throw new Failure('The profiles failed.');
    if (options.write && parts) await writeParts(parts);
    return;
  }

  const results = new Results(measured);
  heading('aims');
  console.log(`${textTable(aimRows(results, options.only.length > 0 ? 'measured' : 'all'))}\n`);
  for (const remark of results.remarks) console.log(`  ${remark}`);
  mkdirSync(dirname(RESULTS), { recursive: true });
  writeFileSync(RESULTS, JSON.stringify({ quick: options.quick, sections: measured }, null, 2));
  if (failed.length > 0) throw new Failure(`These workloads failed: ${failed.join(', ')}.`);
  if (!options.write) return;
  await step('docs/performance.md', () => writeDocs(renewed(names, before, measured), WORKLOADS));
});

// Peers that were cut may leave sockets open.
process.exit();
