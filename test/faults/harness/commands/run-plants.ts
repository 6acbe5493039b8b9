import { PLANTED, PLANTS } from '../plants.mjs';
import { runSchedule } from '../run.ts';
import { type FaultKind, scheduleOf } from '../schedule.ts';
import { Templates } from '../world/template.ts';
import { print } from './output.ts';

const PLANT_SEED = 1;
/** Shorter than in other runs, because silence is expected. */
const PLANT_BOUND_MS = 6_000;

/** Runs each planted bug where it shows. @returns whether all were found */
export async function runPlants(): Promise<boolean> {
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
