/** `npm run bench`: measures, prints, and with `--write` renews docs/performance.md. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { Failure, runMain } from '../../../tools/lib/failure.mjs';
import { heading, step } from '../../../tools/lib/progress.mjs';
import { inProject } from '../../../tools/lib/project.mjs';
import { thisMachine } from './measure/machine.ts';
import { parseOptions } from './options.ts';
import { writeDocs } from './report/docs.ts';
import { aimRows, textTable, workloadRows } from './report/table.ts';
import { Results } from './results.ts';
import { BenchDatabase } from './servers/bellhop/bench-database.ts';
import { bellhopKind } from './servers/bellhop/bellhop-kind.ts';
import { TENANTS } from './servers/bellhop/tenants.ts';
import { betterSse } from './servers/better-sse.ts';
import { cLimit } from './servers/c-limit.ts';
import { nchan } from './servers/nchan.ts';
import { nestSse } from './servers/nest-sse.ts';
import { WORKLOADS } from './workloads/all.ts';
import type { Effort } from './workloads/workload.ts';

const FULL: Effort = { rounds: 3, scale: 1 };
const QUICK: Effort = { rounds: 1, scale: 0.3 };

const names = WORKLOADS.map(({ name }) => name);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));

await runMain(async () => {
  const options = parseOptions(process.argv.slice(2), names);
  const chosen = WORKLOADS.filter(({ name }) => options.only.length === 0 || options.only.includes(name));
  const startedAt = new Date();
  const results = new Results();
  const database = await step('a database with orgs, users and sessions', () => BenchDatabase.make(TENANTS));
  const kinds = [bellhopKind(database), nchan, nestSse, betterSse, cLimit];
  const failed: string[] = [];
  for (const { name, title, run } of chosen) {
    let progress = '';
    const say = (text: string): void => void (progress = text);
    const effort = options.quick ? QUICK : FULL;
    try {
      await step(title, () => run({ results, effort, kinds, database, say }), { detail: () => progress });
      console.log(`\n${textTable(workloadRows(results, name))}\n`);
    } catch (error) {
      failed.push(name);
      console.error(error);
    }
  }
  database.remove();

  heading('aims');
  console.log(`${textTable(aimRows(results))}\n`);
  for (const remark of results.remarks) console.log(`  ${remark}`);
  const run = { startedAt, machine: thisMachine() };
  const { figures, absences, remarks } = results;
  mkdirSync(inProject('.cache/bench'), { recursive: true });
  writeFileSync(
    inProject('.cache/bench/results.json'),
    JSON.stringify({ ...run, quick: options.quick, figures, absences, remarks }, null, 2),
  );
  if (failed.length > 0) throw new Failure(`These workloads failed: ${failed.join(', ')}.`);
  if (options.write) await step('docs/performance.md', () => writeDocs(results, run));
});
// Peers that were cut off may leave sockets behind.
process.exit();
