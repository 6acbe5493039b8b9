import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PLANTED } from './harness/plants.mjs';
import { runSchedule } from './harness/run.ts';
import { describeSchedule, scheduleOf } from './harness/schedule.ts';
import { Templates } from './harness/world/template.ts';

/** A few of the runs that `npm run faults` makes by the thousand; the same in every run. */
const RUNS = [
  scheduleOf(4, { database: 'embedded', faults: ['kill', 'cut'] }),
  scheduleOf(14, { database: 'postgres', instances: 3, faults: ['kill', 'database-cut'] }),
];
const PLANT = 'doubled-event';
const LIMIT_MS = 180_000;

let templates: Templates;
beforeAll(async () => {
  templates = await Templates.create();
});
afterAll(() => templates.remove());

describe('readers while servers fail', () => {
  it.each(RUNS.map((schedule) => [describeSchedule(schedule), schedule] as const))(
    'get everything once and in order: %s',
    async (_, schedule) => {
      const { violations, costs, counts } = await runSchedule(schedule, templates);
      expect(violations).toEqual([]);
      expect(costs.map(({ kind }) => kind)).toEqual(schedule.faults.map(({ kind }) => kind));
      expect(counts.delivered).toBeGreaterThan(counts.writes);
    },
    LIMIT_MS,
  );

  it(
    'are caught getting an event twice where the server has that bug',
    async () => {
      const { fault, database, breaks } = PLANTED[PLANT] ?? { breaks: [] };
      expect([fault, database]).toEqual(['stop', 'embedded']);
      const schedule = scheduleOf(1, { database: 'embedded', faults: ['stop'] });
      const { violations } = await runSchedule(schedule, templates, { plant: PLANT });
      expect([...new Set(violations.map(({ kind }) => kind))]).toEqual(breaks);
    },
    LIMIT_MS,
  );
});
